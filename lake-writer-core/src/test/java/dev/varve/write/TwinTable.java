package dev.varve.write;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import dev.varve.row.LiteralColumn;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import io.airlift.slice.Slices;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.fs.Path;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.StreamTableCommit;
import org.apache.paimon.table.sink.StreamTableWrite;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.StreamTableScan;
import org.apache.paimon.table.source.TableScan;
import org.apache.paimon.types.RowKind;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table that Paimon made, to write and read with either. Values are {@link Long} for INT and BIGINT, {@link Double}, {@link String} or null;
 * rows that are read are texts, sorted.
 */
final class TwinTable
{
    private static final LocalStorage STORAGE = new LocalStorage();

    private final FileStoreTable paimon;

    private TwinTable(FileStoreTable paimon)
    {
        this.paimon = paimon;
    }

    /** A row to write, and its kind. */
    record KindRow(dev.varve.row.RowKind kind, List<Object> values) {}

    static TwinTable create(java.nio.file.Path directory, Schema schema)
            throws Exception
    {
        Path path = new Path(directory.toUri());
        LocalFileIO fileIo = LocalFileIO.create();
        new SchemaManager(fileIo, path).createTable(schema);
        return new TwinTable(FileStoreTableFactory.create(fileIo, path));
    }

    static TwinTable open(java.nio.file.Path directory)
    {
        return new TwinTable(FileStoreTableFactory.create(LocalFileIO.create(), new Path(directory.toUri())));
    }

    FileStoreTable paimon()
    {
        return paimon;
    }

    Table open()
    {
        return open(STORAGE);
    }

    Table open(Storage storage)
    {
        return Table.open(storage, StoragePath.of(paimon.location().toUri().getPath()), "db", "t");
    }

    TableWriter writer(WriterSettings settings)
    {
        return TableWriter.open(open(), STORAGE, settings);
    }

