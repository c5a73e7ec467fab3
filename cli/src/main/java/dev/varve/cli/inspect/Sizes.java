package dev.varve.cli.inspect;

import java.util.Locale;

/** Numbers as people read them. */
final class Sizes
{
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

    private Sizes() {}

    /** {@code 1.5 MB}: of 1,024 KB, with one digit below ten. */
    static String bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit > 0 && value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }

    static String count(long count)
    {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 12 %}. */
    static String share(long part, long whole)
    {
        return whole == 0 ? "0 %" : Math.round(100.0 * part / whole) + " %";
    }
}
