package dev.varve.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The stops of the demo, read from a SQL file: comment lines say what the statement under them shows. */
record Tour(List<Stop> stops)
{
    record Stop(String explanation, String statement) {}

    Tour
    {
        stops = List.copyOf(stops);
    }

    static Tour read(Path file)
            throws IOException
    {
        return parse(Files.readString(file));
    }

    /** Stops are separated by blank lines; a block without a statement is a heading of the file itself and no stop. */
    static Tour parse(String text)
    {
        List<Stop> stops = new ArrayList<>();
        for (String block : text.strip().split("\\R(?:[ \\t]*\\R)+")) {
            List<String> comments = block.lines().filter(Tour::isComment).map(line -> line.substring(2).strip()).toList();
            List<String> statement = block.lines().filter(line -> !isComment(line)).toList();
            if (!statement.isEmpty()) {
                stops.add(new Stop(String.join("\n", comments), String.join("\n", statement).strip()));
            }
        }
        return new Tour(stops);
    }

    private static boolean isComment(String line)
    {
        return line.startsWith("--");
    }
}
