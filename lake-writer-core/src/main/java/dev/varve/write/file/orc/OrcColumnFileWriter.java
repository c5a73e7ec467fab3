package dev.varve.write.file.orc;

import dev.varve.column.Column;
import dev.varve.type.Field;
import dev.varve.write.file.format.ColumnCollector;
import dev.varve.write.file.format.ColumnFileWriter;
import dev.varve.write.file.format.ColumnSummary;
import dev.varve.write.file.format.RequiredColumns;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.MemoryManager;
import org.apache.orc.OrcFile;
import org.apache.orc.impl.PhysicalFsWriter;
import org.apache.orc.impl.WriterImpl;
import org.apache.orc.impl.writer.WriterEncryptionVariant;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Holds one stripe in memory. */
final class OrcColumnFileWriter
        implements ColumnFileWriter
{
    private static final int BATCH_ROWS = 1024;
    /** What is in memory is not compressed; this is about what it becomes. */
    private static final double COMPRESSED = 0.2;

    private final List<Field> columns;
    private final FSDataOutputStream stream;
    private final WriterImpl writer;
    private final VectorizedRowBatch batch;
    private final List<OrcVector> vectors;
    private final List<ColumnCollector> collectors;
    /** What ORC keeps of its buffers when a stripe has ended. */
    private long kept;

    private OrcColumnFileWriter(List<Field> columns, FSDataOutputStream stream, WriterImpl writer, VectorizedRowBatch batch, List<OrcVector> vectors)
    {
        this.columns = columns;
        this.stream = stream;
        this.writer = writer;
        this.batch = batch;
        this.vectors = vectors;
        collectors = columns.stream().map(Field::type).map(ColumnCollector::of).toList();
    }

    static OrcColumnFileWriter open(OutputStream output, List<Field> columns, OrcFile.WriterOptions options, OrcClock clock)
            throws IOException
    {
        FSDataOutputStream stream = new FSDataOutputStream(new Unclosed(output), null);
        options.memory(new StripeMemory()).physicalWriter(new PhysicalFsWriter(stream, options, new WriterEncryptionVariant[0]));
        WriterImpl writer = new WriterImpl(null, new Path("/varve"), options);
        VectorizedRowBatch batch = options.getSchema().createRowBatch(BATCH_ROWS);
        return new OrcColumnFileWriter(columns, stream, writer, batch, columns.stream().map(column -> OrcVector.of(column.type(), clock)).toList());
    }

    @Override
    public void write(List<Column> values, int from, int to)
            throws IOException
    {
        RequiredColumns.check(columns, values, from, to);
        for (int start = from; start < to; start += BATCH_ROWS) {
            int end = Math.min(to, start + BATCH_ROWS);
            batch.reset();
            batch.size = end - start;
            for (int i = 0; i < vectors.size(); i++) {
                vectors.get(i).fill(values.get(i), start, end, batch.cols[i]);
            }
            writer.addRowBatch(batch);
        }
        for (int i = 0; i < collectors.size(); i++) {
            Column stored = OrcText.stored(columns.get(i).type(), values.get(i), from, to);
            collectors.get(i).add(stored, stored == values.get(i) ? from : 0, stored == values.get(i) ? to : to - from);
        }
    }

    @Override
    public long estimatedBytes()
    {
        return stream.getPos() + (long) (writer.estimateMemory() * COMPRESSED);
    }

    @Override
    public long bufferedBytes()
    {
        return Math.max(0, writer.estimateMemory() - kept);
    }

    @Override
    public void flush()
            throws IOException
    {
        // A stripe ends where it takes more of the memory than it should, which is nothing.
        writer.checkMemory(0);
        kept = writer.estimateMemory();
    }

    @Override
    public List<ColumnSummary> finish()
            throws IOException
    {
        writer.close();
        return collectors.stream().map(ColumnCollector::summary).toList();
    }

    @Override
    public void close()
    {
        // There is nothing but memory, and a stream that is not ours.
    }

    /** Every writer may fill its stripe: how many there are at once is the business of who opens them. */
    private static final class StripeMemory
            implements MemoryManager
    {
        @Override
        public void addWriter(Path path, long requestedAllocation, Callback callback)
        {
            // Nothing is shared.
        }

        @Override
        public void removeWriter(Path path)
        {
            // Nothing is shared.
        }

        @Override
        public void addedRow(int rows)
        {
            // Replaced by checkMemory.
        }

        @Override
        public long checkMemory(long previousAllocation, Callback writer)
                throws IOException
        {
            writer.checkMemory(1.0);
            return 0;
        }
    }

    /** A stream that stays open when ORC closes its own. */
    private static final class Unclosed
            extends FilterOutputStream
    {
        private Unclosed(OutputStream output)
        {
            super(output);
        }

        @Override
        public void write(byte[] bytes, int offset, int length)
                throws IOException
        {
            out.write(bytes, offset, length);
        }

        @Override
        public void close()
                throws IOException
        {
            out.flush();
        }
    }
}
