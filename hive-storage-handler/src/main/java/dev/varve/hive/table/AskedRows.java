package dev.varve.hive.table;

import dev.varve.error.VarveException;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.ChangeMode;
import dev.varve.snapshot.ChangeSelector;
import dev.varve.snapshot.VersionSelector;
import dev.varve.system.SystemTables;
import dev.varve.view.DataView;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.ql.plan.TableScanDesc;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * What of a table a query asks for.
 *
 * <p>What the statement says ({@code FOR SYSTEM_VERSION AS OF}, {@code FOR SYSTEM_TIME AS OF}, {@code db.t.tag_x}, {@code db.t.branch_b},
 * {@code db.t.snapshots}) goes before what the session says ({@link SessionSettings}).
 */
public record AskedRows(String branch, What what)
{
    private static final String UNSET = "-1";

    public AskedRows
    {
        requireNonNull(branch, "branch is null");
        requireNonNull(what, "what is null");
    }

    public sealed interface What {}

    /**
     * The rows of a state of the table.
     *
     * @param ownColumns whether with the columns that it had. Hive knows the columns of a table before it knows the version that the
     *         statement asks for, which so has those of the newest schema
     */
    public record State(VersionSelector selector, boolean ownColumns)
            implements What
    {
        static final State LATEST = new State(VersionSelector.LATEST, true);

        public State
        {
            requireNonNull(selector, "selector is null");
        }
    }

    /** The rows that were written between two states, those of deletes and of values before updates among them. */
    public record Changes(ChangeSelector selector, ChangeMode mode)
            implements What
    {
        public Changes
        {
            requireNonNull(selector, "selector is null");
            requireNonNull(mode, "mode is null");
        }
    }

    /** The rows of a state, shown in another way. */
    public record View(DataView view, State state)
            implements What
    {
        public View
        {
            requireNonNull(view, "view is null");
            requireNonNull(state, "state is null");
        }
    }

    /** The rows of a table about the table. */
    public record AboutTable(String system, Optional<VersionSelector> version)
            implements What
    {
        public AboutTable
        {
            requireNonNull(system, "system is null");
            requireNonNull(version, "version is null");
        }
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST or UNSUPPORTED_FEATURE if the statement or the settings of the session make no sense
     */
    public static AskedRows of(Configuration settings, Reference reference)
    {
        SessionSettings session = SessionSettings.of(settings);
        String branch = reference.branch().or(session::branch).orElse(BranchLog.MAIN);
        Optional<VersionSelector> statement = version(settings);
        Optional<DataView> view = reference.view();
        if (reference.system().isPresent() && view.isEmpty()) {
            String system = reference.system().get();
            // What the session says about the rows of tables is not meant for tables that have no versions.
            boolean hasVersions = SystemTables.hasVersions(system);
            return new AskedRows(branch, new AboutTable(system, statement.or(() -> session.version().filter(version -> hasVersions))));
        }
        if (reference.tag().isPresent()) {
            if (statement.isPresent()) {
                throw VarveException.invalid("The statement asks for tag '" + reference.tag().get() + "' and for another version");
            }
            return new AskedRows(branch, new State(new VersionSelector.TagName(reference.tag().get()), true));
        }
        What rows = statement(settings, statement).orElseGet(() -> reference.branch().isPresent() ? State.LATEST : session.what());
        return new AskedRows(branch, view.map(shown -> shown(shown, rows)).orElse(rows));
    }

    private static Optional<What> statement(Configuration settings, Optional<VersionSelector> version)
    {
        String from = settings.get(TableScanDesc.FROM_VERSION, "");
        if (!from.isEmpty() && !from.equals(UNSET)) {
            ChangeSelector between = new ChangeSelector.BetweenVersions(from, settings.get(TableScanDesc.AS_OF_VERSION, ""), false);
            return Optional.of(new Changes(between, ChangeMode.AUTO));
        }
        return version.map(selector -> new State(selector, false));
    }

    private static What shown(DataView view, What rows)
    {
        if (rows instanceof State state) {
            return new View(view, state);
        }
        throw VarveException.unsupported(view + " shows the rows of a state of the table, and not those that changed between two: unset paimon.incremental-between");
    }

    private static Optional<VersionSelector> version(Configuration settings)
    {
        String version = settings.get(TableScanDesc.AS_OF_VERSION, "");
        if (!version.isEmpty() && !version.equals(UNSET)) {
            return Optional.of(new VersionSelector.VersionText(version));
        }
        String time = settings.get(TableScanDesc.AS_OF_TIMESTAMP, "");
        if (!time.isEmpty() && !time.equals(UNSET)) {
            return Optional.of(new VersionSelector.AtTime(SessionSettings.number("FOR SYSTEM_TIME AS OF", time)));
        }
        return Optional.empty();
    }
}
