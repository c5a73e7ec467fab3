package dev.varve.cli;

import dev.varve.Table;
import dev.varve.cli.rows.InputPosition;
import dev.varve.error.VarveException;
import dev.varve.snapshot.Snapshot;
import dev.varve.write.commit.CommitCondition;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import static java.util.Objects.requireNonNull;

/**
 * Who writes an input to a table, and how far it has come. A job with a name leaves that in the snapshots that it makes, so that it goes on
 * behind the last row that was committed when it is started again.
 *
 * @param run tells this run of the job from others
 * @param input the name of the input
 * @param position up to where it was committed
 * @param newestSnapshot of the table when that was found out, 0 if it had none
 */
record WriteJob(String user, Optional<String> name, String run, String input, long nextIdentifier, InputPosition position, long newestSnapshot)
{
    private static final String USER_PREFIX = "varve-job-";
    private static final String INPUT = "varve.job.input";
    private static final String LINE = "varve.job.line";
    private static final String OFFSET = "varve.job.offset";

    WriteJob
    {
        requireNonNull(user, "user is null");
        requireNonNull(name, "name is null");
        requireNonNull(run, "run is null");
        requireNonNull(input, "input is null");
        requireNonNull(position, "position is null");
    }

    /** A job that cannot be gone on with. */
    static WriteJob unnamed(String input)
    {
        String run = UUID.randomUUID().toString();
        return new WriteJob("varve-" + run, Optional.empty(), run, input, 1, InputPosition.START, 0);
    }

    /**
     * A job that goes on where its last commit left off.
     *
     * @param isNew whether the user says that the job never wrote to the table
     * @throws CommandException if it is not known how far the job came, or if that was another input
     */
    static WriteJob named(String name, String input, Table table, boolean isNew)
            throws CommandException
    {
        String user = USER_PREFIX + name;
        String run = UUID.randomUUID().toString();
        List<Long> ids = snapshots(table);
        long newest = ids.isEmpty() ? 0 : ids.get(ids.size() - 1);
        Optional<Snapshot> last = last(table, ids, user, isNew);
        if (last.isEmpty()) {
            return new WriteJob(user, Optional.of(name), run, input, 1, InputPosition.START, newest);
        }
        if (isNew) {
            throw new CommandException("Job '%s' is not new: it made snapshot %d of table %s".formatted(name, last.get().id(), table));
        }
        Map<String, String> properties = last.get().properties();
        if (!input.equals(properties.get(INPUT))) {
            throw new CommandException("Job '%s' read %s before, not %s: name the job of another input differently".formatted(name, properties.get(INPUT), input));
        }
        InputPosition position = new InputPosition(number(last.get(), LINE), number(last.get(), OFFSET));
        return new WriteJob(user, Optional.of(name), run, input, last.get().commit().identifier() + 1, position, newest);
    }

    private static List<Long> snapshots(Table table)
    {
        try {
            return table.snapshots().ids();
        }
        catch (IOException e) {
            throw VarveException.storage("The snapshots of table " + table + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The newest snapshot in which the job says how far it came. */
    private static Optional<Snapshot> last(Table table, List<Long> ids, String user, boolean isNew)
            throws CommandException
    {
        try {
            for (int i = ids.size() - 1; i >= 0; i--) {
                Snapshot snapshot = table.snapshots().snapshot(ids.get(i));
                if (snapshot.commit().user().equals(user) && snapshot.properties().containsKey(LINE)) {
                    return Optional.of(snapshot);
                }
            }
            if (!ids.isEmpty() && ids.get(0) > 1 && !isNew) {
                throw new CommandException(("The snapshots of table %s before %d have expired, so it is not known whether job '%s' wrote to it before: " +
                        "if it never did, say --new-job").formatted(table, ids.get(0), user.substring(USER_PREFIX.length())));
            }
            return Optional.empty();
        }
        catch (IOException e) {
            throw VarveException.storage("The snapshots of table " + table + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static long number(Snapshot snapshot, String property)
            throws CommandException
    {
        try {
            return Long.parseLong(snapshot.properties().getOrDefault(property, ""));
        }
        catch (NumberFormatException e) {
            throw new CommandException("Snapshot %d does not say how far the job came: its property %s is no number".formatted(snapshot.id(), property), e);
        }
    }

    /** What commits of the job may only follow; nothing for a job without a name, whose user is no other's. */
    Optional<CommitCondition> condition(Table table)
    {
        return name.isEmpty() ? Optional.empty() : Optional.of(new SoleRun(table, user, run, newestSnapshot));
    }

    /** What a commit keeps in its snapshot; nothing for a job without a name. */
    Map<String, String> properties(InputPosition position)
    {
        if (name.isEmpty()) {
            return Map.of();
        }
        return Map.of(INPUT, input, LINE, String.valueOf(position.line()), OFFSET, String.valueOf(position.offset()), SoleRun.RUN, run);
    }
}
