package dev.varve.write.buffer;

import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.column.ShortColumn;

import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Values of columns of any layout as texts to compare. */
final class TestedValues
{
    private TestedValues() {}

    static String text(Column encoded, int position)
    {
        Column column = encoded.flatten();
        if (column.isNull(position)) {
            return "null";
        }
        if (column instanceof ByteColumn values) {
            return Byte.toString(values.values()[position]);
        }
        if (column instanceof ShortColumn values) {
            return Short.toString(values.values()[position]);
        }
        if (column instanceof IntColumn values) {
            return Integer.toString(values.values()[position]);
        }
        if (column instanceof LongColumn values) {
            return Long.toString(values.values()[position]);
        }
        if (column instanceof Int128Column values) {
            return values.high(position) + ":" + values.low(position);
        }
        if (column instanceof Fixed12Column values) {
            return values.epochMicros(position) + ":" + values.picosOfMicro(position);
        }
        if (column instanceof BytesColumn values) {
            return HexFormat.of().formatHex(values.value(position).getBytes());
        }
        if (column instanceof ArrayColumn array) {
            return IntStream.range(array.offsets()[position], array.offsets()[position + 1])
                    .mapToObj(i -> text(array.elements(), i))
                    .collect(Collectors.joining(",", "[", "]"));
        }
        if (column instanceof MapColumn map) {
            return IntStream.range(map.offsets()[position], map.offsets()[position + 1])
                    .mapToObj(i -> text(map.keys(), i) + "=" + text(map.values(), i))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        return ((RowColumn) column).fields().stream().map(field -> text(field, position)).collect(Collectors.joining(",", "(", ")"));
    }
}
