package dev.varve.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The stops of the demo, read from a SQL file: comment lines say what the statement under them shows. */
record Tour(List<Stop> stops)
{
    private static final Pattern SNAPSHOT = Pattern.compile("\\$\\{(\\w+)@(\\d+)}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS 'UTC'").withZone(ZoneOffset.UTC);

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

    /** When a snapshot was made, epoch milliseconds. */
    @FunctionalInterface
    interface SnapshotTimes
    {
        long millis(String table, long id);
    }

    /** The tour with times in place of <code>${table@id}</code>. */
    Tour at(SnapshotTimes times)
    {
        return new Tour(stops.stream()
                .map(stop -> new Stop(stop.explanation(), SNAPSHOT.matcher(stop.statement()).replaceAll(match ->
                        TIME.format(Instant.ofEpochMilli(times.millis(match.group(1), Long.parseLong(match.group(2))))))))
                .toList());
    }

    private static boolean isComment(String line)
    {
        return line.startsWith("--");
    }
}
