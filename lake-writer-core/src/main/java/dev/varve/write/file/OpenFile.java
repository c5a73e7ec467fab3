package dev.varve.write.file;

import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.LongColumn;
import dev.varve.manifest.DataFile;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.row.LiteralColumn;
import dev.varve.row.RowKind;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.write.file.format.ColumnFileWriter;
import dev.varve.write.file.index.FileIndexBuilder;
import io.airlift.slice.Slices;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A file that is being written, and what its manifest will say of it. */
final class OpenFile
        implements Closeable
{
    private final FilePlan plan;
    private final StoragePath path;
    private final CountedOutput output;
    private final ColumnFileWriter writer;
    private final FileIndexBuilder indexes;
    private final WritableStorage storage;
    private final List<DataType> keyTypes;

    private long rows;
    private long retractions;
    private long minSequenceNumber = Long.MAX_VALUE;
    private long maxSequenceNumber = Long.MIN_VALUE;
    private BinaryRow minKey = BinaryRow.EMPTY;
    private BinaryRow maxKey = BinaryRow.EMPTY;

    private OpenFile(WritableStorage storage, FilePlan plan, StoragePath path, CountedOutput output, ColumnFileWriter writer)
    {
        this.storage = storage;
        this.plan = plan;
        this.path = path;
        this.output = output;
        this.writer = writer;
        indexes = FileIndexBuilder.of(plan.indexes());
        List<Field> columns = plan.shape().columns();
        keyTypes = plan.shape().keyColumns().stream().map(columns::get).map(Field::type).toList();
    }

    /** The file exists from now on, unless that fails; what opens it deletes it if it is not wanted. */
    static OpenFile create(WritableStorage storage, StoragePath path, FilePlan plan)
            throws IOException
    {
        CountedOutput output = new CountedOutput(storage.create(path));
        boolean opened = false;
        try {
            ColumnFileWriter writer = plan.format().open(output, plan.shape().columns(), plan.encoding());
            opened = true;
            return new OpenFile(storage, plan, path, output, writer);
        }
        finally {
            if (!opened) {
                output.close();
            }
        }
    }

    /** Where the index of a file lies, if it is not embedded. */
    static StoragePath indexPath(StoragePath file)
    {
        return file.parent().file(file.name() + ".index");
    }

    StoragePath path()
    {
        return path;
    }

    long rows()
    {
        return rows;
    }

    long bufferedBytes()
    {
        return writer.bufferedBytes();
    }

    void flush()
            throws IOException
    {
        writer.flush();
    }

    boolean isFull()
    {
        return writer.estimatedBytes() >= plan.targetFileSize();
    }

    /** Appends rows of a batch, whose columns are flat. */
    void write(List<Column> batch, int from, int to)
            throws IOException
    {
        List<Column> columns = new ArrayList<>(plan.shape().sources().size());
        for (int source : plan.shape().sources()) {
            columns.add(batch.get(source));
        }
        writer.write(columns, from, to);
        indexes.add(batch, plan.shape().isKeyed() ? FileShape.SYSTEM_COLUMNS : 0, from, to);
        if (plan.shape().isKeyed()) {
            if (rows == 0) {
                minKey = key(batch, from);
            }
            maxKey = key(batch, to - 1);
            addKinds(((ByteColumn) batch.get(FileShape.VALUE_KIND)).values(), from, to);
        }
        plan.shape().sequenceNumbers().ifPresent(column -> addSequenceNumbers(((LongColumn) batch.get(column)).values(), from, to));
        rows += to - from;
    }

    private BinaryRow key(List<Column> batch, int position)
    {
        List<Object> values = new ArrayList<>(keyTypes.size());
        for (int i = 0; i < keyTypes.size(); i++) {
            values.add(LiteralColumn.value(keyTypes.get(i), batch.get(plan.shape().keys().get(i)), position));
        }
        return BinaryRowWriter.write(keyTypes, values);
    }

    private void addSequenceNumbers(long[] values, int from, int to)
    {
        for (int i = from; i < to; i++) {
            minSequenceNumber = Math.min(minSequenceNumber, values[i]);
            maxSequenceNumber = Math.max(maxSequenceNumber, values[i]);
        }
    }

    private void addKinds(byte[] values, int from, int to)
    {
        for (int i = from; i < to; i++) {
            if (values[i] == RowKind.UPDATE_BEFORE.value() || values[i] == RowKind.DELETE.value()) {
                retractions++;
            }
        }
    }

    /**
     * Completes the file.
     *
     * @param firstSequenceNumber of the first row, if rows do not bring their own
     * @param externalPath where the file lies, if not in the directory of the bucket
     */
    DataFile finish(long firstSequenceNumber, Optional<String> externalPath)
            throws IOException
    {
        FileStatistics statistics = FileStatistics.of(plan, writer.finish());
        close();
        Optional<byte[]> index = indexes.finish();
        boolean embedded = index.isPresent() && index.get().length <= plan.maxEmbeddedIndex();
        if (index.isPresent() && !embedded) {
            try (OutputStream indexOutput = storage.create(indexPath(path))) {
                indexOutput.write(index.get());
            }
        }
        boolean numbered = plan.shape().sequenceNumbers().isPresent();
        return new DataFile(
                path.name(),
                output.count(),
                rows,
                minKey,
                maxKey,
                statistics.keys(),
                statistics.values(),
                numbered ? minSequenceNumber : firstSequenceNumber,
                numbered ? maxSequenceNumber : firstSequenceNumber + rows - 1,
                plan.schemaId(),
                plan.level(),
                index.isPresent() && !embedded ? List.of(indexPath(path).name()) : List.of(),
                OptionalLong.of(LocalDateTime.now().toInstant(ZoneOffset.UTC).toEpochMilli()),
                OptionalLong.of(retractions),
                embedded ? index.map(Slices::wrappedBuffer) : Optional.empty(),
                Optional.of(plan.source()),
                statistics.valueColumns(),
                externalPath,
                OptionalLong.empty(),
                plan.shape().tracksRows() ? Optional.of(plan.shape().columns().stream().map(Field::name).toList()) : Optional.empty(),
                Optional.empty());
    }

    /** Closes the stream; the file is only complete if {@link #finish} did that. */
    @Override
    public void close()
            throws IOException
    {
        try (output) {
            writer.close();
        }
    }
}
