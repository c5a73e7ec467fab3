package dev.varve.product.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The cases that a client cannot pass, each with the reason. A line of the file is {@code <case id> <reason>}; an id that ends
 * in {@code *} stands for all cases that begin with what precedes it. Empty lines and lines that begin with {@code #} are left out.
 *
 * <p>A case that is listed and passes is an error, too, so that the list shrinks with the gaps. An id that begins with {@code ~}
 * is of a case without a defined outcome, which may pass or fail.
 */
final class Exceptions
{
    private final List<Entry> entries;

    private Exceptions(List<Entry> entries)
    {
        this.entries = List.copyOf(entries);
    }

    /** The list of that client, which ways of asking it share: {@code hive-tez} has that of {@code hive}. A client without a file has no exceptions. */
    static Exceptions load(String client)
            throws IOException
    {
        try (InputStream file = Exceptions.class.getResourceAsStream("/conformance/exceptions-" + client.split("-")[0] + ".txt")) {
            return parse(file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Exceptions parse(String text)
    {
        List<Entry> entries = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.strip().split("\\s+", 2);
            if (parts.length < 2) {
                throw new IllegalArgumentException("An exception needs a reason: " + line);
            }
            boolean undefined = parts[0].startsWith("~");
            entries.add(new Entry(undefined ? parts[0].substring(1) : parts[0], parts[1], undefined));
        }
        return new Exceptions(entries);
    }

    /** Why the case may fail. */
    Optional<String> reason(String caseId)
    {
        return entries.stream().filter(entry -> entry.matches(caseId)).map(Entry::reason).findFirst();
    }

    /** Whether the case must fail. */
    boolean mustFail(String caseId)
    {
        return entries.stream().filter(entry -> entry.matches(caseId)).findFirst().filter(entry -> !entry.undefined()).isPresent();
    }

    /** The entries that none of the cases matches. */
    List<String> unmatched(List<String> caseIds)
    {
        Set<String> unmatched = new HashSet<>();
        for (Entry entry : entries) {
            if (caseIds.stream().noneMatch(entry::matches)) {
                unmatched.add(entry.pattern());
            }
        }
        return unmatched.stream().sorted().toList();
    }

    private record Entry(String pattern, String reason, boolean undefined)
    {
        boolean matches(String caseId)
        {
            return pattern.endsWith("*") ? caseId.startsWith(pattern.substring(0, pattern.length() - 1)) : caseId.equals(pattern);
        }
    }
}
