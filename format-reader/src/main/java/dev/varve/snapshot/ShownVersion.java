package dev.varve.snapshot;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which version a table shows to those who name none: the newest one, unless its options {@code scan.*} say another. They are those of the newest schema, and
 * texts of times are in the zone of the process, as with Paimon.
 */
public final class ShownVersion
{
    private static final String MODE = "scan.mode";
    private static final String TIMESTAMP = "scan.timestamp";
    private static final String TIMESTAMP_MILLIS = "scan.timestamp-millis";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSS]", Locale.ROOT);

    /** In the order in which they count. */
    private static final List<String> VERSIONS = List.of("scan.snapshot-id", "scan.tag-name", "scan.watermark");
    private static final List<String> UNSUPPORTED = List.of(
            "scan.version",
            "scan.file-creation-time-millis",
            "scan.creation-time-millis",
            "incremental-between",
            "incremental-between-timestamp",
            "incremental-to-auto-tag");

    private ShownVersion() {}

    /**
     * @throws VarveException of kind UNSUPPORTED_FEATURE if the table shows what is no version, INVALID_REQUEST if a value makes no sense
     */
    public static VersionSelector of(TableSchema schema)
    {
        OptionMap options = new OptionMap(schema.options());
        String mode = options.text(MODE).orElse("default").toLowerCase(Locale.ROOT);
        return switch (mode) {
            case "default" -> ofDefault(options);
            case "latest", "latest-full", "full" -> VersionSelector.LATEST;
            case "from-timestamp" -> timestamp(options).orElseThrow(() -> incomplete(mode, List.of(TIMESTAMP_MILLIS, TIMESTAMP)));
            case "from-snapshot", "from-snapshot-full" -> version(options).orElseThrow(() -> incomplete(mode, VERSIONS));
            default -> throw unsupported(MODE, mode);
        };
    }

    private static VersionSelector ofDefault(OptionMap options)
    {
        Optional<VersionSelector> version = timestamp(options).or(() -> version(options));
        if (version.isPresent()) {
            return version.get();
        }
        for (String option : UNSUPPORTED) {
            if (options.text(option).isPresent()) {
                throw unsupported(option, options.text(option).get());
            }
        }
        return VersionSelector.LATEST;
    }

    private static Optional<VersionSelector> timestamp(OptionMap options)
    {
        if (options.text(TIMESTAMP_MILLIS).isPresent()) {
            return Optional.of(new VersionSelector.AtTime(number(options, TIMESTAMP_MILLIS)));
        }
        return options.text(TIMESTAMP).map(text -> new VersionSelector.AtTime(epochMillis(options, text)));
    }

    private static long epochMillis(OptionMap options, String text)
    {
        try {
            LocalDateTime time = text.length() <= "yyyy-MM-dd".length() ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text, TIME);
            return time.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
        }
        catch (DateTimeParseException e) {
            throw options.bad(TIMESTAMP, "a time such as '2024-01-31 12:34:56'");
        }
    }

    private static Optional<VersionSelector> version(OptionMap options)
    {
        return VERSIONS.stream().filter(option -> options.text(option).isPresent()).findFirst().map(option -> {
            String text = options.text(option).orElseThrow();
            return switch (option) {
                case "scan.snapshot-id" -> new VersionSelector.SnapshotId(number(options, option));
                case "scan.tag-name" -> new VersionSelector.TagName(text);
                default -> new VersionSelector.AtWatermark(number(options, option));
            };
        });
    }

    private static long number(OptionMap options, String option)
    {
        try {
            return Long.parseLong(options.text(option).orElseThrow());
        }
        catch (NumberFormatException e) {
            throw options.bad(option, "a whole number");
        }
    }

    private static VarveException incomplete(String mode, List<String> options)
    {
        return VarveException.invalid("The table has option " + MODE + "=" + mode + ", but none of " + options);
    }

    private static VarveException unsupported(String option, String value)
    {
        return VarveException.unsupported("The table has option " + option + "=" + value + ", which is not supported; ask for a version in the query instead");
    }
}
