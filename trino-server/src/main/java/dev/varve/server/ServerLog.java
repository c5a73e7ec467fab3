package dev.varve.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a server wrote while it started, read for the one line that tells why it stopped. */
record ServerLog(Path path)
{
    private static final int MAX_LENGTH = 64 << 20;
    private static final Pattern CONFIGURATION_ERROR = Pattern.compile("\\d+\\) (?:Error: |\\[Guice/\\w+\\]: )?(.+)");
    private static final Pattern ERROR = Pattern.compile("\\S+\\tERROR\\t[^\\t]*\\t[^\\t]*\\t(.+)");
    private static final Pattern CAUSE = Pattern.compile("Caused by: [\\w.$]+(?:: (.+))?");

    /** The first configuration error; or else the last error and what caused it innermost. */
    Optional<String> reason()
    {
        List<String> lines = lines();
        Optional<String> configuration = matches(CONFIGURATION_ERROR, lines).findFirst();
        if (configuration.isPresent()) {
            return configuration;
        }
        int lastError = lastError(lines);
        List<String> tail = lines.subList(Math.max(lastError, 0), lines.size());
        Optional<String> error = matches(ERROR, tail).findFirst();
        Optional<String> cause = last(matches(CAUSE, tail));
        if (error.isPresent() && cause.isPresent() && !error.get().contains(cause.get())) {
            return Optional.of(error.get() + ": " + cause.get());
        }
        return error.or(() -> cause);
    }

    private static int lastError(List<String> lines)
    {
        for (int line = lines.size() - 1; line >= 0; line--) {
            if (ERROR.matcher(lines.get(line)).matches()) {
                return line;
            }
        }
        return -1;
    }

    private static Optional<String> last(Stream<String> texts)
    {
        return texts.reduce((_, second) -> second);
    }

    private static Stream<String> matches(Pattern pattern, List<String> lines)
    {
        return lines.stream()
                .map(line -> pattern.matcher(line.strip()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .filter(text -> text != null && !text.isBlank())
                .map(String::strip);
    }

    private List<String> lines()
    {
        try {
            if (Files.size(path) > MAX_LENGTH) {
                return List.of();
            }
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList();
        }
        catch (IOException e) {
            return List.of();
        }
    }
}
