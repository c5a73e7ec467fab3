package dev.varve.row;

import io.airlift.slice.DynamicSliceOutput;
import io.airlift.slice.Slice;
import io.airlift.slice.SliceOutput;
import io.airlift.slice.Slices;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Variants as JSON: without white space, and the fields of objects in the order of their names. What JSON has no values for is text in it: dates and
 * timestamps as SQL writes them, instants in UTC, binaries in Base64, and the floating point numbers that are none. Decimals are without an exponent
 * and without zeros at the end.
 *
 * <p>Remembers the dictionary of the last variant, as many have it in common. Not safe for use by several threads.
 */
public final class VariantText
{
    /** Deeper than any document; what is deeper is damaged. */
    private static final int MAX_DEPTH = 1_000;
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_SECOND = 1_000_000_000;
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    private Slice dictionary = Slices.EMPTY_SLICE;
    private VariantBytes.Names names = VariantBytes.Names.empty();
    /** Values within the one at hand. */
    private int count;

    /**
     * @param metadata the dictionary of names
     * @throws IOException if the bytes are not those of a variant
     */
    public Slice json(Slice value, Slice metadata)
            throws IOException
    {
        if (!metadata.equals(dictionary)) {
            names = VariantBytes.Names.parse(metadata);
            dictionary = metadata;
        }
        SliceOutput output = new DynamicSliceOutput(Math.max(16, 2 * value.length()));
        count = 0;
        append(output, value, 0, 0);
        return output.slice();
    }

    private void append(SliceOutput output, Slice value, int start, int depth)
            throws IOException
    {
        if (depth > MAX_DEPTH) {
            throw new IOException("A variant is nested more than " + MAX_DEPTH + " levels deep");
        }
        if (++count > value.length()) {
            throw new IOException("A variant of " + value.length() + " bytes has more values than bytes");
        }
        VariantBytes.check(value, start, 1);
        int header = value.getByte(start) & 0xFF;
        switch (header & 3) {
            case VariantBytes.OBJECT_KIND -> appendObject(output, value, start, depth);
            case VariantBytes.ARRAY_KIND -> appendArray(output, value, start, depth);
            case VariantBytes.SHORT_TEXT_KIND -> appendText(output, bytes(value, start + 1, header >> 2));
            default -> appendPrimitive(output, header >> 2, value, start + 1);
        }
    }

