package dev.varve.write.file.orc;

import dev.varve.column.BytesBuilder;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;
import io.airlift.slice.SliceUtf8;

/** What ORC makes of texts of limited length: it cuts them, and loses the blanks at the end of CHAR. Bounds must be of that. */
final class OrcText
{
    private OrcText() {}

    /** The values {@code from} to {@code to} (exclusive) as readers will get them; the column itself if nothing becomes of them. */
    static Column stored(DataType type, Column column, int from, int to)
    {
        if (type instanceof CharType text) {
            return shortened((BytesColumn) column, from, to, text.length(), true);
        }
        if (type instanceof VarCharType text && text.length() != VarCharType.UNBOUNDED && mayBeLonger((BytesColumn) column, from, to, text.length())) {
            return shortened((BytesColumn) column, from, to, text.length(), false);
        }
        return column;
    }

    private static boolean mayBeLonger(BytesColumn column, int from, int to, int length)
    {
        for (int i = from; i < to; i++) {
            if (column.length(i) > length) {
                return true;
            }
        }
        return false;
    }

    private static Column shortened(BytesColumn column, int from, int to, int length, boolean trim)
    {
        BytesBuilder result = new BytesBuilder(to - from);
        for (int i = from; i < to; i++) {
            if (column.isNull(i)) {
                result.appendNull();
                continue;
            }
            Slice value = column.value(i);
            int end = SliceUtf8.offsetOfCodePoint(value, length);
            end = end < 0 ? value.length() : end;
            while (trim && end > 0 && value.getByte(end - 1) == ' ') {
                end--;
            }
            result.append(value, 0, end);
        }
        return result.build();
    }
}
