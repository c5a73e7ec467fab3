package dev.varve.hive.scan;

import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.datafile.ReadMetrics;
import dev.varve.hive.table.HiveTable;
import dev.varve.hive.type.HiveColumn;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import org.apache.hadoop.conf.Configuration;

import java.io.Closeable;
import java.io.IOException;
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
 */
public record SplitRows(int width, List<Integer> places, List<HiveColumn> columns, BatchSource batches)
        implements Closeable
{
    public SplitRows
    {
        places = List.copyOf(places);
        columns = List.copyOf(columns);
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
        HiveTable table = HiveTable.of(job, split.table(), split.branch(), split.schemaId());
        TableVersion version = table.version();
        int width = table.columns().size();
        List<Integer> places = wanted.map(set -> new TreeSet<>(set).stream().filter(place -> place >= 0 && place < width).toList())
                .orElseGet(() -> IntStream.range(0, width).boxed().toList());
        List<HiveColumn> columns = places.stream().map(table.columns()::get).toList();
        TableReader reader = TableReader.of(
                version,
                HiveTable.FORMATS,
                columns.stream().map(HiveColumn::index).toList(),
                ScanCondition.of(job, HiveColumn.of(version.schema().fields())),
                new ReadMetrics());
        return new SplitRows(width, places, columns, reader.open(split.decode()));
    }

    /**
     * The next batch, with at least one row; empty at the end.
     *
     * @throws dev.varve.error.VarveException if the table cannot be read
     */
    public Optional<Batch> next()
            throws IOException
    {
        return batches.next();
    }

    @Override
    public void close()
            throws IOException
    {
        batches.close();
    }
}
