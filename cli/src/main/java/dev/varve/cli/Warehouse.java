package dev.varve.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.util.Objects.requireNonNull;

/** The location of a warehouse as the connector takes it: an absolute local path, or the URI of an object store or HDFS. */
record Warehouse(String location)
{
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):.*");

    Warehouse
    {
        requireNonNull(location, "location is null");
    }

    /** Reads what a user wrote; local paths may be relative to {@code directory} and must exist. */
    static Warehouse parse(String text, Path directory)
            throws CommandException
    {
        if (text.isBlank()) {
            throw new CommandException("The warehouse is empty: give a directory or a URI such as s3://bucket/warehouse");
        }
        Matcher scheme = SCHEME.matcher(text);
        if (scheme.matches() && !scheme.group(1).equalsIgnoreCase("file")) {
            return new Warehouse(text);
        }
        return local(scheme.matches() ? fileUri(text) : directory.resolve(text));
    }

    /** The same for a warehouse that need not be there: the first database makes it. */
    static Warehouse parseNew(String text, Path directory)
            throws CommandException
    {
        Matcher scheme = SCHEME.matcher(text);
        boolean local = !scheme.matches() || scheme.group(1).equalsIgnoreCase("file");
        if (local && !text.isBlank()) {
            Path path = (scheme.matches() ? fileUri(text) : directory.resolve(text)).toAbsolutePath().normalize();
            if (!Files.exists(path)) {
                requireNoDatabase(path);
                return new Warehouse(path.toString());
            }
        }
        return parse(text, directory);
    }

    boolean isLocal()
    {
        return !SCHEME.matcher(location).matches();
    }

    static Warehouse local(Path path)
            throws CommandException
    {
        Path absolute = path.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            throw new CommandException("The warehouse %s does not exist or is not a directory; give the directory that holds the databases (NAME.db)"
                    .formatted(absolute));
        }
        requireNoDatabase(absolute);
        if (Files.exists(absolute.resolve("schema/schema-0")) && Files.isDirectory(absolute.resolve("snapshot"))) {
            throw new CommandException("%s is a table, not a warehouse: give the directory that holds the databases (NAME.db)".formatted(absolute));
        }
        return new Warehouse(absolute.toString());
    }

    private static void requireNoDatabase(Path absolute)
            throws CommandException
    {
        if (absolute.getFileName() != null && absolute.getFileName().toString().endsWith(".db")) {
            throw new CommandException("%s is a database, not a warehouse: give the directory above, %s".formatted(absolute, absolute.getParent()));
        }
    }

    private static Path fileUri(String text)
            throws CommandException
    {
        try {
            String path = new URI(text.replace(" ", "%20")).getPath();
            if (path == null || path.isEmpty()) {
                throw new CommandException("The warehouse '%s' has no path; write file:///directory".formatted(text));
            }
            return Path.of(path);
        }
        catch (URISyntaxException e) {
            throw new CommandException("The warehouse '%s' is not a URI: %s".formatted(text, e.getMessage()), e);
        }
    }
}
