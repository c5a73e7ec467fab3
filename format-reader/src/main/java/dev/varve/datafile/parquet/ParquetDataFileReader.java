package dev.varve.datafile.parquet;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.datafile.CountedInput;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.datafile.ReadRequest;
import dev.varve.error.VarveException;
import dev.varve.type.Field;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.schema.MessageType;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the pages of a file that may match, in batches. A column of a row group is opened when it is first touched. */
final class ParquetDataFileReader
        implements DataFileReader
{
    private static final int MAX_BATCH_ROWS = 8192;
    private static final int MIN_BATCH_ROWS = 64;
    private static final int BATCH_BYTES = 16 << 20;
    private static final int MIN_BATCH_BYTES = 64 << 10;
    /** Bytes of a column that are read at once, unless a page has more. */
    private static final int WINDOW_BYTES = 1 << 20;
    private static final int MIN_WINDOW_BYTES = 16 << 10;
    /** The same where pages between those that are read are left out. */
    private static final int SPARSE_WINDOW_BYTES = 64 << 10;

    private final CountedInput input;
    private final ReadRequest request;
    private final MessageType schema;
    private final List<FieldPlan> plans;
    private final Iterator<BlockMetaData> rowGroups;
    private final long rowCount;

    /** The first row of the next row group. */
    private long nextRowGroupStart;
    private RowGroup rowGroup;
    private ParquetBatch current;

    private ParquetDataFileReader(CountedInput input, ReadRequest request, ParquetFooter footer, List<FieldPlan> plans)
    {
        this.input = input;
        this.request = request;
        this.schema = footer.schema();
        this.plans = plans;
        this.rowGroups = footer.rowGroups().iterator();
        rowCount = footer.rowGroups().stream().mapToLong(BlockMetaData::getRowCount).sum();
    }

    static ParquetDataFileReader open(CountedInput input, ReadRequest request)
            throws IOException
    {
        ParquetFooter footer = ParquetFooter.read(input);
        List<FieldPlan> plans = new ArrayList<>();
        for (Field field : request.fields()) {
            try {
                plans.add(FieldPlan.of(footer.schema(), field));
            }
            catch (IOException e) {
                throw input.corrupt("column " + field.name() + ": " + e.getMessage(), e);
            }
        }
        return new ParquetDataFileReader(input, request, footer, plans);
    }

    @Override
    public Optional<FileBatch> next()
    {
        current = null;
        while (rowGroup == null || !rowGroup.hasNext()) {
            rowGroup = null;
            if (!rowGroups.hasNext()) {
                return Optional.empty();
            }
            BlockMetaData next = rowGroups.next();
            long start = nextRowGroupStart;
            nextRowGroupStart += next.getRowCount();
            if (!request.isWanted(start, rowCount)) {
                continue;
            }
            if (request.hasWantedRows(start, next.getRowCount()) && RowGroupStatistics.mayMatch(request, schema, next)) {
                rowGroup = new RowGroup(next, start, MatchingPages.of(input, request, schema, next));
                request.metrics().add(Counter.ROWS_SKIPPED, rowGroup.skipped());
            }
            else {
                request.metrics().add(Counter.ROWS_SKIPPED, next.getRowCount());
            }
        }
        int rows = (int) Math.min(rowGroup.batchRows, rowGroup.matching.element().to() - rowGroup.next);
        current = new ParquetBatch(rowGroup, rowGroup.next, rows);
        rowGroup.next += rows;
        request.metrics().add(Counter.ROWS_READ, rows);
        return Optional.of(current);
    }

    @Override
    public long memoryBytes()
    {
        return (rowGroup == null ? 0 : rowGroup.memoryBytes()) + (current == null ? 0 : current.memoryBytes());
    }

    @Override
    public void close()
            throws IOException
    {
        current = null;
        rowGroup = null;
        input.close();
    }

    /** The row group that is being read. */
    private final class RowGroup
    {
        private final long start;
        private final long rows;
        private final int batchRows;
        private final Map<ColumnPath, ColumnChunkMetaData> chunks = new HashMap<>();
        private final LeafReader[][] readers = new LeafReader[plans.size()][];
        /** What is left to read, first of all the rows from {@link #next} on. */
        private final Deque<MatchingPages.Rows> matching;
        private final boolean sparse;
        /** The first row of the next batch. */
        private long next;

        private RowGroup(BlockMetaData rowGroup, long start, List<MatchingPages.Rows> matching)
        {
            this.start = start;
            this.matching = new ArrayDeque<>(matching);
            rows = rowGroup.getRowCount();
            sparse = skipped() > 0;
            next = matching.isEmpty() ? rows : matching.get(0).from();
            for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
                chunks.put(chunk.getPath(), chunk);
            }
            long bytes = 1;
            for (FieldPlan plan : plans) {
                for (ColumnDescriptor leaf : plan.leaves()) {
                    ColumnChunkMetaData chunk = chunks.get(ColumnPath.get(leaf.getPath()));
                    bytes += chunk == null ? 0 : Math.max(0, chunk.getTotalUncompressedSize());
                }
            }
            int mostRows = request.share(MAX_BATCH_ROWS, MIN_BATCH_ROWS);
            batchRows = (int) Math.max(MIN_BATCH_ROWS, Math.min(mostRows, (double) request.share(BATCH_BYTES, MIN_BATCH_BYTES) * rows / bytes));
        }

        private boolean hasNext()
        {
            if (!matching.isEmpty() && next == matching.element().to()) {
                matching.remove();
                next = matching.isEmpty() ? rows : matching.element().from();
            }
            return !matching.isEmpty();
        }

        /** How many rows are left out, before any is read. */
        private long skipped()
        {
            return rows - matching.stream().mapToLong(pages -> pages.to() - pages.from()).sum();
        }

        private Column read(int index, long firstRow, int count)
                throws IOException
        {
            FieldPlan plan = plans.get(index);
            if (plan.column().isEmpty()) {
                return ColumnBuilder.nulls(plan.field().type(), count);
            }
            if (plan.column().get() instanceof ColumnPlan.Unsupported unsupported) {
                throw VarveException.unsupported(unsupported.problem() + ": " + input.file().path());
            }
            if (readers[index] == null) {
                readers[index] = open(plan);
            }
            LeafValues[] leaves = new LeafValues[readers[index].length];
            for (int i = 0; i < leaves.length; i++) {
                LeafReader reader = readers[index][i];
                reader.skip(firstRow - reader.row());
                leaves[i] = reader.read(count);
            }
            return Assembly.assemble(plan.column().get(), leaves, count);
        }

        private LeafReader[] open(FieldPlan plan)
                throws IOException
        {
            LeafReader[] opened = new LeafReader[plan.leaves().size()];
            for (int i = 0; i < opened.length; i++) {
                ColumnDescriptor leaf = plan.leaves().get(i);
                ColumnChunkMetaData chunk = chunks.get(ColumnPath.get(leaf.getPath()));
                if (chunk == null) {
                    throw new IOException("A row group does not have " + String.join(".", leaf.getPath()));
                }
                Optional<OffsetIndex> offsets = sparse ? MatchingPages.offsets(input, chunk, rows) : Optional.empty();
                opened[i] = new LeafReader(input, leaf, chunk, offsets, request.share(offsets.isPresent() ? SPARSE_WINDOW_BYTES : WINDOW_BYTES, MIN_WINDOW_BYTES));
            }
            return opened;
        }

        private long memoryBytes()
        {
            long bytes = 0;
            for (LeafReader[] field : readers) {
                if (field != null) {
                    for (LeafReader reader : field) {
                        bytes += reader.memoryBytes();
                    }
                }
            }
            return bytes;
        }
    }

    private final class ParquetBatch
            implements FileBatch
    {
        private final RowGroup source;
        /** In its row group. */
        private final long firstRow;
        private final int size;
        private final Column[] columns = new Column[plans.size()];

        private ParquetBatch(RowGroup source, long firstRow, int size)
        {
            this.source = source;
            this.firstRow = firstRow;
            this.size = size;
        }

        @Override
        public long firstRow()
        {
            return source.start + firstRow;
        }

        @Override
        public int size()
        {
            return size;
        }

        @Override
        public int columnCount()
        {
            return columns.length;
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            if (columns[index] == null) {
                if (this != current) {
                    throw new IllegalStateException("The batch is not the current one any more");
                }
                columns[index] = load(index);
            }
            return columns[index];
        }

        private Column load(int index)
                throws IOException
        {
            try {
                return source.read(index, firstRow, size);
            }
            catch (VarveException e) {
                throw e;
            }
            // Decoders report garbage by whatever exception comes first.
            catch (IOException | RuntimeException e) {
                throw new IOException("Column " + plans.get(index).field().name() + " of data file " + input.file().path() + " cannot be read: " + e.getMessage(), e);
            }
        }

        private long memoryBytes()
        {
            long bytes = 0;
            for (Column column : columns) {
                bytes += column == null ? 0 : column.retainedBytes();
            }
            return bytes;
        }
    }
}
