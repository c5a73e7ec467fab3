package dev.varve.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands of Varve in a file that a shell could run, too: comment lines, and {@code ./varve} with words after it, some of them in quotes. Lines that
 * end in a backslash go on.
 */
final class CommandScript
{
    private static final String PROGRAM = "./varve";

    private CommandScript() {}

    /** The words of each command after the name of the program. */
    static List<List<String>> read(Path file)
            throws IOException
    {
        return parse(Files.readString(file));
    }

    static List<List<String>> parse(String text)
    {
        List<List<String>> commands = new ArrayList<>();
        for (String line : text.replace("\\\n", " ").lines().toList()) {
            List<String> words = line.startsWith("#") ? List.of() : words(line);
            if (!words.isEmpty()) {
                if (!words.get(0).equals(PROGRAM)) {
                    throw new IllegalArgumentException("Not a command of Varve: " + line);
                }
                commands.add(List.copyOf(words.subList(1, words.size())));
            }
        }
        return commands;
    }

    private static List<String> words(String line)
    {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (char c : line.toCharArray()) {
            if (quote != 0 && c == quote) {
                quote = 0;
            }
            else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                word = word == null ? new StringBuilder() : word;
            }
            else if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                }
                word = null;
            }
            else {
                word = (word == null ? new StringBuilder() : word).append(c);
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("A closing quote is missing: " + line);
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }
}
