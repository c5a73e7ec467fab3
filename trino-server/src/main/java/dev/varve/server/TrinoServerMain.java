package dev.varve.server;

import io.trino.server.Server;

import java.io.IOException;

/**
 * The child JVM: a Trino server that lives no longer than the process that started it.
 *
 * <p>The parent holds the other end of standard input and never writes to it; when the parent is gone, however it went,
 * the stream ends and so does the server. Its state is disposable, so nothing is shut down in order.
 */
public final class TrinoServerMain
{
    private TrinoServerMain() {}

    public static void main(String[] args)
    {
        Thread.ofPlatform().daemon().name("parent-watch").start(TrinoServerMain::haltWithParent);
        new Server().start(args[0]);
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
