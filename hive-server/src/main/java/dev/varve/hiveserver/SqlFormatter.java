package dev.varve.hiveserver;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.serde2.FetchFormatter;
import org.apache.hadoop.hive.serde2.objectinspector.ListObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.MapObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.ObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.PrimitiveObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.StructField;
import org.apache.hadoop.hive.serde2.objectinspector.StructObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.HiveDecimalObjectInspector;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Rows of results as texts, null for NULL; Hive makes one for each query by its name. Nested values are JSON, in which the keys of maps are texts, and
 * decimals, NaN and infinities strings. Hive's own formatters print NULL like a text, and binaries in nested values as whatever characters they are.
 */
public final class SqlFormatter
        implements FetchFormatter<String[]>
{
    @Override
    public void initialize(Configuration configuration, Properties properties) {}

    @Override
    public String[] convert(Object row, ObjectInspector rowInspector)
    {
        StructObjectInspector inspector = (StructObjectInspector) rowInspector;
        List<? extends StructField> fields = inspector.getAllStructFieldRefs();
        String[] values = new String[fields.size()];
        for (int i = 0; i < values.length; i++) {
            StructField field = fields.get(i);
            values[i] = text(inspector.getStructFieldData(row, field), field.getFieldObjectInspector());
        }
        return values;
    }

    @Override
    public void close() {}

    private static String text(Object value, ObjectInspector inspector)
    {
        if (value == null) {
            return null;
        }
        if (inspector instanceof PrimitiveObjectInspector primitive) {
            return primitiveText(value, primitive);
        }
        StringBuilder json = new StringBuilder();
        appendJson(json, value, inspector);
        return json.toString();
    }

    private static String primitiveText(Object value, PrimitiveObjectInspector inspector)
    {
        Object object = inspector.getPrimitiveJavaObject(value);
        if (object == null) {
            return null;
        }
        return switch (inspector.getPrimitiveCategory()) {
            case BINARY -> "0x" + HexFormat.of().formatHex((byte[]) object);
            case DECIMAL -> ((HiveDecimalObjectInspector) inspector).getPrimitiveJavaObject(value).toFormatString(inspector.scale());
            default -> object.toString();
        };
    }

    private static void appendJson(StringBuilder json, Object value, ObjectInspector inspector)
    {
        if (value == null) {
            json.append("null");
            return;
        }
        switch (inspector) {
            case PrimitiveObjectInspector primitive -> appendPrimitive(json, primitiveText(value, primitive), primitive);
            case ListObjectInspector list -> {
                json.append('[');
                for (int i = 0; i < list.getListLength(value); i++) {
                    json.append(i == 0 ? "" : ",");
                    appendJson(json, list.getListElement(value, i), list.getListElementObjectInspector());
                }
                json.append(']');
            }
            case MapObjectInspector map -> {
                json.append('{');
                int start = json.length();
                for (Map.Entry<?, ?> entry : map.getMap(value).entrySet()) {
                    json.append(json.length() == start ? "" : ",");
                    appendString(json, String.valueOf(text(entry.getKey(), map.getMapKeyObjectInspector())));
                    appendJson(json.append(':'), entry.getValue(), map.getMapValueObjectInspector());
                }
                json.append('}');
            }
            case StructObjectInspector struct -> {
                json.append('{');
                int start = json.length();
                for (StructField field : struct.getAllStructFieldRefs()) {
                    json.append(json.length() == start ? "" : ",");
                    appendString(json, field.getFieldName());
                    appendJson(json.append(':'), struct.getStructFieldData(value, field), field.getFieldObjectInspector());
                }
                json.append('}');
            }
            default -> appendString(json, String.valueOf(value));
        }
    }

    private static void appendPrimitive(StringBuilder json, String text, PrimitiveObjectInspector inspector)
    {
        if (text == null) {
            json.append("null");
            return;
        }
        boolean plain = switch (inspector.getPrimitiveCategory()) {
            case BOOLEAN, BYTE, SHORT, INT, LONG -> true;
            case FLOAT, DOUBLE -> !text.equals("NaN") && !text.endsWith("Infinity");
            default -> false;
        };
        if (plain) {
            json.append(text);
        }
        else {
            appendString(json, text);
        }
    }

    private static void appendString(StringBuilder json, String text)
    {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            }
            else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            }
            else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
