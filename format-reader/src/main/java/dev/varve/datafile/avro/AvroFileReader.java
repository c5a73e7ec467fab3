package dev.varve.datafile.avro;

import dev.varve.avro.AvroBlock;
import dev.varve.avro.AvroContainer;
import dev.varve.avro.AvroInput;
import dev.varve.avro.MalformedAvroException;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.RowBuilder;
import dev.varve.column.RowColumn;
import dev.varve.datafile.CountedInput;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadRequest;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import org.apache.avro.Schema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the rows of a file in batches of one or more blocks. All requested columns of a batch are decoded together when the
 * first is touched, as Avro keeps rows together.
 */
final class AvroFileReader
        implements DataFileReader
{
    private static final int MAX_BATCH_ROWS = 8192;
    /** Blocks are put together up to so many rows or bytes. */
    private static final int ENOUGH_ROWS = 4096;
    private static final int ENOUGH_BYTES = 1 << 20;
    private static final int LEAST_ROWS = 64;
    private static final int LEAST_BYTES = 16 << 10;

    private final CountedInput input;
    private final ReadRequest request;
    private final AvroContainer container;
    private final RowType present;
    /** By requested field: its index in {@link #present}, -1 if the file does not hold it. */
    private final int[] presentIndex;
    private final AvroValue row;

    private AvroBlock block;
    private long blockRemaining;
    private long nextRow;
    private AvroBatch current;

    private AvroFileReader(CountedInput input, ReadRequest request, AvroContainer container, List<Field> present, int[] presentIndex)
            throws IOException
    {
        this.input = input;
        this.request = request;
        this.container = container;
        this.present = RowType.of(present);
        this.presentIndex = presentIndex;
        this.row = AvroValue.of(container.schema(), this.present).orElse(AvroValue.skipping(container.schema()));
    }

    static AvroFileReader open(CountedInput input, ReadRequest request)
            throws IOException
    {
        AvroContainer container = AvroContainer.open(input, input.length());
        Schema record = AvroValue.record(container.schema())
                .orElseThrow(() -> new MalformedAvroException("its schema is not a record"));
        List<Field> present = new ArrayList<>();
        int[] presentIndex = new int[request.fields().size()];
        for (int i = 0; i < presentIndex.length; i++) {
            Field field = request.fields().get(i);
            Schema.Field fileField = record.getField(field.name());
            boolean held = fileField != null && AvroValue.of(fileField.schema(), field.type()).isPresent();
            presentIndex[i] = held ? present.size() : -1;
            if (held) {
                present.add(field);
            }
        }
        return new AvroFileReader(input, request, container, present, presentIndex);
    }

    @Override
    public Optional<FileBatch> next()
            throws IOException
    {
        if (current != null) {
            current.leave();
        }
        List<Portion> portions = new ArrayList<>();
        int rows = 0;
        long bytes = 0;
        int enoughRows = request.share(ENOUGH_ROWS, LEAST_ROWS);
        int enoughBytes = request.share(ENOUGH_BYTES, LEAST_BYTES);
        int mostRows = request.share(MAX_BATCH_ROWS, LEAST_ROWS);
        while (rows < enoughRows && bytes < enoughBytes) {
            if (blockRemaining == 0) {
                Optional<AvroBlock> next = nextBlock();
                if (next.isEmpty()) {
                    break;
                }
                block = next.get();
                blockRemaining = block.records();
            }
            int taken = (int) Math.min(mostRows - rows, blockRemaining);
            blockRemaining -= taken;
            portions.add(new Portion(block, taken, blockRemaining == 0));
            rows += taken;
            bytes += block.memoryBytes();
        }
        if (rows == 0) {
            current = null;
            return Optional.empty();
        }
        current = new AvroBatch(nextRow, rows, portions);
        nextRow += rows;
        request.metrics().add(ReadMetrics.Counter.ROWS_READ, rows);
        return Optional.of(current);
    }

    private Optional<AvroBlock> nextBlock()
            throws IOException
    {
        try {
            return container.nextBlock(present.size() > 0);
        }
        catch (MalformedAvroException e) {
            throw input.corrupt(e.getMessage(), e);
        }
    }

    @Override
    public long memoryBytes()
    {
        return current == null ? 0 : current.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        current = null;
        input.close();
    }

    /**
     * The next rows of a block.
     *
     * @param last whether the block ends with them
     */
    private record Portion(AvroBlock block, int rows, boolean last) {}

    private final class AvroBatch
            implements FileBatch
    {
        private final long firstRow;
        private final int size;
        private List<Portion> portions;
        private RowColumn rows;
        private final Column[] absent = new Column[presentIndex.length];

        private AvroBatch(long firstRow, int size, List<Portion> portions)
        {
            this.firstRow = firstRow;
            this.size = size;
            this.portions = portions;
        }

        @Override
        public long firstRow()
        {
            return firstRow;
        }

        @Override
        public int size()
        {
            return size;
        }

        @Override
        public int columnCount()
        {
            return presentIndex.length;
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            if (presentIndex[index] < 0) {
                if (absent[index] == null) {
                    absent[index] = ColumnBuilder.nulls(request.fields().get(index).type(), size);
                }
                return absent[index];
            }
            if (rows == null) {
                if (this != current) {
                    throw new IllegalStateException("The batch is not the current one any more");
                }
                rows = decode();
            }
            return rows.field(presentIndex[index]);
        }

        /** Steps over the rows that were not decoded, if others of the same block are still to come. */
        private void leave()
                throws IOException
        {
            if (rows == null && !portions.isEmpty() && present.size() > 0) {
                Portion tail = portions.get(portions.size() - 1);
                if (!tail.last()) {
                    try {
                        AvroInput values = tail.block().values();
                        for (int i = 0; i < tail.rows(); i++) {
                            values.skip(container.schema());
                        }
                    }
                    catch (MalformedAvroException e) {
                        throw invalid(tail.block(), e);
                    }
                }
            }
            portions = List.of();
        }

        private RowColumn decode()
                throws IOException
        {
            RowBuilder builder = (RowBuilder) ColumnBuilder.of(present, size);
            for (Portion portion : portions) {
                try {
                    AvroInput values = portion.block().values();
                    for (int i = 0; i < portion.rows(); i++) {
                        row.read(values, builder);
                    }
                    if (portion.last() && values.remaining() > 0) {
                        throw new MalformedAvroException(values.remaining() + " bytes follow its last row");
                    }
                }
                // A column of more than two gigabytes overflows its offsets.
                catch (MalformedAvroException | ArithmeticException e) {
                    throw invalid(portion.block(), e);
                }
            }
            portions = List.of();
            return builder.build();
        }

        private IOException invalid(AvroBlock block, Throwable cause)
        {
            return input.corrupt("the block at byte " + block.start() + " cannot be read: " + cause.getMessage(), cause);
        }

        private long memoryBytes()
        {
            long bytes = rows == null ? 0 : rows.retainedBytes();
            for (Portion portion : portions) {
                bytes += portion.block().memoryBytes();
            }
            return bytes;
        }
    }
}
