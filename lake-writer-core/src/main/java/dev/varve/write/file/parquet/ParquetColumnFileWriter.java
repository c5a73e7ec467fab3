package dev.varve.write.file.parquet;

import dev.varve.column.Column;
import dev.varve.type.Field;
import dev.varve.write.file.format.ColumnFileWriter;
import dev.varve.write.file.format.ColumnSummary;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Holds one row group in memory, compressed except for the last page of each column. */
final class ParquetColumnFileWriter
        implements ColumnFileWriter
{
    private final MessageType schema;
    private final List<Field> columns;
    private final List<Shredder> shredders;
    private final List<LeafWriter> leaves;
    private final PageCompressor compressor;
    private final long rowGroupBytes;
    private final ParquetFileWriter file;

    private ColumnChunkPageWriteStore rowGroup;
    private long rowGroupRows;

    private ParquetColumnFileWriter(
            MessageType schema,
            List<Field> columns,
            List<Shredder> shredders,
            List<LeafWriter> leaves,
            PageCompressor compressor,
            long rowGroupBytes,
            ParquetFileWriter file)
    {
        this.schema = schema;
        this.columns = columns;
        this.shredders = shredders;
        this.leaves = leaves;
        this.compressor = compressor;
        this.rowGroupBytes = rowGroupBytes;
        this.file = file;
    }

    static ParquetColumnFileWriter open(
            OutputStream output,
            List<Field> columns,
            PageCompressor compressor,
            long rowGroupBytes,
            Function<String, PageLimits> limits)
            throws IOException
    {
        MessageType schema = ParquetTypes.message(columns);
        List<LeafWriter> leaves = new ArrayList<>();
        List<Shredder> shredders = new ArrayList<>();
        Iterator<ColumnDescriptor> descriptors = schema.getColumns().iterator();
        for (Field column : columns) {
            PageLimits pageLimits = limits.apply(column.name());
            shredders.add(Shredder.of(
                    column,
                    type -> {
                        LeafWriter leaf = new LeafWriter(descriptors.next(), type, pageLimits);
                        leaves.add(leaf);
                        return leaf;
                    },
                    pageLimits.bytes()));
        }
        ParquetProperties properties = ParquetProperties.builder().withAllocator(HeapByteBufferAllocator.getInstance()).build();
        ParquetFileWriter file = new ParquetFileWriter(new PositionedOutput(output), schema, ParquetFileWriter.Mode.CREATE, rowGroupBytes, 0, null, properties);
        file.start();
        ParquetColumnFileWriter writer = new ParquetColumnFileWriter(schema, columns, shredders, leaves, compressor, rowGroupBytes, file);
        writer.startRowGroup();
        return writer;
    }

    @Override
    public void write(List<Column> values, int from, int to)
            throws IOException
    {
        for (int i = 0; i < shredders.size(); i++) {
            shredders.get(i).write(values.get(i), from, to);
        }
        rowGroupRows += to - from;
        if (bufferedBytes() >= rowGroupBytes) {
            flush();
        }
    }

    @Override
    public void flush()
            throws IOException
    {
        if (rowGroupRows > 0) {
            endRowGroup();
            startRowGroup();
        }
    }

    @Override
    public long estimatedBytes()
    {
        try {
            return file.getPos() + bufferedBytes();
        }
        catch (IOException e) {
            throw new IllegalStateException("The position of a stream that counts cannot fail", e);
        }
    }

    @Override
    public List<ColumnSummary> finish()
            throws IOException
    {
        if (rowGroupRows > 0) {
            endRowGroup();
        }
        file.end(Map.of());
        List<ColumnSummary> summaries = new ArrayList<>();
        int leaf = 0;
        for (Field column : columns) {
            if (schema.getType(column.name()).isPrimitive()) {
                summaries.add(leaves.get(leaf).summary());
                leaf++;
            }
            else {
                // What lies within an array, map or row says nothing about the column as a whole.
                summaries.add(ColumnSummary.NONE);
                leaf += leafCount(column);
            }
        }
        return summaries;
    }

    @Override
    public void close()
    {
        rowGroup.close();
    }

    private int leafCount(Field column)
    {
        return (int) leaves.stream().filter(leaf -> leaf.descriptor().getPath()[0].equals(column.name())).count();
    }

    private void startRowGroup()
    {
        rowGroup = new ColumnChunkPageWriteStore(compressor, schema, HeapByteBufferAllocator.getInstance(), ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH);
        for (LeafWriter leaf : leaves) {
            leaf.start(rowGroup.getPageWriter(leaf.descriptor()));
        }
        rowGroupRows = 0;
    }

    private void endRowGroup()
            throws IOException
    {
        for (LeafWriter leaf : leaves) {
            leaf.endChunk();
        }
        file.startBlock(rowGroupRows);
        rowGroup.flushToFileWriter(file);
        file.endBlock();
        rowGroup.close();
    }

    @Override
    public long bufferedBytes()
    {
        long bytes = 0;
        for (LeafWriter leaf : leaves) {
            bytes += leaf.bufferedBytes();
        }
        return bytes;
    }
}
