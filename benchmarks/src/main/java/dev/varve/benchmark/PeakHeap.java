package dev.varve.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.concurrent.Callable;

/**
 * How much heap something keeps alive at most: it is collected again and again while that runs, and what is left is compared with what was there
 * before. Slow, so nothing to take times with.
 */
final class PeakHeap
{
    private static final long PAUSE_MILLIS = 100;

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private volatile boolean done;
    private volatile long peak;

    private PeakHeap() {}

    /** Bytes. */
    static long of(Callable<?> work)
            throws Exception
    {
        PeakHeap heap = new PeakHeap();
        long before = heap.collected();
        Thread sampling = new Thread(heap::sample, "peak-heap");
        sampling.start();
        try {
            work.call();
        }
        finally {
            heap.done = true;
            sampling.join();
        }
        return Math.max(0, heap.peak - before);
    }

    private void sample()
    {
        while (!done) {
            peak = Math.max(peak, collected());
            try {
                Thread.sleep(PAUSE_MILLIS);
            }
            catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private long collected()
    {
        System.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
