package dev.varve.hive.table;

import dev.varve.error.VarveException;
import dev.varve.snapshot.ChangeMode;
import dev.varve.snapshot.ChangeSelector;
import dev.varve.snapshot.VersionSelector;
import org.apache.hadoop.conf.Configuration;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a session says about the rows of all tables that it reads, as in Paimon's handler: {@code SET paimon.scan.snapshot-id=5}, until it is
 * set to NULL. Settings that do not concern which rows there are, are left to others; others of {@code paimon.scan} are refused, since
 * ignoring them would return other rows.
 */
final class SessionSettings
{
    private static final String PREFIX = "paimon.";
    private static final String BRANCH = "branch";
    private static final String SCAN_MODE = "scan.mode";
    private static final String SNAPSHOT_ID = "scan.snapshot-id";
    private static final String TAG_NAME = "scan.tag-name";
    private static final String VERSION = "scan.version";
    private static final String TIMESTAMP = "scan.timestamp";
    private static final String TIMESTAMP_MILLIS = "scan.timestamp-millis";
    private static final String WATERMARK = "scan.watermark";
    private static final String BETWEEN = "incremental-between";
    private static final String BETWEEN_TIMESTAMP = "incremental-between-timestamp";
    private static final String TO_AUTO_TAG = "incremental-to-auto-tag";
    private static final String BETWEEN_SCAN_MODE = "incremental-between-scan-mode";
    private static final String TAG_TO_SNAPSHOT = "incremental-between-tag-to-snapshot";

    private static final List<String> VERSIONS = List.of(SNAPSHOT_ID, TAG_NAME, VERSION, TIMESTAMP, TIMESTAMP_MILLIS, WATERMARK);
    private static final List<String> CHANGES = List.of(BETWEEN, BETWEEN_TIMESTAMP, TO_AUTO_TAG);
    private static final Set<String> KNOWN = Set.of(
            BRANCH, SCAN_MODE, SNAPSHOT_ID, TAG_NAME, VERSION, TIMESTAMP, TIMESTAMP_MILLIS, WATERMARK, BETWEEN, BETWEEN_TIMESTAMP, TO_AUTO_TAG, BETWEEN_SCAN_MODE,
            TAG_TO_SNAPSHOT);
    /** How others read, not what. */
    private static final Set<String> NEUTRAL = Set.of(
            "scan.parallelism", "scan.infer-parallelism", "scan.max-splits-per-task", "scan.manifest.parallelism", "scan.plan-sort-partition");
    private static final List<String> REFUSED = List.of("scan.", "incremental-");

