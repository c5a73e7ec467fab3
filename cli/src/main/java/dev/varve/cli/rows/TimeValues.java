package dev.varve.cli.rows;

import dev.varve.type.Timestamp;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and times from ISO text; months, days, hours and fractions may have fewer digits than ISO asks for. */
final class TimeValues
{
    private static final String DATE = "([+-]?\\d{4,9})-(\\d{1,2})-(\\d{1,2})";
    private static final String TIME = "(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{1,9}))?)?";
    private static final Pattern DATES = Pattern.compile(DATE);
    private static final Pattern TIMES = Pattern.compile(TIME);
    private static final Pattern TIMESTAMPS = Pattern.compile(DATE + "(?:[T ]" + TIME + ")?");
    private static final Pattern ZONED = Pattern.compile("(.*?) ?(Z|[+-]\\d{2}:?\\d{2})");
    private static final int NANO_DIGITS = 9;

    private TimeValues() {}

    /** Days since 1970-01-01. */
    static int date(String text)
            throws ValueException
    {
        Matcher matcher = DATES.matcher(text);
        if (!matcher.matches()) {
            throw new ValueException("'" + text + "' is no date such as 2024-01-31");
        }
        long days = date(text, matcher).toEpochDay();
        if (days != (int) days) {
            throw new ValueException("'" + text + "' is out of the range of dates");
        }
        return (int) days;
    }

    /** Milliseconds of the day. */
    static int time(String text, int precision)
            throws ValueException
    {
        Matcher matcher = TIMES.matcher(text);
        if (!matcher.matches()) {
            throw new ValueException("'" + text + "' is no time such as 12:34:56");
        }
        LocalTime time = time(text, matcher, 1, Math.min(precision, 3));
        return (int) (time.toNanoOfDay() / 1_000_000);
    }

    static Timestamp timestamp(String text, int precision)
            throws ValueException
    {
        return timestamp(text, localDateTime(text, precision).atOffset(ZoneOffset.UTC));
    }

    static Timestamp instant(String text, int precision)
            throws ValueException
    {
        Matcher matcher = ZONED.matcher(text);
        if (!matcher.matches() || !matcher.group(1).contains(":")) {
            throw new ValueException("'" + text + "' is no instant such as 2024-01-31T12:34:56Z, with its time zone");
        }
        return timestamp(text, localDateTime(matcher.group(1), precision).atOffset(ZoneOffset.of(matcher.group(2))));
    }

    private static Timestamp timestamp(String text, OffsetDateTime time)
            throws ValueException
    {
        try {
            return new Timestamp(
                    Math.addExact(Math.multiplyExact(time.toEpochSecond(), 1_000_000), time.getNano() / 1_000),
                    time.getNano() % 1_000);
        }
        catch (ArithmeticException e) {
            throw new ValueException("'" + text + "' is out of the range of timestamps");
        }
    }

    private static LocalDateTime localDateTime(String text, int precision)
            throws ValueException
    {
        Matcher matcher = TIMESTAMPS.matcher(text);
        if (!matcher.matches()) {
            throw new ValueException("'" + text + "' is no timestamp such as 2024-01-31T12:34:56.789");
        }
        LocalTime time = matcher.group(4) == null ? LocalTime.MIDNIGHT : time(text, matcher, 4, precision);
        return LocalDateTime.of(date(text, matcher), time);
    }

    private static LocalDate date(String text, Matcher matcher)
            throws ValueException
    {
        try {
            return LocalDate.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)));
        }
        catch (DateTimeException e) {
            throw new ValueException("'" + text + "' is no date: " + e.getMessage());
        }
    }

    private static LocalTime time(String text, Matcher matcher, int group, int precision)
            throws ValueException
    {
        int second = matcher.group(group + 2) == null ? 0 : Integer.parseInt(matcher.group(group + 2));
        try {
            return LocalTime.of(Integer.parseInt(matcher.group(group)), Integer.parseInt(matcher.group(group + 1)), second, nanos(text, matcher.group(group + 3), precision));
        }
        catch (DateTimeException e) {
            throw new ValueException("'" + text + "' is no time: " + e.getMessage());
        }
    }

    private static int nanos(String text, String digits, int precision)
            throws ValueException
    {
        if (digits == null) {
            return 0;
        }
        for (int i = precision; i < digits.length(); i++) {
            if (digits.charAt(i) != '0') {
                throw new ValueException("'" + text + "' has more than " + precision + " fractional digits");
            }
        }
        return Integer.parseInt(digits + "0".repeat(NANO_DIGITS - digits.length()));
    }
}
