package dev.varve.process;

import java.io.IOException;

/**
 * Ends the JVM with the process that started it: that one holds the other end of standard input and never writes to it, and when it is
 * gone, however it went, the stream ends. Nothing is shut down in order: what such servers keep is disposable, or survives a crash.
 */
public final class ParentWatch
{
    private ParentWatch() {}

    public static void start()
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
