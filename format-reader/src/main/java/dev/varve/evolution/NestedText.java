package dev.varve.evolution;

import dev.varve.column.ArrayBuilder;
import dev.varve.column.ArrayColumn;
import dev.varve.column.BytesBuilder;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.MapBuilder;
import dev.varve.column.MapColumn;
import dev.varve.column.RowBuilder;
import dev.varve.column.RowColumn;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.MapType;
import dev.varve.type.RowType;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Nested values as text, {@code [a, null]}, <code>{k -> v}</code> and <code>{a, b}</code>, and back. The members are converted as columns, too. */
final class NestedText
{
    private static final Slice NULL = Slices.utf8Slice("null");
    private static final Slice COMMA = Slices.utf8Slice(", ");
    private static final Slice ARROW = Slices.utf8Slice(" -> ");

    private NestedText() {}

    static Conversion ofArray(String column, ArrayType type)
    {
        ColumnCast element = ColumnCast.of(column + ".element", type.element(), TextConversions.STRING);
        return source -> {
            ArrayColumn arrays = (ArrayColumn) source;
            Column elements = element.apply(arrays.elements()).flatten();
            return write(arrays, (position, text) -> {
                text.append('[');
                for (int i = arrays.offsets()[position]; i < arrays.offsets()[position + 1]; i++) {
                    text.separate(i > arrays.offsets()[position]);
                    text.append(elements, i);
                }
                text.append(']');
            });
        };
    }

    static Conversion ofMap(String column, MapType type)
    {
        ColumnCast key = ColumnCast.of(column + ".key", type.key(), TextConversions.STRING);
        ColumnCast value = ColumnCast.of(column + ".value", type.value(), TextConversions.STRING);
        return source -> {
            MapColumn maps = (MapColumn) source;
            Column keys = key.apply(maps.keys()).flatten();
            Column values = value.apply(maps.values()).flatten();
            return write(maps, (position, text) -> {
                text.append('{');
                for (int i = maps.offsets()[position]; i < maps.offsets()[position + 1]; i++) {
                    text.separate(i > maps.offsets()[position]);
                    text.append(keys, i);
                    text.append(ARROW);
                    text.append(values, i);
                }
                text.append('}');
            });
        };
    }

    static Conversion ofRow(String column, RowType type)
    {
        List<ColumnCast> casts = type.fields().stream().map(member -> ColumnCast.of(column + "." + member.name(), member.type(), TextConversions.STRING)).toList();
        return source -> {
            RowColumn rows = (RowColumn) source;
            List<Column> members = new ArrayList<>();
            for (int i = 0; i < casts.size(); i++) {
                members.add(casts.get(i).apply(rows.field(i)).flatten());
            }
            return write(rows, (position, text) -> {
                text.append('{');
                for (int i = 0; i < members.size(); i++) {
                    text.separate(i > 0);
                    text.append(members.get(i), position);
                }
                text.append('}');
            });
        };
    }

    private interface Writer
    {
        void write(int position, Text text);
    }

    private static Column write(Column source, Writer writer)
    {
        BytesBuilder target = (BytesBuilder) ColumnBuilder.of(TextConversions.STRING, source.size());
        Text text = new Text();
        for (int i = 0; i < source.size(); i++) {
            if (source.isNull(i)) {
                target.appendNull();
            }
            else {
                text.clear();
                writer.write(i, text);
                target.append(text.bytes, 0, text.size);
            }
        }
        return target.build();
    }

    /** Bytes of a text in the making. */
    private static final class Text
    {
        private byte[] bytes = new byte[64];
        private int size;

        private void clear()
        {
            size = 0;
        }

        private void append(char ascii)
        {
            ensureCapacity(1);
            bytes[size++] = (byte) ascii;
        }

        private void append(Slice slice)
        {
            ensureCapacity(slice.length());
            slice.getBytes(0, bytes, size, slice.length());
            size += slice.length();
        }

        private void append(Column column, int position)
        {
            append(column.isNull(position) ? NULL : ((BytesColumn) column).value(position));
        }

        private void separate(boolean needed)
        {
            if (needed) {
                append(COMMA);
            }
        }

