package dev.varve.datafile.orc;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.datafile.CountedInput;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.datafile.ReadRequest;
import dev.varve.datafile.SortedPortion;
import dev.varve.predicate.ColumnRange;
import dev.varve.type.Field;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.LongColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.RecordReader;
import org.apache.orc.StripeInformation;
import org.apache.orc.StripeStatistics;
import org.apache.orc.TypeDescription;
import org.apache.orc.impl.RecordReaderImpl;
import org.apache.orc.impl.TypeUtils;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;

/** Reads the stripes of a file that may match, in batches. */
final class OrcDataFileReader
        implements DataFileReader
{
    private static final int MAX_BATCH_ROWS = 8192;
    private static final int MIN_BATCH_ROWS = 64;
    private static final int BATCH_BYTES = 16 << 20;
    private static final int MIN_BATCH_BYTES = 64 << 10;

    private final CountedInput input;
    private final ReadRequest request;
    private final Reader reader;
    private final TypeDescription schema;
    private final List<FieldReader> fields;
    private final List<StripeInformation> stripes;
    /** Empty if there is no filter. */
    private final List<StripeStatistics> statistics;
    private final int batchRows;

    private int nextStripe;
    private long nextRow;
    private long stripeEnd;
    /** How much had been read of the file when the stripe was begun. */
    private long bytesBeforeStripe;
    private OrcBatch current;

    private OrcDataFileReader(CountedInput input, ReadRequest request, Reader reader)
            throws IOException
    {
        this.input = input;
        this.request = request;
        this.reader = reader;
        schema = reader.getSchema();
        stripes = reader.getStripes();
        statistics = request.filter().predicate().isPresent() ? reader.getStripeStatistics() : List.of();
        if (schema.getCategory() != TypeDescription.Category.STRUCT) {
            throw new IOException("its schema is " + schema);
        }
        OrcInstants instants = request.wallClockInstants() ? OrcInstants.wallClocks(this::writerZone) : OrcInstants.AS_THEY_ARE;
        fields = new ArrayList<>();
        for (Field field : request.fields()) {
            fields.add(new FieldReader(field, instants));
        }
        long rows = 0;
        for (StripeInformation stripe : stripes) {
            if (stripe.getNumberOfRows() < 0) {
                throw new IOException("a stripe is said to have " + stripe.getNumberOfRows() + " rows");
            }
            rows += stripe.getNumberOfRows();
        }
        if (rows != reader.getNumberOfRows()) {
            throw new IOException("it is said to have " + reader.getNumberOfRows() + " rows, but its stripes have " + rows);
        }
        double bytesPerRow = Math.max(1, reader.getRawDataSize()) / (double) Math.max(1, rows);
        int mostRows = request.share(MAX_BATCH_ROWS, MIN_BATCH_ROWS);
        batchRows = (int) Math.max(MIN_BATCH_ROWS, Math.min(mostRows, request.share(BATCH_BYTES, MIN_BATCH_BYTES) / bytesPerRow));
    }

    static OrcDataFileReader open(CountedInput input, ReadRequest request)
            throws IOException
    {
        if (input.length() == 0) {
            // For orc-core it would be a table without columns.
            throw input.corrupt("it is empty");
        }
        Reader reader = null;
        try {
            reader = open(input, false);
            if (reader.writerUsedProlepticGregorian()) {
                reader.close();
                reader = open(input, true);
            }
            return new OrcDataFileReader(input, request, reader);
        }
        // orc-core reports garbage by whatever exception comes first.
        catch (IOException | RuntimeException e) {
            if (reader != null) {
                reader.close();
            }
            throw input.corrupt(String.valueOf(e.getMessage()), e);
        }
    }

    /** @param prolepticGregorian the calendar of the values that are wanted; days are taken as they are if it is that of the file */
    private static Reader open(CountedInput input, boolean prolepticGregorian)
            throws IOException
    {
        Configuration configuration = new Configuration(false);
        return OrcFile.createReader(OneFile.PATH, OrcFile.readerOptions(configuration)
                .filesystem(new OneFile(input, configuration))
                .maxLength(input.length())
                .useUTCTimestamp(true)
                .convertToProlepticGregorian(prolepticGregorian));
    }

    @Override
    public Optional<FileBatch> next()
    {
        current = null;
        while (nextRow == stripeEnd) {
            if (nextStripe == stripes.size()) {
                return Optional.empty();
            }
            long rows = stripes.get(nextStripe).getNumberOfRows();
            boolean mayMatch = nextStripe >= statistics.size() || StripeFilter.mayMatch(request, schema, statistics.get(nextStripe).getColumnStatistics(), rows);
            nextStripe++;
            stripeEnd += rows;
            bytesBeforeStripe = input.bytesRead();
            if (!request.isWanted(nextRow, reader.getNumberOfRows())) {
                nextRow = stripeEnd;
            }
            else if (!mayMatch || !request.hasWantedRows(nextRow, rows)) {
                request.metrics().add(Counter.ROWS_SKIPPED, rows);
                nextRow = stripeEnd;
            }
        }
        int rows = (int) Math.min(batchRows, stripeEnd - nextRow);
        current = new OrcBatch(nextRow, rows);
        nextRow += rows;
        request.metrics().add(Counter.ROWS_READ, rows);
        return Optional.of(current);
    }

    /** The stripes, as far as their statistics tell which values of some columns they begin with. */
    List<SortedPortion> portions(List<Field> columns)
            throws IOException
    {
        List<StripeStatistics> ofStripes = reader.getStripeStatistics();
        List<Long> firstRows = new ArrayList<>();
        long row = 0;
        for (StripeInformation stripe : stripes) {
            firstRows.add(row);
            row += stripe.getNumberOfRows();
        }
        List<SortedPortion.Stretches> known = new ArrayList<>();
        for (Field column : columns) {
            List<ColumnRange> ranges = new ArrayList<>();
            for (StripeStatistics stripe : ofStripes) {
                ranges.add(StripeFilter.range(column, schema, stripe.getColumnStatistics(), Long.MAX_VALUE));
            }
            if (ranges.size() != stripes.size() || ranges.stream().anyMatch(range -> range.minimum().isEmpty() || range.maximum().isEmpty())) {
                break;
            }
            known.add(new SortedPortion.Stretches(
                    firstRows, ranges.stream().map(range -> range.minimum().get()).toList(), ranges.stream().map(range -> range.maximum().get()).toList()));
        }
        return SortedPortion.of(known, row);
    }

    /** It stands in every stripe; those of a file have one writer. */
    private TimeZone writerZone()
            throws IOException
    {
        boolean[] nothing = new boolean[schema.getMaximumId() + 1];
        try (RecordReader rows = reader.rows(reader.options().include(nothing))) {
            String zone = ((RecordReaderImpl) rows).readStripeFooter(stripes.get(0)).getWriterTimezone();
            return zone.isEmpty() ? TimeZone.getDefault() : TimeZone.getTimeZone(zone);
        }
    }

    @Override
    public long memoryBytes()
    {
        // orc-core keeps what it read of a stripe until the next one.
        return input.bytesRead() - bytesBeforeStripe + (current == null ? 0 : current.memoryBytes());
    }

    @Override
    public void close()
            throws IOException
    {
        current = null;
        try {
            for (FieldReader field : fields) {
                field.close();
            }
            reader.close();
        }
        finally {
            input.close();
        }
    }

    /** Reads one requested column by a reader of its own, which is opened when it is needed. */
    private final class FieldReader
    {
        private final Field field;
        private final int index;
        private final boolean[] include;
        private final Optional<OrcColumn> column;
        private RecordReader rows;
        private VectorizedRowBatch batch;
        private long position;

        private FieldReader(Field field, OrcInstants instants)
                throws IOException
        {
            this.field = field;
            index = schema.getFieldNames().indexOf(field.name());
            include = new boolean[schema.getMaximumId() + 1];
            include[schema.getId()] = true;
            try {
                column = index < 0 ? Optional.empty() : OrcColumn.of(schema.getChildren().get(index), field.type(), include, instants);
            }
            catch (IOException e) {
                throw new IOException("column " + field.name() + ": " + e.getMessage(), e);
            }
        }

        private Column read(long firstRow, int count)
                throws IOException
        {
            if (column.isEmpty()) {
                return ColumnBuilder.nulls(field.type(), count);
            }
            if (rows == null) {
                rows = reader.rows(reader.options().include(include));
                batch = newBatch();
            }
            if (position != firstRow) {
                rows.seekToRow(firstRow);
            }
            if (!rows.nextBatch(batch) || batch.size != count) {
                throw new IOException("It has " + batch.size + " rows from row " + firstRow + " on, where " + count + " are expected");
            }
            position = firstRow + count;
            return column.get().column(batch.cols[index], count, field.type());
        }

        private VectorizedRowBatch newBatch()
        {
            VectorizedRowBatch result = new VectorizedRowBatch(schema.getChildren().size(), batchRows);
            ColumnVector unused = new LongColumnVector(1);
            for (int i = 0; i < result.cols.length; i++) {
                result.cols[i] = i == index
                        ? TypeUtils.createColumn(schema.getChildren().get(i), TypeDescription.RowBatchVersion.USE_DECIMAL64, batchRows)
                        : unused;
            }
            return result;
        }

        private void close()
                throws IOException
        {
            if (rows != null) {
                rows.close();
            }
        }
    }

    private final class OrcBatch
            implements FileBatch
    {
        private final long firstRow;
        private final int size;
        private final Column[] columns = new Column[fields.size()];

        private OrcBatch(long firstRow, int size)
        {
            this.firstRow = firstRow;
            this.size = size;
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
                return fields.get(index).read(firstRow, size);
            }
            // orc-core reports garbage by whatever exception comes first.
            catch (IOException | RuntimeException e) {
                throw new IOException("Column " + fields.get(index).field.name() + " of data file " + input.file().path() + " cannot be read: " + e.getMessage(), e);
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
