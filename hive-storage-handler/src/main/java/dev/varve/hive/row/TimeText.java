package dev.varve.hive.row;

import dev.varve.error.VarveException;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;

/** A time of day as text, which is what Hive shows of it: {@code 10:15:00}, with as many digits of the second as the column has. */
public final class TimeText
{
    private static final int MILLIS_PER_SECOND = 1_000;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int MAX_DIGITS = 9;

    private TimeText() {}

    /**
     * @param millis of the day
     * @param precision digits of the second, of which the format holds three
     */
    public static String of(int millis, int precision)
    {
        int seconds = Math.floorDiv(millis, MILLIS_PER_SECOND);
        StringBuilder text = new StringBuilder();
        digits(text, seconds / SECONDS_PER_HOUR).append(':');
        digits(text, seconds / SECONDS_PER_MINUTE % SECONDS_PER_MINUTE).append(':');
        digits(text, seconds % SECONDS_PER_MINUTE);
        if (precision > 0) {
            int fraction = Math.floorMod(millis, MILLIS_PER_SECOND);
            String nanos = fraction / 100 + "" + fraction / 10 % 10 + fraction % 10 + "000000";
            text.append('.').append(nanos, 0, Math.min(precision, MAX_DIGITS));
        }
        return text.toString();
    }

    /**
     * The milliseconds of the day that a text tells; finer digits are cut.
     *
     * @param column for the message
     * @throws VarveException of kind INVALID_REQUEST if it is no time of day
     */
    static int parse(String column, String text)
    {
        try {
            return LocalTime.parse(text.strip()).get(ChronoField.MILLI_OF_DAY);
        }
        catch (DateTimeParseException e) {
            throw new VarveException(VarveException.Kind.INVALID_REQUEST, "'" + text + "' is no time of day for column '" + column + "': write 10:15:00", e);
        }
    }

    private static StringBuilder digits(StringBuilder text, int number)
    {
        return text.append(number / 10).append(number % 10);
    }
}
