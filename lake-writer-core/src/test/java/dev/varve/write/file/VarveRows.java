package dev.varve.write.file;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.column.ArrayColumn;
import dev.varve.column.Batch;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import dev.varve.row.Literal;
import dev.varve.row.LiteralColumn;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VariantType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Rows of columns as text, to compare them. */
final class VarveRows
{
    private static final DataType BINARY = new VarBinaryType(VarBinaryType.UNBOUNDED, false);

    private VarveRows() {}

    /** All rows of the latest version of a table, in the order of its files. */
    static List<String> read(Table table)
            throws IOException
    {
        TableVersion version = table.latest();
        List<Integer> columns = IntStream.range(0, version.schema().fields().size()).boxed().toList();
        TableReader reader = TableReader.of(version, DefaultFormats.all(), columns, Optional.empty(), new ReadMetrics());
        List<String> rows = new ArrayList<>();
        try (SplitSource splits = version.plan(ScanRequest.ALL)) {
            for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
                try (BatchSource source = reader.open(split.get())) {
                    for (Optional<? extends Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
                        rows.addAll(texts(batch.get(), version.schema().fields()));
                    }
                }
            }
        }
        return rows;
    }

    static List<String> texts(Batch batch, RowType type)
            throws IOException
    {
        List<Column> columns = FlatColumns.of(batch).columns();
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < batch.selection().count(); row++) {
            int position = row;
            rows.add(join(type.size(), i -> text(type.field(i).type(), columns.get(i), position)));
        }
        return rows;
    }

    private static String text(DataType type, Column column, int position)
    {
        if (column.isNull(position)) {
            return "null";
        }
        if (Literal.exists(type)) {
            return column instanceof BytesColumn bytes ? bytes.value(position).toStringUtf8() : LiteralColumn.value(type, column, position).toString();
        }
        if (type instanceof ArrayType array) {
            ArrayColumn values = (ArrayColumn) column;
            int start = values.offsets()[position];
            return join(values.offsets()[position + 1] - start, i -> text(array.element(), values.elements(), start + i));
        }
        if (type instanceof MapType map) {
            return entries(map.key(), map.value(), (MapColumn) column, position);
        }
        if (type instanceof MultisetType multiset) {
            return entries(multiset.element(), new IntType(false), (MapColumn) column, position);
        }
        if (type instanceof RowType row) {
            return join(row.size(), i -> text(row.field(i).type(), ((RowColumn) column).field(i), position));
        }
        if (type instanceof VariantType) {
            return join(2, i -> text(BINARY, ((RowColumn) column).field(i), position));
        }
        throw new IllegalArgumentException("No text of " + type);
    }

    private static String entries(DataType key, DataType value, MapColumn map, int position)
    {
        int start = map.offsets()[position];
        List<String> entries = IntStream.range(start, map.offsets()[position + 1])
                .mapToObj(i -> text(key, map.keys(), i) + "=" + text(value, map.values(), i))
                .sorted()
                .toList();
        return entries.toString();
    }

    private static String join(int count, IntFunction<String> texts)
    {
        return IntStream.range(0, count).mapToObj(texts).toList().toString();
    }
}
