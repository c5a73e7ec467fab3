package dev.varve.hms;

import dev.varve.Table;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.write.schema.TagCreation;

import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which partitions a table has in the metastore whose tags are its partitions: those, and with option {@code metastore.tag-to-partition.preview} one for the
 * tag of the period that goes on, before it is there. Such a partition stays until its tag is there, or a later one.
 */
final class TagPartitions
{
    private final MetastorePartitions partitions;
    private final String field;
    private final Set<String> tags;
    private final TagCreation previews;
    private final Optional<String> preview;

    private TagPartitions(MetastorePartitions partitions, String field, Set<String> tags, TagCreation previews, Optional<String> preview)
    {
        this.partitions = partitions;
        this.field = field;
        this.tags = tags;
        this.previews = previews;
        this.preview = preview;
    }

    /** @param field whose values are the tags */
    static TagPartitions of(Table table, TableSchema schema, HiveTable registered, String field)
            throws IOException
    {
        TagCreation previews = TagCreation.ofPreviews(schema);
        Optional<Snapshot> latest = previews.byPeriod() ? table.snapshots().latest() : Optional.empty();
        Optional<String> preview = latest.flatMap(previews::time)
                .map(time -> previews.names().name(previews.names().before(time).plus(previews.names().length())));
        return new TagPartitions(MetastorePartitions.of(table, schema, registered), field, new LinkedHashSet<>(table.tags().names()), previews, preview);
    }

    /** Those that must be there. */
    List<HivePartition> expected()
    {
        Set<String> names = new LinkedHashSet<>(tags);
        preview.ifPresent(names::add);
        List<HivePartition> expected = new ArrayList<>();
        names.forEach(name -> expected.add(partitions.tag(field, name)));
        return expected;
    }

    /** Whether a partition that need not be there may be. */
    boolean mayStay(HivePartition partition)
    {
        if (!previews.byPeriod()) {
            return false;
        }
        Optional<LocalDateTime> newest = tags.stream().flatMap(tag -> previews.names().period(tag).stream()).max(LocalDateTime::compareTo);
        return previews.names().period(partition.values().get(0)).filter(period -> newest.isEmpty() || period.isAfter(newest.get())).isPresent();
    }
}
