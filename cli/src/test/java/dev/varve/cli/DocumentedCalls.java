package dev.varve.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The examples of a page of the documentation: a real shell reads them, and what it would start is written down, to be run in the process of a test. */
final class DocumentedCalls
{
    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");

    private DocumentedCalls() {}

    /**
     * What the shell would start.
     *
     * @param input its standard input
     */
    record Call(List<String> arguments, byte[] input)
    {
        String command()
        {
            return arguments.get(0);
        }

        CommandRun run(UnaryOperator<String> argument)
        {
            InputStream before = System.in;
            System.setIn(new ByteArrayInputStream(input));
            try {
                return CommandRun.of(arguments.stream().map(argument).toArray(String[]::new));
            }
            finally {
                System.setIn(before);
            }
        }
    }

    /**
     * The calls of all blocks of a page, in their order.
     *
     * @param page such as {@code cli.md}
     * @param directory where the files are that the examples write
     */
    static List<Call> of(String page, Path directory)
            throws Exception
    {
        String text = Files.readString(Path.of(System.getProperty("varve.test.home"), "docs", page));
        StringBuilder script = new StringBuilder("set -eu\n");
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            // What goes on in the background would be written down at any time.
            script.append(block.group(1).replace(" &\n", "\n"));
        }
        return shell(script.toString(), directory);
    }

    /** Runs the script with a program {@code varve} that only writes down how it is called. */
    private static List<Call> shell(String script, Path directory)
            throws Exception
    {
        Path calls = Files.createDirectory(directory.resolve("calls"));
        Path program = Files.writeString(directory.resolve("varve"), """
                #!/bin/sh
                n=$(printf %%03d $(ls '%1$s' | wc -l))
                printf '%%s\\0' "$@" > '%1$s/'$n.arguments
                cat > '%1$s/'$n.input
                """.formatted(calls));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder("bash", "-c", script)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        List<Call> result = new ArrayList<>();
        try (Stream<Path> files = Files.list(calls)) {
            for (Path arguments : files.filter(file -> file.toString().endsWith(".arguments")).sorted().toList()) {
                Path input = Path.of(arguments.toString().replace(".arguments", ".input"));
                result.add(new Call(List.of(Files.readString(arguments).split("\0")), Files.readAllBytes(input)));
            }
        }
        return result;
    }
}
