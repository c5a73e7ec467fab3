package dev.varve.cli.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.varve.column.ByteBuilder;
import dev.varve.column.BytesBuilder;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Decimals;
import dev.varve.column.Fixed12Builder;
import dev.varve.column.IntBuilder;
import dev.varve.column.LongBuilder;
import dev.varve.error.VarveException;
import dev.varve.type.BinaryType;
import dev.varve.type.BlobType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HexFormat;
import java.util.Set;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Types whose values are told by one text, with or without quotes. */
final class ScalarReader
        extends ValueReader
{
    private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");
    private static final int PICOS_PER_NANO = 1_000;
    /** More digits than any type has, and few enough to compute with. */
    private static final int MAX_DIGITS = 1_000;

    private final Parser parser;
    private final boolean number;
    private final boolean text;
    private final boolean truth;

    @FunctionalInterface
    private interface Parser
    {
        void append(String text, ColumnBuilder target)
                throws ValueException;
    }

    ScalarReader(DataType type)
    {
        super(type);
        parser = parser(type);
        truth = type instanceof BooleanType;
        number = type instanceof FloatType || type instanceof DoubleType || type instanceof DecimalType;
        text = !truth;
    }

    @Override
    void readValue(JsonParser json, ColumnBuilder target)
            throws IOException, ValueException
    {
        JsonToken token = json.currentToken();
        boolean fits = switch (token) {
            case VALUE_STRING -> text;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number;
            case VALUE_TRUE, VALUE_FALSE -> truth;
            default -> false;
        };
        if (!fits) {
            throw unexpected(json, truth ? "true or false" : number ? "a number" : "a text in quotes");
        }
        parser.append(json.getText(), target);
    }

    @Override
    void readText(String text, ColumnBuilder target)
            throws ValueException
    {
        parser.append(text, target);
    }

    private static Parser parser(DataType type)
    {
        if (type instanceof BooleanType) {
            return (text, target) -> ((ByteBuilder) target).append((byte) (truth(text) ? 1 : 0));
        }
        if (type instanceof FloatType) {
            return (text, target) -> ((IntBuilder) target).append(Float.floatToRawIntBits(floatValue(text)));
        }
        if (type instanceof DoubleType) {
            return (text, target) -> ((LongBuilder) target).append(Double.doubleToRawLongBits(doubleValue(text)));
        }
        if (type instanceof DecimalType decimal) {
            return (text, target) -> Decimals.append(target, decimal(text, decimal));
        }
        if (type instanceof CharType character) {
            return (text, target) -> appendText(text, character.length(), type, (BytesBuilder) target);
        }
        if (type instanceof VarCharType varchar) {
            return (text, target) -> appendText(text, varchar.length(), type, (BytesBuilder) target);
        }
        if (type instanceof BinaryType binary) {
            return (text, target) -> appendBytes(text, binary.length(), type, (BytesBuilder) target);
        }
        if (type instanceof VarBinaryType varbinary) {
            return (text, target) -> appendBytes(text, varbinary.length(), type, (BytesBuilder) target);
        }
        if (type instanceof BlobType) {
            return (text, target) -> appendBytes(text, Integer.MAX_VALUE, type, (BytesBuilder) target);
        }
        if (type instanceof DateType) {
            return (text, target) -> ((IntBuilder) target).append(TimeValues.date(text));
        }
        if (type instanceof TimeType time) {
            return (text, target) -> ((IntBuilder) target).append(TimeValues.time(text, time.precision()));
        }
        if (type instanceof TimestampType timestamp) {
            return (text, target) -> append(TimeValues.timestamp(text, timestamp.precision()), target);
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            return (text, target) -> append(TimeValues.instant(text, timestamp.precision()), target);
        }
        // Rows without a value for the column can still be written.
        return (text, target) -> {
            throw VarveException.unsupported("Values of type " + type + " cannot be read from text");
        };
    }

    private static boolean truth(String text)
            throws ValueException
    {
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.equalsIgnoreCase("false")) {
            return false;
        }
        throw new ValueException("'" + abbreviated(text) + "' is neither true nor false");
    }

    private static float floatValue(String text)
            throws ValueException
    {
        if (NOT_FINITE.contains(text)) {
            return Float.parseFloat(text);
        }
        requireNumber(text);
        float value = Float.parseFloat(text);
        if (Float.isInfinite(value)) {
            throw new ValueException(abbreviated(text) + " is out of the range of FLOAT");
        }
        return value;
    }

    private static double doubleValue(String text)
            throws ValueException
    {
        if (NOT_FINITE.contains(text)) {
            return Double.parseDouble(text);
        }
        requireNumber(text);
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new ValueException(abbreviated(text) + " is out of the range of DOUBLE");
        }
        return value;
    }

    /** Java would also take hexadecimal digits, suffixes and blanks. */
    private static void requireNumber(String text)
            throws ValueException
    {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E')) {
            throw new ValueException("'" + abbreviated(text) + "' is no number");
        }
        try {
            Double.parseDouble(text);
        }
        catch (NumberFormatException e) {
            throw new ValueException("'" + abbreviated(text) + "' is no number");
        }
    }

    private static BigDecimal decimal(String text, DecimalType type)
            throws ValueException
    {
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        }
        catch (NumberFormatException e) {
            throw new ValueException("'" + abbreviated(text) + "' is no number");
        }
        if (value.signum() == 0) {
            return BigDecimal.valueOf(0, type.scale());
        }
        if (value.precision() > MAX_DIGITS || Math.abs((long) value.scale()) > MAX_DIGITS) {
            throw new ValueException(abbreviated(text) + " is out of the range of " + type);
        }
        BigDecimal scaled;
        try {
            scaled = value.setScale(type.scale(), RoundingMode.UNNECESSARY);
        }
        catch (ArithmeticException e) {
            throw new ValueException(abbreviated(text) + " has more than the " + type.scale() + " fractional digits of " + type);
        }
        if (scaled.precision() > type.precision()) {
            throw new ValueException(abbreviated(text) + " is out of the range of " + type);
        }
        return scaled;
    }

    private static void appendText(String text, int maxLength, DataType type, BytesBuilder target)
            throws ValueException
    {
        if (text.length() > maxLength && text.codePointCount(0, text.length()) > maxLength) {
            throw new ValueException("'" + abbreviated(text) + "' is longer than " + type);
        }
        requirePairs(text);
        byte[] bytes = text.getBytes(UTF_8);
        target.append(bytes, 0, bytes.length);
    }

    /** Otherwise half characters would become question marks. */
    private static void requirePairs(String text)
            throws ValueException
    {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            }
            else if (Character.isSurrogate(c)) {
                throw new ValueException("the text has half a character (U+%04X) at position %d".formatted((int) c, i + 1));
            }
        }
    }

    private static void appendBytes(String text, int maxLength, DataType type, BytesBuilder target)
            throws ValueException
    {
        if (!text.startsWith("0x")) {
            throw new ValueException("'" + abbreviated(text) + "' is no binary such as 0x0aff");
        }
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(text, 2, text.length());
        }
        catch (IllegalArgumentException e) {
            throw new ValueException("'" + abbreviated(text) + "' is no binary such as 0x0aff");
        }
        if (bytes.length > maxLength) {
            throw new ValueException("'" + abbreviated(text) + "' is longer than " + type);
        }
        target.append(bytes, 0, bytes.length);
    }

    private static void append(Timestamp value, ColumnBuilder target)
    {
        if (target instanceof LongBuilder micros) {
            micros.append(value.epochMicros());
        }
        else {
            ((Fixed12Builder) target).append(value.epochMicros(), value.nanosOfMicro() * PICOS_PER_NANO);
        }
    }
}
