package dev.varve.write.maintain;

import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.LongColumn;
import dev.varve.column.ValueOrder;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.FileFilter;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadRequest;
import dev.varve.manifest.ColumnStatistics;
import dev.varve.manifest.DataFile;
import dev.varve.merge.KeyOrder;
import dev.varve.row.BinaryRow;
import dev.varve.row.Literal;
import dev.varve.row.LiteralColumn;
import dev.varve.row.RowKind;
import dev.varve.schema.SystemFields;
import dev.varve.schema.TableSchema;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;
import dev.varve.type.CharType;
import dev.varve.type.Field;
import io.airlift.slice.Slice;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a data file and compares it with what its manifest says: rows, retractions, sequence numbers, the order of keys, the first and last key,
 * minima, maxima and null counts. Not thread-safe.
 */
final class DataFileCheck
{
    private final Findings findings;
    private final StoragePath path;
    private final DataFile file;
    private final boolean keyed;
    private final boolean sorted;
    private final List<Field> fields;
    private final List<Field> keys;
    private final List<ColumnCheck> columns = new ArrayList<>();
    private final ValueOrder[] keyOrders;
    private Column[] lastKey;
    private boolean unordered;
    private long rows;
    private long retractions;
    private long minSequence = Long.MAX_VALUE;
    private long maxSequence = Long.MIN_VALUE;

