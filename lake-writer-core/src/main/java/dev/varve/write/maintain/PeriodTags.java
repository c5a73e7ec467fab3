package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.snapshot.AutomaticTags;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Tag;
import dev.varve.storage.WritableStorage;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.schema.TagCreation;

import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tags for periods, which tables ask for by {@code tag.automatic-creation=process-time} or {@code watermark}: the first snapshot after the end of a
 * period is tagged with the name of that period, as it has all that came in it. Each snapshot is looked at once; what has been looked at is known
 * from the tags that there are, so that any process can go on. Safe for use by several threads.
 */
final class PeriodTags
{
    private final MaintainedTable table;
    private final Tags tags;
    private final long schema;
    private final TagCreation creation;
    private final AutomaticTags names;
    /** The first snapshot that has not been looked at. */
    private long nextSnapshot;
    /** The start of the period after the one of the newest tag; empty if there is no tag yet. */
    private Optional<LocalDateTime> nextPeriod = Optional.empty();

    private PeriodTags(MaintainedTable table, Tags tags, long schema, TagCreation creation)
    {
        this.table = table;
        this.tags = tags;
        this.schema = schema;
        this.creation = creation;
        names = creation.names();
    }

    /** @param creation what the schema of that id says */
    static PeriodTags of(Table table, WritableStorage storage, Optional<CommitLock> lock, long schema, TagCreation creation)
            throws IOException
    {
        PeriodTags periodTags = new PeriodTags(MaintainedTable.of(table, storage), Tags.of(table, storage, lock), schema, creation);
        periodTags.restore();
        return periodTags;
    }

    private void restore()
            throws IOException
    {
        List<Tag> made = made();
        if (made.isEmpty()) {
            nextSnapshot = table.snapshots().earliestId().orElse(1);
            nextPeriod = Optional.empty();
        }
        else {
            Tag newest = made.get(made.size() - 1);
            nextSnapshot = newest.snapshot().id() + 1;
            nextPeriod = names.period(newest.name()).map(start -> start.plus(names.length()));
        }
    }

    /** The id of the schema whose options these are. */
    long schema()
    {
        return schema;
    }

    /**
     * Looks at all snapshots that nobody has looked at.
     *
     * @return the names of tags that are new
     */
    synchronized List<String> create(Progress progress)
            throws IOException
    {
        List<String> created = new ArrayList<>();
        long latest = table.snapshots().latest().map(Snapshot::id).orElse(0L);
        if (latest < nextSnapshot - 1) {
            // The table was rolled back.
            restore();
        }
        nextSnapshot = Math.max(nextSnapshot, table.snapshots().earliestId().orElse(nextSnapshot));
        for (; nextSnapshot <= latest; nextSnapshot++) {
            Optional<Snapshot> snapshot = table.snapshots().find(nextSnapshot);
            if (snapshot.isPresent()) {
                create(snapshot.get(), progress).ifPresent(created::add);
            }
        }
        return created;
    }

    private Optional<String> create(Snapshot snapshot, Progress progress)
            throws IOException
    {
        Optional<LocalDateTime> time = creation.time(snapshot);
        if (time.isEmpty() || !isDue(time.get())) {
            return Optional.empty();
        }
        LocalDateTime period = creation.completion() && nextPeriod.isPresent() ? nextPeriod.get() : names.before(time.get());
        Tag tag = tags.tag(names.name(period), snapshot, Optional.empty());
        // Another process may have been faster.
        boolean created = tags.create(tag);
        nextPeriod = Optional.of(period.plus(names.length()));
        if (creation.maxCount().isPresent()) {
            List<Tag> made = made();
            for (Tag old : made.subList(0, Math.max(0, made.size() - creation.maxCount().getAsInt()))) {
                tags.delete(old.name(), progress);
            }
        }
        return created ? Optional.of(tag.name()) : Optional.empty();
    }

    /** Whether the period after that of the newest tag has ended, and the delay after it. */
    private boolean isDue(LocalDateTime time)
    {
        return nextPeriod.isEmpty() || !time.minus(creation.delay()).isBefore(nextPeriod.get().plus(names.length()));
    }

    /** The tags for periods, those of older snapshots first. */
    private List<Tag> made()
            throws IOException
    {
        return table.tags().stream().filter(tag -> names.period(tag.name()).isPresent()).toList();
    }
}