    private void appendObject(SliceOutput output, Slice value, int start, int depth)
            throws IOException
    {
        int bits = value.getByte(start) >> 2;
        int countSize = (bits >> 4 & 1) != 0 ? Integer.BYTES : 1;
        int idSize = (bits >> 2 & 3) + 1;
        int offsetSize = (bits & 3) + 1;
        long count = VariantBytes.number(value, start + 1, countSize);
        long ids = start + 1L + countSize;
        long offsets = ids + count * idSize;
        long values = offsets + (count + 1) * offsetSize;
        VariantBytes.check(value, start, values - start);
        Map<String, Integer> fields = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = names.name(VariantBytes.number(value, (int) ids + i * idSize, idSize));
            fields.put(name, Math.toIntExact(values + VariantBytes.number(value, (int) offsets + i * offsetSize, offsetSize)));
        }
        output.appendByte('{');
        boolean first = true;
        for (Map.Entry<String, Integer> field : fields.entrySet()) {
            if (!first) {
                output.appendByte(',');
            }
            first = false;
            appendText(output, Slices.utf8Slice(field.getKey()));
            output.appendByte(':');
            append(output, value, field.getValue(), depth + 1);
        }
        output.appendByte('}');
    }

    private void appendArray(SliceOutput output, Slice value, int start, int depth)
            throws IOException
    {
        int bits = value.getByte(start) >> 2;
        int countSize = (bits >> 2 & 1) != 0 ? Integer.BYTES : 1;
        int offsetSize = (bits & 3) + 1;
        long count = VariantBytes.number(value, start + 1, countSize);
        long offsets = start + 1L + countSize;
        long values = offsets + (count + 1) * offsetSize;
        VariantBytes.check(value, start, values - start);
        output.appendByte('[');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                output.appendByte(',');
            }
            append(output, value, Math.toIntExact(values + VariantBytes.number(value, (int) offsets + i * offsetSize, offsetSize)), depth + 1);
        }
        output.appendByte(']');
    }

    private static void appendPrimitive(SliceOutput output, int type, Slice value, int start)
            throws IOException
    {
        switch (type) {
            case VariantBytes.NULL -> appendAscii(output, "null");
            case VariantBytes.TRUE -> appendAscii(output, "true");
            case VariantBytes.FALSE -> appendAscii(output, "false");
            case VariantBytes.INT8 -> appendAscii(output, Long.toString(signed(value, start, Byte.BYTES)));
            case VariantBytes.INT16 -> appendAscii(output, Long.toString(signed(value, start, Short.BYTES)));
            case VariantBytes.INT32 -> appendAscii(output, Long.toString(signed(value, start, Integer.BYTES)));
            case VariantBytes.INT64 -> appendAscii(output, Long.toString(signed(value, start, Long.BYTES)));
            case VariantBytes.FLOAT -> {
                float number = Float.intBitsToFloat((int) signed(value, start, Integer.BYTES));
                appendNumber(output, Float.toString(number), Float.isFinite(number));
            }
            case VariantBytes.DOUBLE -> {
                double number = Double.longBitsToDouble(signed(value, start, Long.BYTES));
                appendNumber(output, Double.toString(number), Double.isFinite(number));
            }
            case VariantBytes.DECIMAL4 -> appendDecimal(output, value, start, Integer.BYTES);
            case VariantBytes.DECIMAL8 -> appendDecimal(output, value, start, Long.BYTES);
            case VariantBytes.DECIMAL16 -> appendDecimal(output, value, start, 2 * Long.BYTES);
            case VariantBytes.DATE -> appendQuoted(output, LocalDate.ofEpochDay(signed(value, start, Integer.BYTES)).toString());
            case VariantBytes.INSTANT_MICROS -> appendQuoted(output, micros(signed(value, start, Long.BYTES)) + "+00:00");
            case VariantBytes.TIMESTAMP_MICROS -> appendQuoted(output, micros(signed(value, start, Long.BYTES)));
            case VariantBytes.INSTANT_NANOS -> appendQuoted(output, nanos(signed(value, start, Long.BYTES)) + "+00:00");
            case VariantBytes.TIMESTAMP_NANOS -> appendQuoted(output, nanos(signed(value, start, Long.BYTES)));
            case VariantBytes.BINARY -> appendQuoted(output, Base64.getEncoder().encodeToString(sized(value, start).getBytes()));
            case VariantBytes.TEXT -> appendText(output, sized(value, start));
            case VariantBytes.UUID -> {
                ByteBuffer bytes = ByteBuffer.wrap(bytes(value, start, 2 * Long.BYTES).getBytes()).order(ByteOrder.BIG_ENDIAN);
                appendQuoted(output, new UUID(bytes.getLong(), bytes.getLong()).toString());
            }
            default -> throw new IOException("A variant of the unknown type " + type);
        }
    }

    private static void appendDecimal(SliceOutput output, Slice value, int start, int size)
            throws IOException
    {
        int scale = (int) VariantBytes.number(value, start, 1);
        byte[] unscaled = bytes(value, start + 1, size).getBytes();
        for (int i = 0; i < size / 2; i++) {
            byte swapped = unscaled[i];
            unscaled[i] = unscaled[size - 1 - i];
            unscaled[size - 1 - i] = swapped;
        }
        BigDecimal decimal = new BigDecimal(new BigInteger(unscaled), scale);
        appendAscii(output, decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString());
    }

    private static void appendNumber(SliceOutput output, String number, boolean finite)
    {
        if (finite) {
            appendAscii(output, number);
        }
        else {
            appendQuoted(output, number);
        }
    }

    private static String micros(long micros)
    {
        return TIMESTAMP.format(LocalDateTime.ofEpochSecond(Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1_000, ZoneOffset.UTC));
    }

    private static String nanos(long nanos)
    {
        return TIMESTAMP.format(LocalDateTime.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND), ZoneOffset.UTC));
    }

    private static long signed(Slice value, int start, int size)
            throws IOException
    {
        int unused = Long.SIZE - Byte.SIZE * size;
        return VariantBytes.number(value, start, size) << unused >> unused;
    }

    private static Slice sized(Slice value, int start)
            throws IOException
    {
        return bytes(value, start + Integer.BYTES, VariantBytes.number(value, start, Integer.BYTES));
    }

    private static Slice bytes(Slice value, int start, long length)
            throws IOException
    {
        VariantBytes.check(value, start, length);
        return value.slice(start, (int) length);
    }

    private static void appendAscii(SliceOutput output, String text)
    {
        output.writeBytes(text.getBytes(US_ASCII));
    }

    private static void appendQuoted(SliceOutput output, String text)
    {
        output.appendByte('"');
        appendAscii(output, text);
        output.appendByte('"');
    }

    private static void appendText(SliceOutput output, Slice text)
    {
        output.appendByte('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            byte octet = text.getByte(i);
            if (octet == '"' || octet == '\\' || octet >= 0 && octet < ' ') {
                output.writeBytes(text, written, i - written);
                appendEscaped(output, octet);
                written = i + 1;
            }
        }
        output.writeBytes(text, written, text.length() - written);
        output.appendByte('"');
    }

    private static void appendEscaped(SliceOutput output, byte octet)
    {
        output.appendByte('\\');
        switch (octet) {
            case '\n' -> output.appendByte('n');
            case '\r' -> output.appendByte('r');
            case '\t' -> output.appendByte('t');
            case '\b' -> output.appendByte('b');
            case '\f' -> output.appendByte('f');
            case '"', '\\' -> output.appendByte(octet);
            default -> {
                appendAscii(output, "u00");
                output.appendByte(HEX[octet >> 4]);
                output.appendByte(HEX[octet & 0xF]);
            }
        }
    }
}
