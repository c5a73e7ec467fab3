package dev.varve.cli.rows;

import dev.varve.column.ArrayColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.error.VarveException;
import dev.varve.row.LiteralColumn;
import dev.varve.row.VariantText;
import dev.varve.type.ArrayType;
import dev.varve.type.BinaryType;
import dev.varve.type.BlobType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import com.fasterxml.jackson.core.JsonGenerator;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;

/** Writes values of columns as {@link ValueReader} reads them. */
final class JsonValues
{
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 9, 9, true)
            .toFormatter();
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(TIME)
            .toFormatter();

    /** A variant that is null in its own right, which is not the value that is missing. */
    private static final Slice NULL = Slices.utf8Slice("null");

    private JsonValues() {}

    /** @param column flat */
    static void write(JsonGenerator json, DataType type, Column column, int position)
            throws IOException
    {
        if (column.isNull(position)) {
            json.writeNull();
            return;
        }
        if (type instanceof ArrayType array) {
            writeArray(json, array.element(), (ArrayColumn) column, position);
        }
        else if (type instanceof VectorType vector) {
            writeArray(json, vector.element(), (ArrayColumn) column, position);
        }
        else if (type instanceof MapType map) {
            writeMap(json, map.key(), map.value(), (MapColumn) column, position);
        }
        else if (type instanceof MultisetType multiset) {
            writeMap(json, multiset.element(), new IntType(false), (MapColumn) column, position);
        }
        else if (type instanceof RowType row) {
            json.writeStartObject();
            for (int i = 0; i < row.size(); i++) {
                Field field = row.field(i);
                json.writeFieldName(field.name());
                write(json, field.type(), ((RowColumn) column).field(i).flatten(), position);
            }
            json.writeEndObject();
        }
        else if (type instanceof VariantType) {
            writeVariant(json, (RowColumn) column, position);
        }
        else {
            writeScalar(json, type, LiteralColumn.value(type, column, position));
        }
    }

    private static void writeArray(JsonGenerator json, DataType element, ArrayColumn column, int position)
            throws IOException
    {
        Column elements = column.elements().flatten();
        json.writeStartArray();
        for (int i = column.offsets()[position]; i < column.offsets()[position + 1]; i++) {
            write(json, element, elements, i);
        }
        json.writeEndArray();
    }

    private static void writeMap(JsonGenerator json, DataType key, DataType value, MapColumn column, int position)
            throws IOException
    {
        Column keys = column.keys().flatten();
        Column values = column.values().flatten();
        json.writeStartArray();
        for (int i = column.offsets()[position]; i < column.offsets()[position + 1]; i++) {
            json.writeStartArray();
            write(json, key, keys, i);
            write(json, value, values, i);
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    /** As it is, unless it is a text: {@link VariantReader} takes the JSON out of a text. */
    private static void writeVariant(JsonGenerator json, RowColumn column, int position)
            throws IOException
    {
        Slice text;
        try {
            text = new VariantText().json(((BytesColumn) column.field(0).flatten()).value(position), ((BytesColumn) column.field(1).flatten()).value(position));
        }
        catch (IOException e) {
            throw VarveException.corrupt("A value of type VARIANT is damaged: " + e.getMessage(), e);
        }
        if (text.getByte(0) == '"' || text.equals(NULL)) {
            json.writeString(text.toStringUtf8());
        }
        else {
            json.writeRawValue(text.toStringUtf8());
        }
    }

    private static void writeScalar(JsonGenerator json, DataType type, Object literal)
            throws IOException
    {
        if (type instanceof BooleanType) {
            json.writeBoolean((Boolean) literal);
        }
        else if (literal instanceof Double number && Double.isFinite(number)) {
            json.writeRawValue(number.toString());
        }
        else if (literal instanceof Float number && Float.isFinite(number)) {
            json.writeRawValue(number.toString());
        }
        else if (type instanceof DecimalType) {
            json.writeString(((BigDecimal) literal).toPlainString());
        }
        else if (type instanceof DateType) {
            json.writeString(LocalDate.ofEpochDay((Long) literal).toString());
        }
        else if (type instanceof TimeType) {
            json.writeString(TIME.format(LocalTime.ofNanoOfDay((Long) literal * 1_000_000)));
        }
        else if (type instanceof TimestampType) {
            json.writeString(TIMESTAMP.format(((Timestamp) literal).toLocalDateTime()));
        }
        else if (type instanceof LocalZonedTimestampType) {
            json.writeString(TIMESTAMP.format(((Timestamp) literal).toLocalDateTime()) + "Z");
        }
        else if (type instanceof BinaryType || type instanceof VarBinaryType || type instanceof BlobType) {
            json.writeString("0x" + HexFormat.of().formatHex(((Slice) literal).getBytes()));
        }
        else if (literal instanceof Slice text) {
            json.writeString(type instanceof CharType ? text.toStringUtf8().stripTrailing() : text.toStringUtf8());
        }
        else if (literal instanceof Long number) {
            json.writeNumber(number);
        }
        else {
            json.writeString(literal.toString());
        }
    }
}
