package dev.varve.benchmark;

import org.openjdk.jmh.Main;

import java.io.IOException;
import java.util.logging.LogManager;

/** The parts that decide how fast reads are, each on its own, measured by JMH with JMH's own options. */
public final class MicroBenchmark
{
    private MicroBenchmark() {}

    public static void main(String[] arguments)
            throws IOException
    {
        // Hadoop tells of every decompressor that it makes.
        LogManager.getLogManager().reset();
        Main.main(arguments);
    }
}
