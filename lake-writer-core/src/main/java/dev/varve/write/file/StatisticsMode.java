package dev.varve.write.file;

import dev.varve.error.VarveException;
import dev.varve.type.BinaryType;
import dev.varve.type.DataType;
import dev.varve.type.VarBinaryType;
import dev.varve.write.file.format.ColumnSummary;
import io.airlift.slice.Slice;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of what is known of a column is kept in the manifest: {@code none}, {@code counts} (of nulls), {@code full}, or
 * {@code truncate(n)}, which keeps the first n characters of text.
 *
 * @param length in characters; {@link Integer#MAX_VALUE} if text is kept whole
 */
record StatisticsMode(Kind kind, int length)
{
    enum Kind
    {
        NONE,
        COUNTS,
        BOUNDS,
    }

    static final StatisticsMode NONE = new StatisticsMode(Kind.NONE, 0);
    /** Of key columns, whatever the options say. */
    static final StatisticsMode KEY = new StatisticsMode(Kind.BOUNDS, 128);

    private static final Pattern TRUNCATE = Pattern.compile("TRUNCATE\\((\\d{1,9})\\)");

    /** @param option where the text comes from, for the message if it makes no sense */
    static StatisticsMode parse(String option, String text)
    {
        String mode = text.toUpperCase(Locale.ROOT);
        Matcher truncate = TRUNCATE.matcher(mode);
        if (truncate.matches() && Integer.parseInt(truncate.group(1)) > 0) {
            return new StatisticsMode(Kind.BOUNDS, Integer.parseInt(truncate.group(1)));
        }
        return switch (mode) {
            case "NONE" -> NONE;
            case "COUNTS" -> new StatisticsMode(Kind.COUNTS, 0);
            case "FULL" -> new StatisticsMode(Kind.BOUNDS, Integer.MAX_VALUE);
            default -> throw VarveException.invalid("Option " + option + " of the table is '" + text + "', expected is none, counts, full or truncate(n)");
        };
    }

    /** What of a summary is kept. Readers of the format do not expect bounds of binary columns. */
    ColumnSummary apply(DataType type, ColumnSummary summary)
    {
        if (kind == Kind.NONE) {
            return ColumnSummary.NONE;
        }
        boolean binary = type instanceof BinaryType || type instanceof VarBinaryType;
        if (kind == Kind.COUNTS || binary) {
            return new ColumnSummary(null, null, summary.nullCount());
        }
        if (summary.min() instanceof Slice min && summary.max() instanceof Slice max) {
            return truncate(min, max, summary.nullCount());
        }
        return summary;
    }

    private ColumnSummary truncate(Slice min, Slice max, OptionalLong nullCount)
    {
        Optional<Slice> upper = TextBounds.upper(max, length);
        return upper.isPresent()
                ? new ColumnSummary(TextBounds.lower(min, length), upper.get(), nullCount)
                : new ColumnSummary(null, null, nullCount);
    }
}
