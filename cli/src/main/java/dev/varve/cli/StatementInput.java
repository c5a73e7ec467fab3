package dev.varve.cli;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Where the statements of a SQL command come from: the command line, a file, standard input, or a user who types them. */
final class StatementInput
{
    @Option(names = {"-e", "--execute"}, paramLabel = "SQL", description = "Run these statements, separated by semicolons, and leave.")
    private Optional<String> statements = Optional.empty();

    @Option(names = {"-f", "--file"}, paramLabel = "FILE", description = "Run the statements of a file and leave; - is standard input.")
    private Optional<String> file = Optional.empty();

    /** The statements; empty if they are typed at a terminal. */
    Optional<String> read()
            throws CommandException
    {
        if (statements.isPresent()) {
            return statements;
        }
        if (file.isEmpty() && Terminal.present()) {
            return Optional.empty();
        }
        String source = file.orElse("-");
        try {
            return Optional.of(source.equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(source)));
        }
        catch (NoSuchFileException e) {
            throw new CommandException("The file %s does not exist".formatted(source), e);
        }
        catch (IOException e) {
            throw new CommandException("Cannot read %s: %s".formatted(source, e.getMessage()), e);
        }
    }
}
