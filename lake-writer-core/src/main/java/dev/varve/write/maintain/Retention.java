package dev.varve.write.maintain;

import java.time.Duration;

import static java.util.Objects.requireNonNull;

/**
 * How many of something that grows with every commit are kept, and how long.
 *
 * @param min so many of the newest are kept, however old they are
 * @param max of more than so many the older go, however young they are
 * @param time younger ones are kept
 */
public record Retention(long min, long max, Duration time)
{
    public Retention
    {
        requireNonNull(time, "time is null");
        if (min < 1 || max < min) {
            throw new IllegalArgumentException("At least " + min + " and at most " + max + " are to be kept");
        }
    }
}
