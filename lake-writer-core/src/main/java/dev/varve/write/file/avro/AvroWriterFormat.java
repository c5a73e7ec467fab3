package dev.varve.write.file.avro;

import dev.varve.avro.AvroCompression;
import dev.varve.avro.AvroContainerWriter;
import dev.varve.column.Column;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.write.file.format.ColumnCollector;
import dev.varve.write.file.format.ColumnFileFormat;
import dev.varve.write.file.format.ColumnFileWriter;
import dev.varve.write.file.format.ColumnSummary;
import dev.varve.write.file.format.FileEncoding;
import dev.varve.write.file.format.RequiredColumns;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes Avro files. The option {@code avro.codec} goes before {@code file.compression}. */
public final class AvroWriterFormat
        implements ColumnFileFormat
{
    /** The format lets the counts of multisets be null here, and only here. */
    static final DataType MULTISET_COUNT = new IntType(true);

    @Override
    public String identifier()
    {
        return "avro";
    }

    @Override
    public ColumnFileWriter open(OutputStream output, List<Field> columns, FileEncoding encoding)
            throws IOException
    {
        AvroCompression compression = AvroCompression.of(encoding.option("avro.codec").orElse(encoding.compression()), encoding.zstdLevel());
        return new Writer(columns, AvroContainerWriter.create(new Unclosed(output), AvroSchemas.record(columns), compression));
    }

    private static final class Writer
            implements ColumnFileWriter
    {
        private final List<Field> columns;
        private final AvroContainerWriter container;
        private final List<AvroEncoder> encoders;
        private final List<ColumnCollector> collectors;

        private Writer(List<Field> columns, AvroContainerWriter container)
        {
            this.columns = columns;
            this.container = container;
            encoders = columns.stream().map(Field::type).map(AvroEncoder::of).toList();
            collectors = columns.stream().map(Field::type).map(ColumnCollector::of).toList();
        }

        @Override
        public void write(List<Column> values, int from, int to)
                throws IOException
        {
            RequiredColumns.check(columns, values, from, to);
            for (int position = from; position < to; position++) {
                for (int i = 0; i < encoders.size(); i++) {
                    encoders.get(i).write(values.get(i), position, container.values());
                }
                container.endRecord();
            }
            for (int i = 0; i < collectors.size(); i++) {
                collectors.get(i).add(values.get(i), from, to);
            }
        }

        @Override
        public long estimatedBytes()
        {
            return container.written();
        }

        /** Blocks are small. */
        @Override
        public long bufferedBytes()
        {
            return 0;
        }

        @Override
        public void flush()
        {
            // Nothing is held that is worth it.
        }

        @Override
        public List<ColumnSummary> finish()
                throws IOException
        {
            container.close();
            return collectors.stream().map(ColumnCollector::summary).toList();
        }

        @Override
        public void close()
        {
            // There is nothing but memory, and a stream that is not ours.
        }
    }

    /** A stream that stays open when the container is closed. */
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
