package dev.varve.system;

import dev.varve.column.Column;
import dev.varve.evolution.ColumnCast;
import dev.varve.manifest.ColumnStatistics;
import dev.varve.manifest.DataFile;
import dev.varve.row.BinaryRow;
import dev.varve.row.Literal;
import dev.varve.row.LiteralColumn;
import dev.varve.schema.TableSchema;
import dev.varve.type.DataType;
import dev.varve.type.BinaryType;
import dev.varve.type.Field;
import dev.varve.type.Timestamp;
import dev.varve.type.VarBinaryType;
import io.airlift.slice.Slice;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Keys and statistics of data files as text: {@code [1, x]} and {@code {a=1, b=x}}, columns by name. Statistics are those of the columns of
 * the table, whatever these were when the file was written. Dates are days since 1970, times of day milliseconds, as they are stored.
 */
final class FileStatisticsText
{
    private final TableState state;

    FileStatisticsText(TableState state)
    {
        this.state = state;
    }

    /** {@code null} if files of the table have no keys. */
    String key(DataFile file, BinaryRow key)
            throws IOException
    {
        if (key.arity() == 0) {
            return null;
        }
        List<Field> fields = schema(file).keyFields();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < key.arity(); i++) {
            values.add(i < fields.size() ? text(fields.get(i).type(), key.value(i, fields.get(i).type())) : "null");
        }
        return values.toString();
    }

    String nullCounts(DataFile file)
            throws IOException
    {
        return byColumn(file, (statistics, stored, column) -> {
            if (stored == null) {
                return Long.toString(file.rowCount());
            }
            OptionalLong count = statistics.nullCount(stored);
            return count.isPresent() ? Long.toString(count.getAsLong()) : "null";
        });
    }

    String minima(DataFile file)
            throws IOException
    {
        return byColumn(file, (statistics, stored, column) -> stored == null ? "null" : converted(stored, statistics.min(stored), column));
    }

    String maxima(DataFile file)
            throws IOException
    {
        return byColumn(file, (statistics, stored, column) -> stored == null ? "null" : converted(stored, statistics.max(stored), column));
    }

    private interface OfColumn
    {
        /** @param stored the column as the file has it; null if it was added later */
        String text(ColumnStatistics statistics, Field stored, Field column);
    }

    private String byColumn(DataFile file, OfColumn text)
            throws IOException
    {
        TableSchema fileSchema = schema(file);
        ColumnStatistics statistics = ColumnStatistics.ofValues(file, fileSchema);
        TreeMap<String, String> texts = new TreeMap<>();
        for (Field column : state.schema().fields().fields()) {
            OptionalInt index = fileSchema.fields().indexOfId(column.id());
            if (index.isPresent() && isLeftOut(file, fileSchema.fields().field(index.getAsInt()))) {
                continue;
            }
            Field stored = index.isPresent() ? fileSchema.fields().field(index.getAsInt()) : null;
            texts.put(column.name(), text.text(statistics, stored, column));
        }
        return texts.toString();
    }

    /** Whether the values of a column lie in another file, and this one does not say of which columns it has statistics. */
    private static boolean isLeftOut(DataFile file, Field stored)
    {
        return file.valueStatisticsColumns().isEmpty() && file.writeColumns().isPresent() && !file.writeColumns().get().contains(stored.name());
    }

    private TableSchema schema(DataFile file)
            throws IOException
    {
        return file.schemaId() == state.schema().id() ? state.schema() : state.table().schemas().schema(file.schemaId());
    }

    private static String converted(Field stored, Object value, Field column)
    {
        if (value == null || stored.type().equalsIgnoringNullable(column.type()) || !Literal.exists(column.type())) {
            return text(stored.type(), value);
        }
        Column cast = ColumnCast.of(column.name(), stored.type(), column.type()).apply(LiteralColumn.of(stored.type(), value));
        return text(column.type(), LiteralColumn.value(column.type(), cast.flatten(), 0));
    }

    private static String text(DataType type, Object value)
    {
        if (value == null) {
            return "null";
        }
        if (value instanceof Slice slice) {
            return type instanceof BinaryType || type instanceof VarBinaryType ? "0x" + HexFormat.of().formatHex(slice.getBytes()) : slice.toString(UTF_8);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value instanceof Timestamp timestamp ? timestamp.toLocalDateTime().toString() : value.toString();
    }
}
