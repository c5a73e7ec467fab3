package dev.varve.benchmark;

import dev.varve.FileSystemCatalog;
import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.Selection;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.merge.BatchSource;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.read.TableReader;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import dev.varve.type.TimestampType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads with Varve's kernel, through the file formats of the Trino plugin. */
final class VarveSide
{
    private final FileSystemCatalog catalog;
    private final DataFileFormats formats;

    VarveSide(Path warehouse, DataFileFormats formats)
    {
        catalog = FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse.toString()), formats);
        this.formats = formats;
    }

    /** The columns that a query reads. */
    RowType columns(ReadCase query)
    {
        List<Field> fields = catalog.table(BenchmarkTables.DATABASE, query.table()).latestSchema().fields().fields();
        return RowType.of(query.columns().stream().map(fields::get).toList());
    }

    Touched read(ReadCase query)
            throws IOException
    {
        TableVersion table = catalog.table(BenchmarkTables.DATABASE, query.table()).latest();
        Optional<Predicate> filter = Optional.empty();
        if (query.equalInt().isPresent()) {
            DataType type = table.schema().fields().field(ReadCase.C_INT).type();
            filter = Optional.of(new Compare(ReadCase.C_INT, type, Comparison.EQUAL, (long) query.equalInt().getAsInt()));
        }
        TableReader reader = TableReader.of(table, formats, query.columns(), filter, new ReadMetrics());
        return read(query, table, reader, table.plan(ScanRequest.of(filter)));
    }

    /** Reads with several threads; buckets are cut for them. */
    Touched read(ReadCase query, int threads)
            throws IOException
    {
        TableVersion table = catalog.table(BenchmarkTables.DATABASE, query.table()).latest();
        TableReader reader = TableReader.of(table, formats, query.columns(), Optional.empty(), new ReadMetrics());
        SplitSource splits = table.plan(ScanRequest.ALL.inPortions());
        return together(threads, () -> read(query, table, reader, splits));
    }

    /** Reads it all in each of several threads, as {@link #read(ReadCase, int)} does in one. */
    Touched readApart(ReadCase query, int threads)
            throws IOException
    {
        return together(threads, () -> read(query, 1));
    }

    private static Touched together(int threads, Callable<Touched> reading)
            throws IOException
    {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            long rows = 0;
            long checksum = 0;
            for (Future<Touched> future : executor.invokeAll(Collections.nCopies(threads, reading))) {
                rows += future.get().rows();
                checksum += future.get().checksum();
            }
            return new Touched(rows, checksum);
        }
        catch (InterruptedException | ExecutionException e) {
            throw new IOException("A thread that reads failed", e);
        }
    }

    private static Optional<Split> next(SplitSource splits)
    {
        synchronized (splits) {
            return splits.next();
        }
    }

    private static Touched read(ReadCase query, TableVersion table, TableReader reader, SplitSource splits)
            throws IOException
    {
        long rows = 0;
        long checksum = 0;
        for (Optional<Split> split = next(splits); split.isPresent(); split = next(splits)) {
            try (BatchSource batches = reader.open(split.get())) {
                for (Optional<Batch> next = batches.next(); next.isPresent(); next = batches.next()) {
                    Batch batch = next.get();
                    rows += batch.selection().count();
                    for (int i = 0; i < query.columns().size(); i++) {
                        DataType type = table.schema().fields().field(query.columns().get(i)).type();
                        checksum += values(batch.column(i), batch.selection(), type instanceof TimestampType);
                    }
                }
            }
        }
        return new Touched(rows, checksum);
    }

    private static long values(Column column, Selection selection, boolean micros)
    {
        int[] positions = selection.isAll() ? null : selection.positions();
        int count = selection.count();
        long sum = 0;
        if (column instanceof LongColumn longs && !longs.mayHaveNulls() && !micros) {
            long[] values = longs.values();
            if (positions == null) {
                for (int i = 0; i < count; i++) {
                    sum += values[i];
                }
            }
            else {
                for (int i = 0; i < count; i++) {
                    sum += values[positions[i]];
                }
            }
            return sum;
        }
        if (column instanceof LongColumn longs) {
            for (int i = 0; i < count; i++) {
                sum += value(longs, positions == null ? i : positions[i], micros);
            }
        }
        else if (column instanceof IntColumn ints) {
            for (int i = 0; i < count; i++) {
                sum += value(ints, positions == null ? i : positions[i]);
            }
        }
        else if (column instanceof BytesColumn bytes) {
            for (int i = 0; i < count; i++) {
                sum += value(bytes, positions == null ? i : positions[i]);
            }
        }
        else if (column instanceof DictionaryColumn dictionary && dictionary.dictionary() instanceof BytesColumn bytes) {
            int[] ids = dictionary.ids();
            for (int i = 0; i < count; i++) {
                sum += value(bytes, ids[positions == null ? i : positions[i]]);
            }
        }
        else {
            return values(column.flatten(), selection, micros);
        }
        return sum;
    }

    private static long value(LongColumn column, int position, boolean micros)
    {
        if (column.isNull(position)) {
            return 1;
        }
        return micros ? column.values()[position] / 1000 : column.values()[position];
    }

    private static long value(IntColumn column, int position)
    {
        return column.isNull(position) ? 1 : column.values()[position];
    }

    private static long value(BytesColumn column, int position)
    {
        if (column.isNull(position)) {
            return 1;
        }
        int end = column.offsets()[position + 1];
        return end - column.offsets()[position] + column.bytes().getByte(end - 1);
    }
}