        private void ensureCapacity(int length)
        {
            int needed = Math.addExact(size, length);
            if (needed > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, 2L * bytes.length)));
            }
        }
    }

    /** Reads {@code [a, b]} or {@code ARRAY(a, b)}. */
    static Conversion toArray(String column, DataType from, ArrayType to)
    {
        ArrayType ofText = new ArrayType(TextConversions.STRING, true);
        ColumnCast element = ColumnCast.of(column + ".element", TextConversions.STRING, to.element());
        ValueConversion split = new ValueConversion(column, from, to, ofText, (source, position, target) -> {
            ArrayBuilder arrays = (ArrayBuilder) target;
            for (String token : tokens(content(TextConversions.text(source, position), '[', ']', "ARRAY"), true)) {
                appendToken(token, arrays.elements());
            }
            arrays.endValue();
        });
        return source -> new ArrayConversion(element).convert(split.convert(source));
    }

    /** Reads <code>{k -> v}</code> or {@code MAP(k, v)}; the last of several equal keys counts. {@code NULL} is null. */
    static Conversion toMap(String column, DataType from, MapType to)
    {
        MapType ofText = new MapType(TextConversions.STRING, TextConversions.STRING, true);
        ColumnCast key = ColumnCast.of(column + ".key", TextConversions.STRING, to.key());
        ColumnCast value = ColumnCast.of(column + ".value", TextConversions.STRING, to.value());
        ValueConversion split = new ValueConversion(column, from, to, ofText, (source, position, target) -> {
            String text = TextConversions.text(source, position).trim();
            if (text.equalsIgnoreCase("NULL")) {
                target.appendNull();
                return;
            }
            MapBuilder maps = (MapBuilder) target;
            for (Map.Entry<String, String> entry : entries(text).entrySet()) {
                appendToken(entry.getKey(), maps.keys());
                appendToken(entry.getValue(), maps.values());
            }
            maps.endValue();
        });
        return source -> {
            MapColumn maps = (MapColumn) split.convert(source);
            return new MapColumn(maps.size(), maps.validity(), maps.offsets(), key.apply(maps.keys()), value.apply(maps.values()));
        };
    }

    /** Reads <code>{a, b}</code> or {@code STRUCT(a, b)}; without members all of them are null. */
    static Conversion toRow(String column, DataType from, RowType to)
    {
        RowType ofText = new RowType(to.fields().stream().map(member -> member.withType(TextConversions.STRING)).toList(), true);
        List<ColumnCast> casts = to.fields().stream().map(member -> ColumnCast.of(column + "." + member.name(), TextConversions.STRING, member.type())).toList();
        ValueConversion split = new ValueConversion(column, from, to, ofText, (source, position, target) -> {
            RowBuilder rows = (RowBuilder) target;
            List<String> tokens = tokens(content(TextConversions.text(source, position), '{', '}', "STRUCT"), true);
            if (!tokens.isEmpty() && tokens.size() != rows.fieldCount()) {
                throw new IllegalArgumentException("There are " + tokens.size() + " members instead of " + rows.fieldCount());
            }
            for (int i = 0; i < rows.fieldCount(); i++) {
                appendToken(tokens.isEmpty() ? "null" : tokens.get(i), rows.field(i));
            }
            rows.endValue();
        });
        return source -> {
            RowColumn rows = (RowColumn) split.convert(source);
            List<Column> members = new ArrayList<>();
            for (int i = 0; i < casts.size(); i++) {
                members.add(casts.get(i).apply(rows.field(i)));
            }
            return new RowColumn(rows.size(), rows.validity(), members);
        };
    }

    private static void appendToken(String token, ColumnBuilder target)
    {
        String trimmed = token.trim();
        if (trimmed.equals("null")) {
            target.appendNull();
        }
        else {
            byte[] bytes = trimmed.getBytes(UTF_8);
            ((BytesBuilder) target).append(bytes, 0, bytes.length);
        }
    }

    private static Map<String, String> entries(String text)
    {
        Map<String, String> entries = new LinkedHashMap<>();
        List<String> tokens = tokens(content(text, '{', '}', "MAP"), false);
        if (text.startsWith("{")) {
            for (String token : tokens) {
                int arrow = token.trim().indexOf("->", 1);
                String value = arrow < 0 ? "" : token.trim().substring(arrow + 2).trim();
                if (value.isEmpty()) {
                    throw new IllegalArgumentException("Not an entry: " + token);
                }
                entries.put(token.trim().substring(0, arrow).trim(), value);
            }
            return entries;
        }
        if (tokens.size() % 2 != 0) {
            throw new IllegalArgumentException("A key without a value: " + text);
        }
        for (int i = 0; i < tokens.size(); i += 2) {
            entries.put(tokens.get(i).trim(), tokens.get(i + 1).trim());
        }
        return entries;
    }

    /** What stands between the brackets, or between the parentheses after the name. */
    private static String content(String text, char open, char close, String name)
    {
        String trimmed = text.trim();
        if (trimmed.length() > 1 && trimmed.charAt(0) == open && trimmed.charAt(trimmed.length() - 1) == close) {
            return trimmed.substring(1, trimmed.length() - 1).trim();
        }
        if (trimmed.regionMatches(true, 0, name, 0, name.length())) {
            String rest = trimmed.substring(name.length()).trim();
            if (rest.startsWith("(") && rest.endsWith(")")) {
                return rest.substring(1, rest.length() - 1).trim();
            }
        }
        throw new IllegalArgumentException("Neither %c...%c nor %s(...): %s".formatted(open, close, name, text));
    }

    /**
     * The parts between commas that stand neither in quotes nor in brackets; empty parts do not count. A backslash takes the meaning
     * from the next character.
     */
    private static List<String> tokens(String content, boolean keepQuotes)
    {
        List<String> tokens = new ArrayList<>();
        StringBuilder token = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        boolean escaped = false;
        for (char character : content.toCharArray()) {
            boolean markup = escaped || character == '\\' || character == '"';
            if (escaped) {
                escaped = false;
            }
            else if (character == '\\') {
                escaped = true;
            }
            else if (character == '"') {
                quoted = !quoted;
            }
            else if (!quoted) {
                if ("[{(".indexOf(character) >= 0) {
                    depth++;
                }
                else if ("]})".indexOf(character) >= 0 && depth > 0) {
                    depth--;
                }
                else if (character == ',' && depth == 0) {
                    addToken(token, tokens);
                    continue;
                }
            }
            if (keepQuotes || !markup) {
                token.append(character);
            }
        }
        addToken(token, tokens);
        return tokens;
    }

    private static void addToken(StringBuilder token, List<String> tokens)
    {
        if (!token.isEmpty()) {
            tokens.add(token.toString());
            token.setLength(0);
        }
    }
}
