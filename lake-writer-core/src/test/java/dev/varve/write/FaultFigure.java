package dev.varve.write;

import org.testng.ISuite;
import org.testng.ISuiteListener;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts the faults that tests inject, and those after which everything was as it should be; tells the figure once, when all tests are through. Tests that
 * inject faults name it in {@code @Listeners}.
 */
public final class FaultFigure
        implements ISuiteListener
{
    private static final Map<String, Count> COUNTS = new TreeMap<>();

    private static final class Count
    {
        private int injected;
        private int survived;

        @Override
        public String toString()
        {
            return survived == injected ? Integer.toString(injected) : survived + " of " + injected;
        }
    }

    /** One more point at which something goes wrong. */
    public static synchronized void injected(String area)
    {
        COUNTS.computeIfAbsent(area, key -> new Count()).injected++;
    }

    /** Everything is as it should be after the fault that was injected last. */
    public static synchronized void survived(String area)
    {
        COUNTS.get(area).survived++;
    }

    @Override
    public void onFinish(ISuite suite)
    {
        synchronized (FaultFigure.class) {
            if (!COUNTS.isEmpty()) {
                System.out.printf(
                        "faults: %d points injected, %d survived (%s)%n",
                        COUNTS.values().stream().mapToInt(count -> count.injected).sum(),
                        COUNTS.values().stream().mapToInt(count -> count.survived).sum(),
                        COUNTS.entrySet().stream().map(entry -> entry.getKey() + ": " + entry.getValue()).collect(Collectors.joining(", ")));
                COUNTS.clear();
            }
        }
    }
}
