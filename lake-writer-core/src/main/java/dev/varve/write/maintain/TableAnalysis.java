package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.error.VarveException;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitFile;
import dev.varve.scan.SplitSource;
import dev.varve.snapshot.Analysis;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.WritableStorage;
import dev.varve.type.BlobType;
import dev.varve.type.Field;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.lock.CommitLock;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

import static java.util.Objects.requireNonNull;

/**
 * Reads the newest state of a table and commits what an optimizer wants to know of it: the number of rows and, by column, distinct values, bounds, nulls
 * and lengths.
 */
public final class TableAnalysis
{
    private final MaintainedTable table;
    private final DataFileFormats formats;
    private final Optional<CommitLock> lock;

    private TableAnalysis(MaintainedTable table, DataFileFormats formats, Optional<CommitLock> lock)
    {
        this.table = table;
        this.formats = requireNonNull(formats, "formats is null");
        this.lock = requireNonNull(lock, "lock is null");
    }

    /** Without a lock. */
    public static TableAnalysis of(Table table, WritableStorage storage, DataFileFormats formats)
    {
        return of(table, storage, formats, Optional.empty());
    }

    /**
     * @param storage the one of the table
     * @param formats of its data files
     * @param lock see {@link TableCommit#open}
     */
    public static TableAnalysis of(Table table, WritableStorage storage, DataFileFormats formats, Optional<CommitLock> lock)
    {
        return new TableAnalysis(MaintainedTable.of(table, storage), formats, lock);
    }

    /** Analyses all columns but those of type BLOB: their values lie in files of their own, and are all that is in these. */
    public Optional<Snapshot> analyze(Progress progress)
    {
        List<Field> fields = table.table().latestSchema().fields().fields();
        return analyze(fields.stream().filter(field -> !(field.type() instanceof BlobType)).map(Field::name).toList(), progress);
    }

    /**
     * Analyses the rows and some columns; what is known of the others is dropped.
     *
     * @param columns names, none to count the rows only
     * @return the snapshot that has the analysis; empty if there is nothing to analyse, as the table has no snapshot
     * @throws VarveException of kind INVALID_REQUEST if there is no such column, otherwise as reading and {@link TableCommit} say
     */
    public Optional<Snapshot> analyze(List<String> columns, Progress progress)
    {
        return table.attempt("The analysis", () -> {
            TableVersion version = table.table().latest();
            List<Integer> indexes = indexes(version, columns);
            if (version.snapshot().isEmpty()) {
                return Optional.empty();
            }
            Analysis analysis = analysis(version, indexes, progress);
            List<Snapshot> snapshots = TableCommit.open(table.table(), table.storage(), UUID.randomUUID().toString(), lock, List.of())
                    .analyze(CommitRequest.BATCH, analysis)
                    .snapshots();
            return Optional.of(snapshots.get(snapshots.size() - 1));
        });
    }

    private static List<Integer> indexes(TableVersion version, List<String> columns)
    {
        List<Integer> indexes = new ArrayList<>();
        for (String name : columns) {
            OptionalInt index = version.schema().fields().indexOf(name);
            if (index.isEmpty()) {
                throw VarveException.invalid("Column '" + name + "' is to be analysed, but the table has only " + version.schema().fields().names());
            }
            if (!indexes.contains(index.getAsInt())) {
                indexes.add(index.getAsInt());
            }
        }
        return indexes;
    }

    private Analysis analysis(TableVersion version, List<Integer> indexes, Progress progress)
            throws IOException
    {
        List<ColumnAnalysis> columns = indexes.stream().map(index -> new ColumnAnalysis(version.schema().fields().field(index))).toList();
        TableReader reader = TableReader.of(version, formats, indexes, Optional.empty(), new ReadMetrics());
        long rows = 0;
        long fileBytes = 0;
        long fileRows = 0;
        long splitCount = 0;
        try (SplitSource splits = version.planBranch(ScanRequest.ALL, 0)) {
            for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
                progress.report("Reading splits", splitCount++, -1);
                for (SplitFile file : split.get().files()) {
                    fileBytes += file.size();
                    fileRows += file.rowCount();
                }
                rows += read(reader, split.get(), columns);
            }
        }
        Map<String, Analysis.Column> results = new LinkedHashMap<>();
        for (int i = 0; i < indexes.size(); i++) {
            results.put(version.schema().fields().field(indexes.get(i)).name(), columns.get(i).result());
        }
        return new Analysis(
                version.snapshot().orElseThrow().id(),
                version.schema().id(),
                OptionalLong.of(rows),
                OptionalLong.of(fileRows == 0 ? 0 : (long) ((double) fileBytes * rows / fileRows)),
                results);
    }

    private static long read(TableReader reader, Split split, List<ColumnAnalysis> columns)
            throws IOException
    {
        long rows = 0;
        try (BatchSource source = reader.open(split)) {
            for (Optional<? extends Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
                rows += batch.get().selection().count();
                for (int i = 0; i < columns.size(); i++) {
                    columns.get(i).add(batch.get().selection().apply(batch.get().column(i)).flatten());
                }
            }
        }
        return rows;
    }
}
