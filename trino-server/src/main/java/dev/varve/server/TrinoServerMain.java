package dev.varve.server;

import dev.varve.process.ParentWatch;
import io.trino.server.Server;

/** The child JVM: a Trino server that lives no longer than the process that started it. */
public final class TrinoServerMain
{
    private TrinoServerMain() {}

    public static void main(String[] args)
    {
        ParentWatch.start();
        new Server().start(args[0]);
    }
}
