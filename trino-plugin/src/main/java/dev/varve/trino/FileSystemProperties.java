package dev.varve.trino;

import com.google.common.collect.ImmutableMap;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the location of the warehouse says about the file systems that a catalog needs, where its properties do not. */
final class FileSystemProperties
{
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):.*", Pattern.DOTALL);
    private static final Pattern FILE_URI = Pattern.compile("file:/+(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final String LOCAL = "fs.native-local.enabled";
    private static final String HADOOP = "fs.hadoop.enabled";
    private static final String LOCAL_ROOT = "local.location";

    private FileSystemProperties() {}

    /**
     * Adds the property that enables the file system of {@code warehouse}, unless the properties speak of that file system
     * already, or enable Hadoop's, which serves every scheme. Local paths are taken from the root of the machine.
     */
    static Map<String, String> complete(Map<String, String> properties)
    {
        String warehouse = properties.get("warehouse");
        if (warehouse == null) {
            return properties;
        }
        Optional<String> required = enablingProperty(scheme(warehouse));
        Predicate<String> isOn = name -> Boolean.parseBoolean(properties.get(name));
        ImmutableMap.Builder<String, String> completed = ImmutableMap.<String, String>builder().putAll(properties);
        required.filter(name -> !properties.containsKey(name) && !isOn.test(HADOOP))
                .ifPresent(name -> completed.put(name, "true"));
        boolean local = required.filter(LOCAL::equals).isPresent()
                && (isOn.test(LOCAL) || (!properties.containsKey(LOCAL) && !isOn.test(HADOOP)));
        if (local && !properties.containsKey(LOCAL_ROOT)) {
            completed.put(LOCAL_ROOT, "/");
        }
        return completed.buildOrThrow();
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

    private static Optional<String> enablingProperty(Optional<String> scheme)
    {
        if (scheme.isEmpty()) {
            return Optional.of(LOCAL);
        }
        return switch (scheme.orElseThrow()) {
            case "file" -> Optional.of(LOCAL);
            case "s3", "s3a", "s3n" -> Optional.of("fs.native-s3.enabled");
            case "gs" -> Optional.of("fs.native-gcs.enabled");
            case "abfs", "abfss", "wasb", "wasbs" -> Optional.of("fs.native-azure.enabled");
            case "hdfs", "viewfs" -> Optional.of(HADOOP);
            default -> Optional.empty();
        };
    }
}