    /**
     * @param schema of the file
     * @param sorted whether its rows must be ordered by their keys, which its description tells: not those of changelogs and of the postpone bucket
     */
    DataFileCheck(Findings findings, StoragePath path, DataFile file, TableSchema schema, boolean sorted)
    {
        this.findings = findings;
        this.path = path;
        this.file = file;
        keyed = schema.hasPrimaryKey();
        this.sorted = keyed && sorted;
        fields = file.writeColumns().isPresent()
                ? schema.fields().fields().stream().filter(field -> file.writeColumns().get().contains(field.name())).toList()
                : schema.fields().fields();
        keys = schema.keyFields();
        keyOrders = keys.stream().map(key -> KeyOrder.ofKeys(key.type())).toArray(ValueOrder[]::new);
        ColumnStatistics values = ColumnStatistics.ofValues(file, schema);
        ColumnStatistics ofKeys = ColumnStatistics.ofKeys(file, schema);
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (values.has(field.name())) {
                columns.add(new ColumnCheck(i, field, values));
            }
            if (ofKeys.has(field.name())) {
                columns.add(new ColumnCheck(i, field, ofKeys));
            }
        }
    }

    void run(Storage storage, DataFileFormats formats, boolean wallClockInstants)
            throws IOException
    {
        List<Field> requested = new ArrayList<>(fields);
        if (keyed) {
            requested.add(SystemFields.SEQUENCE_NUMBER);
            requested.add(SystemFields.VALUE_KIND);
        }
        ReadRequest request = new ReadRequest(requested, FileFilter.NONE, new ReadMetrics(), wallClockInstants);
        try (DataFileReader reader = formats.of(file.name()).open(storage.open(path, file.size()), request)) {
            for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                add(batch.get());
            }
        }
        report();
    }

    private void add(Batch batch)
            throws IOException
    {
        rows += batch.size();
        for (ColumnCheck column : columns) {
            column.add(batch.column(column.index).flatten());
        }
        if (keyed) {
            addSequenceNumbers(((LongColumn) batch.column(fields.size()).flatten()).values(), batch.size());
            addKinds(((ByteColumn) batch.column(fields.size() + 1).flatten()).values(), batch.size());
        }
        if (sorted && batch.size() > 0) {
            addKeys(batch);
        }
    }

    private void addSequenceNumbers(long[] numbers, int size)
    {
        for (int i = 0; i < size; i++) {
            minSequence = Math.min(minSequence, numbers[i]);
            maxSequence = Math.max(maxSequence, numbers[i]);
        }
    }

    private void addKinds(byte[] kinds, int size)
    {
        for (int i = 0; i < size; i++) {
            if (RowKind.of(kinds[i]).retracts()) {
                retractions++;
            }
        }
    }

    private void addKeys(Batch batch)
            throws IOException
    {
        Column[] key = new Column[keys.size()];
        for (int i = 0; i < key.length; i++) {
            key[i] = batch.column(fields.indexOf(keys.get(i))).flatten();
        }
        int size = batch.size();
        if (lastKey == null) {
            compareKey("first", key, 0, file.minKey(), true);
        }
        else {
            unordered |= compare(lastKey, 0, key, 0) >= 0;
        }
        for (int i = 1; i < size && !unordered; i++) {
            unordered = compare(key, i - 1, key, i) >= 0;
        }
        lastKey = new Column[key.length];
        for (int i = 0; i < key.length; i++) {
            lastKey[i] = key[i].select(new int[] {size - 1}, 1).flatten();
        }
    }

    private int compare(Column[] left, int i, Column[] right, int j)
    {
        for (int column = 0; column < keyOrders.length; column++) {
            int order = keyOrders[column].compare(left[column], i, right[column], j);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** A largest key that is too large only makes files seem to overlap that do not; up to 1.2 they were written so. */
    private void compareKey(String which, Column[] key, int position, BinaryRow stated, boolean exact)
    {
        Column[] bound = new Column[keys.size()];
        for (int i = 0; i < bound.length; i++) {
            Object value = stated.value(i, keys.get(i).type());
            if (value == null) {
                findings.error(path, "has no " + which + " key in its manifest");
                return;
            }
            bound[i] = LiteralColumn.of(keys.get(i).type(), value);
        }
        int order = compare(key, position, bound, 0);
        if (order > 0 || order < 0 && exact) {
            findings.error(path, "its " + which + " key is not the one that its manifest says");
        }
        else if (order < 0) {
            findings.warning(path, "its " + which + " key is smaller than its manifest says");
        }
    }

    private void report()
    {
        if (rows != file.rowCount()) {
            findings.error(path, "has " + rows + " rows, but its manifest says " + file.rowCount());
        }
        if (unordered) {
            findings.error(path, "its rows are not ordered by key, or a key is in it twice");
        }
        if (sorted && lastKey != null && !unordered) {
            compareKey("last", lastKey, 0, file.maxKey(), false);
        }
        if (keyed && file.deleteRowCount().isPresent() && retractions != file.deleteRowCount().getAsLong()) {
            findings.error(path, "has " + retractions + " retractions, but its manifest says " + file.deleteRowCount().getAsLong());
        }
        if (sorted && rows > 0) {
            reportSequenceNumbers();
        }
        columns.forEach(ColumnCheck::report);
    }

    private void reportSequenceNumbers()
    {
        String text = "has sequence numbers %s to %s, but its manifest says %s to %s"
                .formatted(minSequence, maxSequence, file.minSequenceNumber(), file.maxSequenceNumber());
        if (minSequence < file.minSequenceNumber() || maxSequence > file.maxSequenceNumber()) {
            findings.error(path, text);
        }
        else if (minSequence > file.minSequenceNumber() || maxSequence < file.maxSequenceNumber()) {
            // Merging drops rows, not the range.
            findings.note(path, text);
        }
    }

    /** The statistics of one column. */
    private final class ColumnCheck
    {
        private final int index;
        private final Field field;
        private final OptionalLong statedNulls;
        private final Optional<Column> min;
        private final Optional<Column> max;
        private final ValueOrder order;
        private long nulls;
        private boolean below;
        private boolean above;

        private ColumnCheck(int index, Field field, ColumnStatistics statistics)
        {
            this.index = index;
            this.field = field;
            statedNulls = statistics.nullCount(field);
            boolean ordered = Literal.exists(field.type()) && ValueOrder.of(field.type()).isPresent();
            min = ordered ? Optional.ofNullable(statistics.min(field)).map(value -> LiteralColumn.of(field.type(), unpadded(value))) : Optional.empty();
            max = ordered ? Optional.ofNullable(statistics.max(field)).map(value -> LiteralColumn.of(field.type(), value)) : Optional.empty();
            // NaN is in no range, and -0.0 is 0.0.
            order = ordered ? KeyOrder.ofSequences(field.type()) : (left, i, right, j) -> 0;
        }

        /** Blanks at the end of a CHAR are part of its statistics in ORC files, but not of its value. */
        private Object unpadded(Object value)
        {
            if (!(field.type() instanceof CharType) || !(value instanceof Slice text)) {
                return value;
            }
            int length = text.length();
            while (length > 0 && text.getByte(length - 1) == ' ') {
                length--;
            }
            return text.slice(0, length);
        }

        void add(Column column)
        {
            for (int i = 0; i < column.size(); i++) {
                if (column.isNull(i)) {
                    nulls++;
                    continue;
                }
                below |= min.isPresent() && order.compare(column, i, min.get(), 0) < 0;
                above |= max.isPresent() && order.compare(column, i, max.get(), 0) > 0;
            }
        }

        void report()
        {
            if (statedNulls.isPresent() && statedNulls.getAsLong() != nulls) {
                findings.error(path, "column '" + field.name() + "' has " + nulls + " nulls, but its manifest says " + statedNulls.getAsLong());
            }
            if (below || above) {
                findings.error(path, "column '" + field.name() + "' has values that are " + (below ? "smaller than the minimum" : "larger than the maximum") +
                        " that its manifest says");
            }
        }
    }
}
