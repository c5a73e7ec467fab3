package dev.varve.write.file.index;

import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Layout;
import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import io.airlift.slice.XxHash64;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A bloom filter: {@code int32} number of hash functions, then the bits, least significant first.
 */
final class BloomFilterWriter
        implements IndexWriter
{
    private static final int DEFAULT_ITEMS = 1_000_000;
    private static final double DEFAULT_FALSE_POSITIVES = 0.1;

    private final Numbers numbers;
    private final int functions;
    private final int bitCount;
    private final byte[] bits;

    private BloomFilterWriter(Numbers numbers, int functions, int bitCount)
    {
        this.numbers = numbers;
        this.functions = functions;
        this.bitCount = bitCount;
        bits = new byte[bitCount / Byte.SIZE];
    }

    static BloomFilterWriter of(Field column, OptionMap options)
    {
        DataType type = column.type();
        Layout layout = Layout.of(type);
        if (type instanceof BooleanType || type instanceof DecimalType || layout == Layout.ARRAY || layout == Layout.MAP || layout == Layout.ROW) {
            throw IndexSpec.unfit(column, "bloom-filter");
        }
        long items = options.number("items", DEFAULT_ITEMS);
        double falsePositives = probability(column, options);
        if (items <= 0) {
            throw VarveException.invalid("Option file-index.bloom-filter." + column.name() + ".items of the table must be above 0");
        }
        int wanted = (int) (-items * Math.log(falsePositives) / (Math.log(2) * Math.log(2)));
        int bitCount = wanted + (Byte.SIZE - wanted % Byte.SIZE);
        return new BloomFilterWriter(Numbers.of(type), Math.max(1, (int) Math.round((double) bitCount / items * Math.log(2))), bitCount);
    }

    private static double probability(Field column, OptionMap options)
    {
        String text = options.text("fpp").orElse(null);
        if (text == null) {
            return DEFAULT_FALSE_POSITIVES;
        }
        try {
            double value = Double.parseDouble(text);
            if (value > 0 && value < 1) {
                return value;
            }
        }
        catch (NumberFormatException e) {
            // Reported below.
        }
        throw VarveException.invalid("Option file-index.bloom-filter." + column.name() + ".fpp of the table is '" + text + "', expected is a number between 0 and 1");
    }

    @Override
    public void add(Column column, int from, int to)
    {
        for (int i = from; i < to; i++) {
            if (!column.isNull(i)) {
                add(column instanceof BytesColumn bytes
                        ? XxHash64.hash(bytes.bytes(), bytes.offsets()[i], bytes.length(i))
                        : mix(numbers.value(column, i)));
            }
        }
    }

    private void add(long hash)
    {
        int low = (int) hash;
        int high = (int) (hash >>> Integer.SIZE);
        for (int i = 1; i <= functions; i++) {
            int combined = low + i * high;
            int bit = (combined < 0 ? ~combined : combined) % bitCount;
            bits[bit / Byte.SIZE] |= (byte) (1 << (bit % Byte.SIZE));
        }
    }

    /** The hash of a number that the format prescribes. */
    private static long mix(long number)
    {
        long value = ~number + (number << 21);
        value ^= value >> 24;
        value = value + (value << 3) + (value << 8);
        value ^= value >> 14;
        value = value + (value << 2) + (value << 4);
        value ^= value >> 28;
        return value + (value << 31);
    }

    @Override
    public Optional<byte[]> finish()
    {
        return Optional.of(ByteBuffer.allocate(Integer.BYTES + bits.length).putInt(functions).put(bits).array());
    }
}
