package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Tag;
import dev.varve.snapshot.VersionSelector.Latest;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.schema.TagCreation;
import dev.varve.write.schema.TagCreation.Mode;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * Creates the tags that tables want without being asked, {@code tag.automatic-creation}, as Paimon does it. Failures are
 * {@link dev.varve.error.VarveException}s. Safe for use by several threads.
 */
public final class AutomaticTagging
{
    private static final String BATCH_PREFIX = "batch-write-";

    private final WritableStorage storage;
    private final Optional<CommitLock> lock;
    /** By table, so that each snapshot is looked at once. */
    private final Map<String, PeriodTags> periods = new ConcurrentHashMap<>();

    private AutomaticTagging(WritableStorage storage, Optional<CommitLock> lock)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.lock = requireNonNull(lock, "lock is null");
    }

    /**
     * @param storage the one of the tables
     * @param lock see {@link Tags#of(Table, WritableStorage, Optional)}
     */
    public static AutomaticTagging of(WritableStorage storage, Optional<CommitLock> lock)
    {
        return new AutomaticTagging(storage, lock);
    }

    /**
     * Creates the tags of periods that are over, where {@code tag.automatic-creation} is {@code process-time} or {@code watermark}, and deletes the oldest of
     * more than {@code tag.num-retained-max}.
     *
     * @return the names of tags that are new
     */
    public List<String> afterCommit(Table table, Progress progress)
    {
        TableSchema schema = table.latestSchema();
        TagCreation creation = TagCreation.of(schema);
        if (!creation.byPeriod()) {
            return List.of();
        }
        return MaintainedTable.of(table, storage).attempt("Creating tags", () -> {
            String key = table.location() + "#" + table.branch();
            PeriodTags tags = periods.get(key);
            if (tags == null || tags.schema() != schema.id()) {
                tags = PeriodTags.of(table, storage, lock, schema.id(), creation);
                periods.put(key, tags);
            }
            return tags.create(progress);
        });
    }

    /**
     * Gives the newest snapshot the tag of a batch job, where {@code tag.automatic-creation} is {@code batch}, whatever had its name before, and deletes the
     * oldest of more than {@code tag.num-retained-max} tags.
     *
     * @return the name of the tag
     */
    public Optional<String> afterBatch(Table table, Progress progress)
    {
        TagCreation creation = TagCreation.of(table.latestSchema());
        Optional<Snapshot> latest = creation.mode() == Mode.BATCH ? MaintainedTable.of(table, storage).attempt("Creating a tag", () -> table.snapshots().latest()) : Optional.empty();
        if (latest.isEmpty()) {
            return Optional.empty();
        }
        Tags tags = Tags.of(table, storage, lock);
        String name = creation.batchName().orElseGet(() -> BATCH_PREFIX + creation.time(latest.get()).orElseThrow().format(DateTimeFormatter.ISO_LOCAL_DATE));
        if (tags.all().stream().anyMatch(tag -> tag.name().equals(name))) {
            tags.delete(name, progress);
        }
        tags.create(name, new Latest(), Optional.empty());
        if (creation.maxCount().isPresent()) {
            deleteOldest(table, tags, creation.maxCount().getAsInt(), progress);
        }
        return Optional.of(name);
    }

    /** Here all tags count, also those that somebody created by hand. */
    private void deleteOldest(Table table, Tags tags, int kept, Progress progress)
    {
        List<Tag> all = new ArrayList<>(tags.all());
        if (all.size() <= kept) {
            return;
        }
        Map<StoragePath, Long> times = MaintainedTable.of(table, storage).attempt("Listing the tags", () ->
                storage.list(table.tags().file(all.get(0).name()).parent()).stream().collect(Collectors.toMap(StorageEntry::path, StorageEntry::modifiedMillis)));
        all.sort(Comparator.<Tag>comparingLong(tag -> tag.snapshot().id())
                .thenComparing(tag -> times.getOrDefault(table.tags().file(tag.name()), Long.MAX_VALUE)));
        for (Tag tag : all.subList(0, all.size() - kept)) {
            tags.delete(tag.name(), progress);
        }
    }
}
