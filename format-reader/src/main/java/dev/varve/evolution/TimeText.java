package dev.varve.evolution;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;

/** Dates and times as text and back. */
final class TimeText
{
    private static final int MILLIS_PER_SECOND = 1_000;
    private static final int MILLIS_PER_MINUTE = 60_000;
    private static final int MILLIS_PER_HOUR = 3_600_000;
    private static final int MILLIS_PER_DAY = 86_400_000;
    private static final int NANO_DIGITS = 9;

    /** A date, then perhaps a time down to the second and a fraction. Numbers but the year have up to two digits and may be left out. */
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR_OF_ERA, 4, 10, SignStyle.EXCEEDS_PAD)
            .appendLiteral('-').append(upToTwoDigits(ChronoField.MONTH_OF_YEAR))
            .appendLiteral('-').append(upToTwoDigits(ChronoField.DAY_OF_MONTH))
            .optionalStart()
            .appendLiteral(' ').append(upToTwoDigits(ChronoField.HOUR_OF_DAY))
            .appendLiteral(':').append(upToTwoDigits(ChronoField.MINUTE_OF_HOUR))
            .appendLiteral(':').append(upToTwoDigits(ChronoField.SECOND_OF_MINUTE))
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, NANO_DIGITS, true)
            .optionalEnd()
            .parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
            .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .toFormatter();

    private static DateTimeFormatter upToTwoDigits(ChronoField field)
    {
        return new DateTimeFormatterBuilder().optionalStart().appendValue(field, 1, 2, SignStyle.NOT_NEGATIVE).optionalEnd().toFormatter();
    }

    private TimeText() {}

    /** {@code 2022-01-08}. */
    static String date(int epochDay)
    {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        return padded(4, date.getYear()) + "-" + padded(2, date.getMonthValue()) + "-" + padded(2, date.getDayOfMonth());
    }

    /** {@code 01:01:01.123}; trailing zeros of the fraction are left out, but one digit stays if the precision is above 0. */
    static String time(int millisOfDay, int precision)
    {
        int millis = Math.floorMod(millisOfDay, MILLIS_PER_DAY);
        String text = padded(2, millis / MILLIS_PER_HOUR) + ":" + padded(2, millis / MILLIS_PER_MINUTE % 60) + ":" + padded(2, millis / MILLIS_PER_SECOND % 60);
        if (precision == 0) {
            return text;
        }
        String fraction = padded(3, millis % MILLIS_PER_SECOND);
        return text + "." + withoutTrailingZeros(fraction.substring(0, Math.min(precision, fraction.length())), 1);
    }

    /** {@code 2022-01-08 01:01:01.123}, with so many fractional digits, or more if there are any that are not zero. */
    static String timestamp(LocalDateTime value, int precision)
    {
        String fraction = withoutTrailingZeros(padded(NANO_DIGITS, value.getNano()), precision);
        return date(Math.toIntExact(value.toLocalDate().toEpochDay()))
                + " " + padded(2, value.getHour()) + ":" + padded(2, value.getMinute()) + ":" + padded(2, value.getSecond())
                + (fraction.isEmpty() ? "" : "." + fraction);
    }

    private static String withoutTrailingZeros(String digits, int shortest)
    {
        int end = digits.length();
        while (end > shortest && digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(0, end);
    }

    private static String padded(int width, int value)
    {
        String digits = Integer.toString(value);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }

    /** The epoch day of {@code year[-month[-day]]}; a time after a space is ignored. */
    static int parseDate(String text)
    {
        int space = text.indexOf(' ');
        String[] parts = (space > 0 ? text.substring(0, space) : text).split("-", 3);
        int year = number(parts[0]);
        if (year > 9999) {
            throw new IllegalArgumentException("The year is beyond 9999: " + text);
        }
        int month = parts.length < 2 ? 1 : number(parts[1]);
        int day = parts.length < 3 ? 1 : number(parts[2]);
        return (int) LocalDate.of(year, month, day).toEpochDay();
    }

    /** Milliseconds of {@code hour[:minute[:second[.fraction]]]}, perhaps followed by an offset, which is added. */
    static int parseTime(String text)
    {
        int offset = text.indexOf('-') >= 0 ? text.indexOf('-') : text.indexOf('+');
        String[] parts = (offset < 0 ? text : text.substring(0, offset)).split(":", 3);
        long millis = (long) number(parts[0]) * MILLIS_PER_HOUR;
        if (parts.length > 1) {
            millis += (long) number(parts[1]) * MILLIS_PER_MINUTE;
        }
        if (parts.length > 2) {
            int dot = parts[2].indexOf('.');
            millis += (long) number(dot < 0 ? parts[2] : parts[2].substring(0, dot)) * MILLIS_PER_SECOND;
            millis += dot < 0 ? 0 : fractionMillis(parts[2].substring(dot + 1).trim());
        }
        if (offset >= 0) {
            int sign = text.charAt(offset) == '-' ? -1 : 1;
            String[] offsetParts = text.substring(offset + 1).split(":", 2);
            millis += sign * ((long) number(offsetParts[0]) * MILLIS_PER_HOUR);
            millis += offsetParts.length < 2 ? 0 : sign * ((long) number(offsetParts[1]) * MILLIS_PER_MINUTE);
        }
        return Math.toIntExact(millis);
    }

    /** Three digits, rounded by the fourth. Anything that is not a digit counts as zero. */
    private static int fractionMillis(String digits)
    {
        int millis = 0;
        for (int i = 0; i < 3; i++) {
            char digit = i < digits.length() ? digits.charAt(i) : '0';
            millis = 10 * millis + (digit >= '0' && digit <= '9' ? digit - '0' : 0);
        }
        return digits.length() > 3 && digits.charAt(3) >= '5' ? millis + 1 : millis;
    }

    private static int number(String text)
    {
        String digits = text.trim();
        if (!digits.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw new NumberFormatException("Not a number: " + text);
        }
        return Integer.parseInt(digits);
    }

    /** A date, perhaps with a time; the fraction is cut to the precision. */
    static LocalDateTime parseTimestamp(String text, int precision)
    {
        LocalDateTime parsed = LocalDateTime.parse(text, TIMESTAMP);
        int unit = 1;
        for (int i = precision; i < NANO_DIGITS; i++) {
            unit *= 10;
        }
        return parsed.truncatedTo(ChronoUnit.SECONDS).plusNanos(parsed.getNano() / unit * unit);
    }
}
