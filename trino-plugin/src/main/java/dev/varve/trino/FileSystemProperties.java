package dev.varve.trino;

import com.google.common.collect.ImmutableMap;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the location of the warehouse says about the file system that a catalog needs, where its properties do not. */
final class FileSystemProperties
{
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):.*", Pattern.DOTALL);
    private static final Pattern FILE_URI = Pattern.compile("file:/+(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern ENABLES = Pattern.compile("fs\\..+\\.enabled");
    private static final String HADOOP = "fs.hadoop.enabled";
    private static final String LOCAL_ROOT = "local.location";
    private static final String S3_RETRIES = "s3.max-error-retries";
    // Trino's 20 make a query wait for minutes before it says that a store cannot be reached.
    private static final String DEFAULT_S3_RETRIES = "10";

    /** File systems of Trino, and the properties that enable them. */
    private enum FileSystem
    {
        LOCAL,
        S3,
        GCS,
        AZURE,
        HADOOP;

        String property()
        {
            return "fs." + name().toLowerCase(Locale.ENGLISH) + ".enabled";
        }

        /** What the property was called before, which Trino still accepts. */
        String formerProperty()
        {
            return "fs.native-" + name().toLowerCase(Locale.ENGLISH) + ".enabled";
        }

        /** Whether the properties turn it on or off; empty if they do not speak of it. */
        Optional<Boolean> enabled(Map<String, String> properties)
        {
            return Optional.ofNullable(properties.getOrDefault(property(), properties.get(formerProperty()))).map(Boolean::parseBoolean);
        }
    }

    private FileSystemProperties() {}

    /**
     * Adds the property that enables the file system of {@code warehouse}, unless the properties speak of that file system
     * already, or enable Hadoop's, which serves every scheme. Local paths are taken from the root of the machine, and requests
     * to S3 that fail are repeated less often than Trino does.
     *
     * @throws IllegalArgumentException if no file system is known for the warehouse, or there is only a metastore, and the properties enable none
     */
    static Map<String, String> complete(Map<String, String> properties)
    {
        Optional<FileSystem> required = Optional.ofNullable(properties.get("warehouse")).flatMap(FileSystemProperties::fileSystem);
        if (required.isEmpty()) {
            boolean none = properties.keySet().stream().noneMatch(ENABLES.asMatchPredicate());
            if (none && !properties.containsKey("warehouse") && "hive".equals(properties.get("metastore"))) {
                throw new IllegalArgumentException("Without the property 'warehouse', others must say which file systems tables may lie in, such as fs.s3.enabled=true");
            }
            if (none && properties.containsKey("warehouse")) {
                throw new IllegalArgumentException("The property 'warehouse' has a scheme that none of Trino's file systems serves: '%s'".formatted(properties.get("warehouse")));
            }
            return properties;
        }
        FileSystem fileSystem = required.get();
        ImmutableMap.Builder<String, String> completed = ImmutableMap.<String, String>builder().putAll(properties);
        boolean missing = fileSystem.enabled(properties).isEmpty() && !Boolean.parseBoolean(properties.get(HADOOP));
        if (missing) {
            completed.put(fileSystem.property(), "true");
        }
        boolean enabled = missing || fileSystem.enabled(properties).orElse(false);
        if (fileSystem == FileSystem.LOCAL && enabled && !properties.containsKey(LOCAL_ROOT)) {
            completed.put(LOCAL_ROOT, "/");
        }
        if (fileSystem == FileSystem.S3 && enabled && !properties.containsKey(S3_RETRIES)) {
            completed.put(S3_RETRIES, DEFAULT_S3_RETRIES);
        }
        return completed.buildOrThrow();
    }

    /** Whether local paths are those of the machine, by properties that are complete. */
    static boolean isOfMachine(Map<String, String> properties)
    {
        return FileSystem.LOCAL.enabled(properties).orElse(false) && "/".equals(properties.get(LOCAL_ROOT));
    }

    /** The warehouse as a location with a scheme: {@code /data/lake} and {@code file:/data/lake} are {@code file:///data/lake}. */
    static String location(String warehouse)
    {
        Matcher fileUri = FILE_URI.matcher(warehouse);
        if (fileUri.matches()) {
            return "file:///" + fileUri.group(1);
        }
        if (warehouse.startsWith("/")) {
            return "file:///" + warehouse.replaceFirst("^/+", "");
        }
        if (scheme(warehouse).isEmpty()) {
            throw new IllegalArgumentException("The property 'warehouse' must be an absolute path or a URI such as s3://bucket/warehouse: '" + warehouse + "'");
        }
        return warehouse;
    }

    private static Optional<String> scheme(String warehouse)
    {
        Matcher matcher = SCHEME.matcher(warehouse);
        return matcher.matches() ? Optional.of(matcher.group(1).toLowerCase(Locale.ENGLISH)) : Optional.empty();
    }

    private static Optional<FileSystem> fileSystem(String warehouse)
    {
        return switch (scheme(warehouse).orElse("file")) {
            case "file", "local" -> Optional.of(FileSystem.LOCAL);
            case "s3", "s3a", "s3n" -> Optional.of(FileSystem.S3);
            case "gs" -> Optional.of(FileSystem.GCS);
            case "abfs", "abfss", "wasb", "wasbs" -> Optional.of(FileSystem.AZURE);
            case "hdfs", "viewfs" -> Optional.of(FileSystem.HADOOP);
            default -> Optional.empty();
        };
    }
}