    /** Which settings each mode of a scan goes with. */
    private static final Map<String, List<String>> MODES = Map.of(
            "default", List.of(),
            "latest", List.of(),
            "full", List.of(),
            "latest-full", List.of(),
            "from-timestamp", List.of(TIMESTAMP, TIMESTAMP_MILLIS),
            "from-snapshot", List.of(SNAPSHOT_ID, TAG_NAME, VERSION, WATERMARK),
            "from-snapshot-full", List.of(SNAPSHOT_ID),
            "incremental", CHANGES);

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd[ HH:mm:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .toFormatter(Locale.ROOT);

    private final Map<String, String> settings;
    private final ZoneId zone;

    private SessionSettings(Map<String, String> settings, ZoneId zone)
    {
        this.settings = settings;
        this.zone = zone;
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST or UNSUPPORTED_FEATURE if they make no sense
     */
    static SessionSettings of(Configuration configuration)
    {
        Map<String, String> settings = new TreeMap<>();
        for (Map.Entry<String, String> setting : configuration) {
            String key = setting.getKey();
            if (!key.startsWith(PREFIX) || setting.getValue().trim().toUpperCase(Locale.ROOT).equals("NULL")) {
                continue;
            }
            String option = key.substring(PREFIX.length());
            if (KNOWN.contains(option)) {
                settings.put(option, setting.getValue().trim());
            }
            else if (!NEUTRAL.contains(option) && REFUSED.stream().anyMatch(option::startsWith)) {
                throw VarveException.unsupported("The session sets " + key + ", which is not supported; supported are paimon." +
                        String.join(", paimon.", new TreeSet<>(KNOWN)) + ". SET " + key + "=NULL unsets it");
            }
        }
        SessionSettings session = new SessionSettings(settings, SessionZone.of(configuration));
        session.check();
        return session;
    }

    private void check()
    {
        List<String> asking = settings.keySet().stream().filter(option -> VERSIONS.contains(option) || CHANGES.contains(option)).toList();
        if (asking.size() > 1) {
            throw VarveException.invalid("The session sets several versions at once: " + settings + "; unset all but one with SET paimon.<name>=NULL");
        }
        for (String option : List.of(BETWEEN_SCAN_MODE, TAG_TO_SNAPSHOT)) {
            if (settings.containsKey(option) && asking.stream().noneMatch(CHANGES::contains)) {
                throw VarveException.invalid("The session sets paimon." + option + ", but none of paimon." + String.join(", paimon.", CHANGES));
            }
        }
        String mode = settings.getOrDefault(SCAN_MODE, "default").toLowerCase(Locale.ROOT);
        List<String> fitting = MODES.get(mode);
        if (fitting == null) {
            throw VarveException.unsupported("The session sets paimon.scan.mode to '" + mode + "'; supported are " + String.join(", ", new TreeSet<>(MODES.keySet())));
        }
        if (!mode.equals("default") && !(fitting.isEmpty() ? asking.isEmpty() : asking.stream().anyMatch(fitting::contains))) {
            throw VarveException.invalid("The session sets paimon.scan.mode to '" + mode + "', which goes with " +
                    (fitting.isEmpty() ? "no version" : "paimon." + String.join(" or paimon.", fitting)) + ", but sets " + asking);
        }
    }

    Optional<String> branch()
    {
        return Optional.ofNullable(settings.get(BRANCH));
    }

    /** The state that the session asks for, if it does. */
    Optional<VersionSelector> version()
    {
        return VERSIONS.stream().filter(settings::containsKey).findFirst().map(option -> version(option, settings.get(option)));
    }

    private VersionSelector version(String option, String text)
    {
        return switch (option) {
            case SNAPSHOT_ID -> new VersionSelector.SnapshotId(number(option, text));
            case TAG_NAME -> new VersionSelector.TagName(text);
            case VERSION -> new VersionSelector.VersionText(text);
            case TIMESTAMP -> new VersionSelector.AtTime(epochMillis(option, text));
            case TIMESTAMP_MILLIS -> new VersionSelector.AtTime(number(option, text));
            default -> new VersionSelector.AtWatermark(number(option, text));
        };
    }

    /** What the session asks for of all tables. */
    AskedRows.What what()
    {
        return changes().<AskedRows.What>map(selector -> new AskedRows.Changes(selector, mode()))
                .or(() -> version().map(selector -> new AskedRows.State(selector, true)))
                .orElse(AskedRows.State.LATEST);
    }

    private Optional<ChangeSelector> changes()
    {
        return CHANGES.stream().filter(settings::containsKey).findFirst().map(option -> changes(option, settings.get(option)));
    }

    private ChangeSelector changes(String option, String text)
    {
        return switch (option) {
            case BETWEEN -> ChangeSelector.BetweenVersions.parse(text, Boolean.parseBoolean(settings.get(TAG_TO_SNAPSHOT)));
            case BETWEEN_TIMESTAMP -> betweenTimes(text);
            default -> new ChangeSelector.ToAutomaticTag(text);
        };
    }

    private ChangeSelector betweenTimes(String text)
    {
        String[] times = text.split(",", -1);
        if (times.length != 2) {
            throw VarveException.invalid("paimon." + BETWEEN_TIMESTAMP + " is '" + text + "', expected are two times 'from,to'");
        }
        return new ChangeSelector.BetweenTimes(epochMillis(BETWEEN_TIMESTAMP, times[0].trim()), epochMillis(BETWEEN_TIMESTAMP, times[1].trim()));
    }

    /** Those of the kernel that say the same without the kind of a change, which Hive does not show. */
    private ChangeMode mode()
    {
        ChangeMode mode = ChangeMode.parse(settings.getOrDefault(BETWEEN_SCAN_MODE, "auto"));
        if (mode == ChangeMode.NET) {
            throw VarveException.unsupported("paimon." + BETWEEN_SCAN_MODE + " is 'net', whose rows mean nothing without the kind of the change: use auto, delta, changelog or diff");
        }
        return mode;
    }

    private long epochMillis(String option, String text)
    {
        if (text.matches("-?[0-9]+")) {
            return number(option, text);
        }
        try {
            return LocalDateTime.parse(text, TIME).atZone(zone).toInstant().toEpochMilli();
        }
        catch (DateTimeParseException e) {
            throw VarveException.invalid("paimon." + option + " has '" + text + "', expected are epoch milliseconds or 'yyyy-MM-dd HH:mm:ss' in the zone of the session");
        }
    }

    static long number(String option, String text)
    {
        try {
            return Long.parseLong(text.trim());
        }
        catch (NumberFormatException e) {
            throw VarveException.invalid(option + " is '" + text + "', which is no number");
        }
    }
}
