package dev.varve.hive.table;

import dev.varve.error.VarveException;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.VersionSelector;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.ql.plan.TableScanDesc;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

import static java.util.Objects.requireNonNull;

/**
 * The state of a table that a query asks for.
 *
 * <p>What the statement says ({@code FOR SYSTEM_VERSION AS OF}, {@code FOR SYSTEM_TIME AS OF}, {@code db.t.tag_x}, {@code db.t.branch_b}) goes
 * before what the session says ({@code SET paimon.scan.snapshot-id=5}, which NULL unsets, as in Paimon's handler). Settings of the session that
 * do not concern the version are left to others; unknown ones of {@code paimon.scan} are refused, since ignoring them would return other rows.
 *
 * @param inSession whether the session asks for it, which then concerns the columns of every statement, too
 */
public record AskedVersion(String branch, VersionSelector selector, boolean inSession)
{
    public static final String TAG_PREFIX = "tag_";
    public static final String BRANCH_PREFIX = "branch_";
    private static final String SESSION_PREFIX = "paimon.";
    private static final String SCAN_PREFIX = "scan.";

    private static final Map<String, Function<String, VersionSelector>> SESSION = Map.of(
            "scan.snapshot-id", text -> new VersionSelector.SnapshotId(number("scan.snapshot-id", text)),
            "scan.tag-name", VersionSelector.TagName::new,
            "scan.version", VersionSelector.VersionText::new,
            "scan.timestamp-millis", text -> new VersionSelector.AtTime(number("scan.timestamp-millis", text)),
            "scan.watermark", text -> new VersionSelector.AtWatermark(number("scan.watermark", text)));

    public AskedVersion
    {
        requireNonNull(branch, "branch is null");
        requireNonNull(selector, "selector is null");
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST or UNSUPPORTED_FEATURE if the settings of the session make no sense
     */
    public static AskedVersion of(Configuration settings)
    {
        Map<String, String> session = session(settings);
        String branch = Optional.ofNullable(session.remove("branch")).orElse(BranchLog.MAIN);
        Optional<String> reference = Optional.ofNullable(settings.get(TableScanDesc.SNAPSHOT_REF)).filter(text -> !text.isEmpty());
        if (reference.isPresent() && reference.get().startsWith(BRANCH_PREFIX)) {
            return new AskedVersion(reference.get().substring(BRANCH_PREFIX.length()), VersionSelector.LATEST, false);
        }
        Optional<VersionSelector> statement = reference.map(AskedVersion::tag).or(() -> statement(settings));
        if (statement.isPresent()) {
            return new AskedVersion(branch, statement.get(), false);
        }
        return new AskedVersion(branch, selector(session), !session.isEmpty() || !branch.equals(BranchLog.MAIN));
    }

    private static VersionSelector tag(String reference)
    {
        return new VersionSelector.TagName(reference.substring(TAG_PREFIX.length()));
    }

    private static Optional<VersionSelector> statement(Configuration settings)
    {
        String version = settings.get(TableScanDesc.AS_OF_VERSION, "");
        if (!version.isEmpty() && !version.equals("-1")) {
            return Optional.of(new VersionSelector.VersionText(version));
        }
        String time = settings.get(TableScanDesc.AS_OF_TIMESTAMP, "");
        if (!time.isEmpty() && !time.equals("-1")) {
            return Optional.of(new VersionSelector.AtTime(number("FOR SYSTEM_TIME AS OF", time)));
        }
        return Optional.empty();
    }

    private static VersionSelector selector(Map<String, String> session)
    {
        if (session.size() > 1) {
            throw VarveException.invalid("The session sets several versions at once: " + session + "; unset all but one with SET paimon.<name>=NULL");
        }
        for (Map.Entry<String, String> setting : session.entrySet()) {
            return SESSION.get(setting.getKey()).apply(setting.getValue());
        }
        return VersionSelector.LATEST;
    }

    /** What the session says about the version, without prefix. */
    private static Map<String, String> session(Configuration settings)
    {
        Map<String, String> session = new TreeMap<>();
        for (Map.Entry<String, String> setting : settings) {
            String key = setting.getKey();
            if (!key.startsWith(SESSION_PREFIX) || setting.getValue().toUpperCase(Locale.ROOT).equals("NULL")) {
                continue;
            }
            String option = key.substring(SESSION_PREFIX.length());
            if (SESSION.containsKey(option) || option.equals("branch")) {
                session.put(option, setting.getValue().trim());
            }
            else if (option.startsWith(SCAN_PREFIX) || option.equals("incremental-between")) {
                throw VarveException.unsupported("The session sets " + key + ", which is not supported; supported are paimon.branch and paimon." +
                        String.join(", paimon.", SESSION.keySet().stream().sorted().toList()) + ". SET " + key + "=NULL unsets it");
            }
        }
        return session;
    }

    private static long number(String option, String text)
    {
        try {
            return Long.parseLong(text.trim());
        }
        catch (NumberFormatException e) {
            throw VarveException.invalid(option + " is '" + text + "', which is no number");
        }
    }
}
