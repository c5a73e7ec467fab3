package dev.varve.column;

/**
 * Digests of 128 bits of whole rows, by which rows that are {@linkplain SameValues the same} can be found without comparing them: that two rows that
 * differ have the same is too unlikely to happen, unless somebody constructs them.
 *
 * <p>Computed column by column for all rows of a batch. Reused from batch to batch; not safe for use by several threads.
 */
public final class RowDigests
{
    private static final long NULL = 0x9E3779B97F4A7C15L;
    private static final long FIRST_SEED = 0xC2B2AE3D27D4EB4FL;
    private static final long SECOND_SEED = 0x165667B19E3779F9L;

    private long[] high = new long[0];
    private long[] low = new long[0];

    /** Starts with rows without values. */
    public void start(int rows)
    {
        if (high.length < rows) {
            high = new long[rows];
            low = new long[rows];
        }
        for (int i = 0; i < rows; i++) {
            high[i] = FIRST_SEED;
            low[i] = SECOND_SEED;
        }
    }

    /** Adds a value to each row: that at the position of the row. Columns are added in the same order always. */
    public void add(Column column, int rows)
    {
        for (int i = 0; i < rows; i++) {
            high[i] = mix(high[i], digest(column, i, FIRST_SEED));
            low[i] = mix(low[i], digest(column, i, SECOND_SEED));
        }
    }

    public long high(int row)
    {
        return high[row];
    }

    public long low(int row)
    {
        return low[row];
    }

    private static long digest(Column column, int i, long seed)
    {
        if (column.isNull(i)) {
            return mix(seed, NULL);
        }
        if (column instanceof DictionaryColumn dictionary) {
            return digest(dictionary.dictionary(), dictionary.ids()[i], seed);
        }
        if (column instanceof ConstantColumn constant) {
            return digest(constant.value(), 0, seed);
        }
        if (column instanceof ByteColumn bytes) {
            return mix(seed, bytes.values()[i]);
        }
        if (column instanceof ShortColumn shorts) {
            return mix(seed, shorts.values()[i]);
        }
        if (column instanceof IntColumn ints) {
            return mix(seed, ints.values()[i]);
        }
        if (column instanceof LongColumn longs) {
            return mix(seed, longs.values()[i]);
        }
        if (column instanceof Int128Column wide) {
            return mix(mix(seed, wide.high(i)), wide.low(i));
        }
        if (column instanceof Fixed12Column times) {
            return mix(mix(seed, times.epochMicros(i)), times.picosOfMicro(i));
        }
        if (column instanceof BytesColumn text) {
            return digest(text, i, seed);
        }
        if (column instanceof ArrayColumn array) {
            return elements(array.elements(), array.offsets()[i], array.offsets()[i + 1], seed);
        }
        if (column instanceof MapColumn map) {
            return entries(map.keys(), map.values(), map.offsets()[i], map.offsets()[i + 1], seed);
        }
        if (column instanceof RowColumn row) {
            long digest = mix(seed, row.fields().size());
            for (Column field : row.fields()) {
                digest = mix(digest, digest(field, i, seed));
            }
            return digest;
        }
        throw new IllegalArgumentException("No digest of a " + column.getClass().getSimpleName());
    }

    private static long digest(BytesColumn column, int i, long seed)
    {
        int start = column.offsets()[i];
        int length = column.length(i);
        long digest = mix(seed, length);
        int position = 0;
        for (; position + Long.BYTES <= length; position += Long.BYTES) {
            digest = mix(digest, column.bytes().getLong(start + position));
        }
        long rest = 0;
        for (; position < length; position++) {
            rest = rest << Byte.SIZE | column.bytes().getUnsignedByte(start + position);
        }
        return mix(digest, rest);
    }

    private static long elements(Column elements, int start, int end, long seed)
    {
        long digest = mix(seed, end - start);
        for (int i = start; i < end; i++) {
            digest = mix(digest, digest(elements, i, seed));
        }
        return digest;
    }

    /** The same in whatever order the entries are. */
    private static long entries(Column keys, Column values, int start, int end, long seed)
    {
        long sum = 0;
        for (int i = start; i < end; i++) {
            sum += mix(digest(keys, i, seed), digest(values, i, seed));
        }
        return mix(mix(seed, end - start), sum);
    }

    private static long mix(long digest, long value)
    {
        long mixed = (digest ^ Long.rotateLeft(value * 0x9FB21C651E98DF25L, 31)) * 0xD6E8FEB86659FD93L;
        mixed ^= mixed >>> 32;
        mixed = (mixed + value) * 0xA0761D6478BD642FL;
        return mixed ^ mixed >>> 29;
    }
}
