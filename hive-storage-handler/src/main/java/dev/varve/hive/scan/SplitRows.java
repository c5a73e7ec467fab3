package dev.varve.hive.scan;

import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.datafile.ReadMetrics;
import dev.varve.hive.table.HiveRelation;
import dev.varve.hive.table.HiveTable;
import dev.varve.hive.table.Reference;
import dev.varve.hive.table.SessionZone;
import dev.varve.hive.table.TableName;
import dev.varve.hive.type.HiveColumn;
import dev.varve.merge.BatchSource;
import dev.varve.predicate.Predicate;
import dev.varve.read.ChangeReader;
import dev.varve.read.TableReader;
import dev.varve.storage.ReadFailure;
import dev.varve.system.SystemTable;
import dev.varve.type.RowType;
import dev.varve.view.DataView;
import dev.varve.view.ViewReader;
import org.apache.hadoop.conf.Configuration;

import java.io.Closeable;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import static java.util.Objects.requireNonNull;

/**
 * The rows of a split, batch by batch.
 *
 * @param width how many columns Hive sees
 * @param places which of these the columns of a batch are
 * @param columns those of the batch
 * @param members what is read of rows
 */
public record SplitRows(TableName table, int width, List<Integer> places, List<HiveColumn> columns, ReadMembers members, BatchSource batches)
        implements Closeable
{
    public SplitRows
    {
        requireNonNull(table, "table is null");
        places = List.copyOf(places);
        columns = List.copyOf(columns);
        requireNonNull(members, "members is null");
        requireNonNull(batches, "batches is null");
    }

    /**
     * Opens a split.
     *
     * @param wanted which of the columns that Hive sees are read, those of its own partitions not counted; empty if all are
     * @throws dev.varve.error.VarveException if the table cannot be read
     */
    public static SplitRows open(Configuration job, VarveInputSplit split, Optional<Set<Integer>> wanted)
    {
        if (split.content() instanceof SplitContent.Rows rows) {
            TableVersion version = HiveTable.planned(job, split.table(), rows.branch(), rows.schemaId());
            Optional<DataView> view = split.table().reference().map(Reference::parse).flatMap(Reference::view);
            if (view.isPresent()) {
                return of(job, split.table(), ReadMembers.all(view.get().schema(version.schema()).fields()), wanted, (indexes, condition) ->
                        ViewReader.of(view.get(), version, HiveTable.FORMATS, indexes, condition, new ReadMetrics()).open(rows.split()));
            }
            ReadMembers members = ReadMembers.of(job, version.schema(), ScanCondition.of(job, HiveColumn.of(version.schema().fields())));
            TableVersion read = version.withSchema(version.schema().withFields(members.read()));
            return of(job, split.table(), members, wanted, (indexes, condition) ->
                    TableReader.of(read, HiveTable.FORMATS, indexes, condition, new ReadMetrics()).open(rows.split()));
        }
        if (split.content() instanceof SplitContent.Changes changes) {
            TableVersion version = HiveTable.planned(job, split.table(), changes.branch(), changes.schemaId());
            return of(job, split.table(), ReadMembers.all(version.schema().fields()), wanted, (indexes, condition) ->
                    ChangeReader.of(version, HiveTable.FORMATS, indexes, condition, false, new ReadMetrics()).open(changes.split()));
        }
        SystemTable about = ((HiveRelation.AboutTable) HiveRelation.of(job, split.table())).table();
        return of(job, split.table(), ReadMembers.all(about.type()), wanted, (indexes, condition) -> read(about, indexes, condition));
    }

    private static SplitRows of(Configuration job, TableName name, ReadMembers members, Optional<Set<Integer>> wanted, Opening opening)
    {
        RowType fields = members.whole();
        List<HiveColumn> shown = HiveRelation.dataColumns(fields, name);
        int width = shown.size();
        List<Integer> places = wanted.map(set -> new TreeSet<>(set).stream().filter(place -> place >= 0 && place < width).toList())
                .orElseGet(() -> IntStream.range(0, width).boxed().toList());
        ZoneId zone = SessionZone.of(job);
        List<HiveColumn> columns = places.stream().map(place -> shown.get(place).inZone(zone)).toList();
        BatchSource batches = opening.open(columns.stream().map(HiveColumn::index).toList(), ScanCondition.of(job, HiveColumn.of(fields)));
        return new SplitRows(name, width, places, columns, members, batches);
    }

    private static BatchSource read(SystemTable table, List<Integer> indexes, Optional<Predicate> condition)
    {
        try {
            return table.read(indexes, condition);
        }
        catch (IOException e) {
            throw ReadFailure.of(e).during("Table '" + table.name() + "' cannot be read");
        }
    }

    private interface Opening
    {
        /** @param indexes of the fields to read */
        BatchSource open(List<Integer> indexes, Optional<Predicate> condition);
    }

    /**
     * The next batch, with at least one row; empty at the end.
     *
     * @throws dev.varve.error.VarveException if the table cannot be read
     */
    public Optional<Batch> next()
            throws IOException
    {
        try {
            Optional<Batch> batch = batches.next();
            if (batch.isPresent()) {
                OutgrownSums.refuse(table, columns, batch.get());
            }
            return batch;
        }
        catch (IOException e) {
            throw ReadFailure.of(e).during("A table cannot be read");
        }
    }

    /** A column of a batch, with all that Hive knows of it. */
    public Column column(Batch batch, int index)
            throws IOException
    {
        return members.shown(columns.get(index).index(), batch.column(index));
    }

    @Override
    public void close()
            throws IOException
    {
        batches.close();
    }
}
