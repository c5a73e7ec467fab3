package dev.varve.hiveserver;

import java.io.IOException;

/**
 * Ends the JVM with the process that started it: that one holds the other end of standard input and never writes to it, and when it is
 * gone, however it went, the stream ends. Derby recovers what it had committed, so nothing is shut down in order.
 */
final class ParentWatch
{
    private ParentWatch() {}

    static void start()
    {
        Thread.ofPlatform().daemon().name("parent-watch").start(ParentWatch::haltWithParent);
    }

    private static void haltWithParent()
    {
        try {
            while (System.in.read() >= 0) {
                // the parent says nothing
            }
        }
        catch (IOException e) {
            // a broken pipe is an ended one
        }
        Runtime.getRuntime().halt(0);
    }
}