    /** Gives rows to a writer of Varve, in one batch. */
    void write(TableWriter writer, List<KindRow> rows)
            throws IOException
    {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < writer.schema().fields().size(); i++) {
            DataType type = writer.schema().fields().field(i).type();
            ColumnBuilder builder = ColumnBuilder.of(type, rows.size());
            for (KindRow row : rows) {
                Object value = row.values().get(i);
                builder.append(LiteralColumn.of(type, value instanceof String text ? Slices.utf8Slice(text) : value), 0);
            }
            columns.add(builder.build());
        }
        byte[] kinds = new byte[rows.size()];
        IntStream.range(0, kinds.length).forEach(i -> kinds[i] = rows.get(i).kind().value());
        writer.write(new ColumnsBatch(rows.size(), columns), new ByteColumn(rows.size(), null, kinds));
    }

    /** Has Paimon write rows and commit them. */
    void commitWithPaimon(StreamTableWrite write, StreamTableCommit commit, List<KindRow> rows, boolean wait, long identifier)
            throws Exception
    {
        for (KindRow row : rows) {
            write.write(paimonRow(row));
        }
        commit.commit(identifier, write.prepareCommit(wait, identifier));
    }

    StreamTableWrite paimonWriter(java.nio.file.Path spill)
    {
        return (StreamTableWrite) paimon.newStreamWriteBuilder().withCommitUser("paimon").newWrite().withIOManager(IOManager.create(spill.toString()));
    }

    StreamTableCommit paimonCommit()
    {
        return paimon.newStreamWriteBuilder().withCommitUser("paimon").newCommit();
    }

    GenericRow paimonRow(KindRow row)
    {
        Object[] values = row.values().toArray();
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof String text) {
                values[i] = BinaryString.fromString(text);
            }
            else if (values[i] instanceof Long number && paimon.rowType().getTypeAt(i) instanceof org.apache.paimon.types.IntType) {
                values[i] = number.intValue();
            }
        }
        return GenericRow.ofKind(RowKind.fromByteValue(row.kind().value()), values);
    }

    /** The rows that Paimon sees. */
    List<String> readWithPaimon()
            throws Exception
    {
        return read(paimon.newReadBuilder().newScan().plan(), false);
    }

    /** What manifests say of the files, but for names, sizes and times. */
    List<String> files()
    {
        List<String> files = new ArrayList<>();
        for (org.apache.paimon.table.source.Split split : paimon.newReadBuilder().newScan().plan().splits()) {
            DataSplit data = (DataSplit) split;
            for (DataFileMeta file : data.dataFiles()) {
                files.add("bucket %s of %s in %s: level %s, %s rows (%s deleted), %s..%s, %s".formatted(
                        data.bucket(), data.totalBuckets(), data.partition(), file.level(), file.rowCount(), file.deleteRowCount().orElse(-1L),
                        file.minSequenceNumber(), file.maxSequenceNumber(), file.fileSource().orElseThrow()));
            }
        }
        return files.stream().sorted().toList();
    }

    /** The changes of each snapshot from the first on, with their kinds, as a stream of Paimon's gives them. */
    List<List<String>> changesWithPaimon()
            throws Exception
    {
        FileStoreTable stream = paimon.copy(Map.of("scan.mode", "from-snapshot", "scan.snapshot-id", "1"));
        StreamTableScan scan = stream.newReadBuilder().newStreamScan();
        List<List<String>> changes = new ArrayList<>();
        Optional<Long> latest = Optional.ofNullable(paimon.snapshotManager().latestSnapshotId());
        while (latest.isPresent() && (scan.checkpoint() == null || scan.checkpoint() <= latest.get())) {
            List<String> rows = read(scan.plan(), true);
            if (!rows.isEmpty()) {
                changes.add(rows);
            }
        }
        return changes;
    }

    private List<String> read(TableScan.Plan plan, boolean kinds)
            throws Exception
    {
        List<String> rows = new ArrayList<>();
        try (RecordReader<InternalRow> reader = paimon.newReadBuilder().newRead().createReader(plan)) {
            reader.forEachRemaining(row -> rows.add((kinds ? row.getRowKind().shortString() : "") + text(row)));
        }
        return rows.stream().sorted().toList();
    }

    private String text(InternalRow row)
    {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < paimon.rowType().getFieldCount(); i++) {
            values.add(InternalRow.createFieldGetter(paimon.rowType().getTypeAt(i), i).getFieldOrNull(row));
        }
        return values.toString();
    }

    /** The rows that Varve sees. */
    List<String> readWithVarve()
            throws IOException
    {
        return readWithVarve(open().latest());
    }

    List<String> readWithVarve(TableVersion version)
            throws IOException
    {
        List<Integer> columns = IntStream.range(0, version.schema().fields().size()).boxed().toList();
        TableReader reader = TableReader.of(version, DefaultFormats.all(), columns, Optional.empty(), new ReadMetrics());
        List<String> rows = new ArrayList<>();
        try (SplitSource splits = version.plan(ScanRequest.ALL)) {
            for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
                try (BatchSource source = reader.open(split.get())) {
                    for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
                        addRows(version, batch.get(), rows);
                    }
                }
            }
        }
        return rows.stream().sorted().toList();
    }

    private static void addRows(TableVersion version, Batch batch, List<String> rows)
            throws IOException
    {
        int[] positions = batch.selection().positions();
        for (int row = 0; row < batch.selection().count(); row++) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < batch.columnCount(); i++) {
                values.add(value(version.schema().fields().field(i).type(), batch.column(i).flatten(), positions[row]));
            }
            rows.add(values.toString());
        }
    }

    private static Object value(DataType type, Column column, int position)
    {
        if (column.isNull(position)) {
            return null;
        }
        if (column instanceof IntColumn ints) {
            return ints.values()[position];
        }
        if (column instanceof LongColumn longs) {
            return type instanceof DoubleType ? (Object) Double.longBitsToDouble(longs.values()[position]) : (Object) longs.values()[position];
        }
        return ((BytesColumn) column).value(position).toStringUtf8();
    }

    /** What the table is like, for messages. */
    @Override
    public String toString()
    {
        return paimon.schema().primaryKeys() + " " + paimon.schema().partitionKeys() + " " +
                paimon.schema().options().entrySet().stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }
}
