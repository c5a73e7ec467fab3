package dev.varve.benchmark;

import dev.varve.datafile.DataFileFormats;
import dev.varve.trino.file.TrinoParquetFormat;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;

/** Reads the same tables with Paimon and with Varve, in turn, and prints the times and their ratio. */
@Command(
        name = "varve bench read",
        mixinStandardHelpOptions = true,
        description = {
                "Reads the same tables with Paimon's reader and with Varve, in turn, single-threaded, in one JVM,",
                "touching every value of every row, and prints the best time of each side and the ratio.",
                "Then one bucket of 20 overlapping runs with Varve, by one thread and by two that share it; the ceiling is what two",
                "threads reach here that share nothing."})
public final class ReadBenchmark
        implements Callable<Integer>
{
    @Option(names = "--dir", paramLabel = "DIR", defaultValue = ".varve/bench", description = "Where the tables are made once and kept (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "7", description = "Rounds per table; the best one of each side counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--only", paramLabel = "TEXT", defaultValue = "", description = "Only the lines whose name contains this text.")
    private String only;

    public static void main(String[] arguments)
    {
        // Hadoop tells of every decompressor that it makes.
        LogManager.getLogManager().reset();
        System.exit(new CommandLine(new ReadBenchmark()).execute(arguments));
    }

    @Override
    public Integer call()
            throws Exception
    {
        PrintStream out = System.out;
        BenchmarkTables tables = new BenchmarkTables(directory.toAbsolutePath().normalize(), 200_000, 5_000_000, System.err);
        if (ReadCase.CASES.stream().anyMatch(query -> query.name().contains(only))) {
            tables.make();
        }
        tables.makeOneBucket();
        PaimonSide paimon = new PaimonSide(tables.warehouse());
        VarveSide varve = new VarveSide(tables.warehouse(), DataFileFormats.of(List.of(new TrinoParquetFormat())));

        out.printf(Locale.ROOT, "%-40s %10s %10s %10s %8s %8s%n", "read", "rows", "Paimon s", "Varve s", "ratio", "target");
        boolean same = true;
        for (ReadCase query : ReadCase.CASES) {
            if (!query.name().contains(only)) {
                continue;
            }
            long paimonBest = Long.MAX_VALUE;
            long varveBest = Long.MAX_VALUE;
            Touched expected = null;
            Touched actual = null;
            for (int round = 0; round < rounds; round++) {
                long start = System.nanoTime();
                expected = paimon.read(query);
                long middle = System.nanoTime();
                actual = varve.read(query);
                paimonBest = Math.min(paimonBest, middle - start);
                varveBest = Math.min(varveBest, System.nanoTime() - middle);
            }
            same &= expected.equals(actual);
            out.printf(
                    Locale.ROOT,
                    "%-40s %,10d %10.3f %10.3f %7.1fx %7.1fx%s%n",
                    query.name(),
                    actual.rows(),
                    paimonBest / 1e9,
                    varveBest / 1e9,
                    (double) paimonBest / varveBest,
                    query.target(),
                    expected.equals(actual) ? "" : "  DIFFERENT: Paimon saw " + expected + ", Varve " + actual);
        }
        if (ReadCase.ONE_BUCKET.name().contains(only)) {
            same &= readByTwo(out, varve);
        }
        return same ? 0 : 1;
    }

    /**
     * One bucket by one thread and by two, which share it. What two threads can reach at best depends on the machine, on its memory and on the collector of garbage,
     * so the same is read by two threads that share nothing, too: the ceiling is how much faster these read two buckets than one thread would.
     */
    private boolean readByTwo(PrintStream out, VarveSide varve)
            throws IOException
    {
        long wholeBest = Long.MAX_VALUE;
        long oneBest = Long.MAX_VALUE;
        long twoBest = Long.MAX_VALUE;
        long apartBest = Long.MAX_VALUE;
        Touched whole = null;
        Touched one = null;
        Touched two = null;
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            one = varve.read(ReadCase.ONE_BUCKET, 1);
            long afterOne = System.nanoTime();
            two = varve.read(ReadCase.ONE_BUCKET, 2);
            long afterTwo = System.nanoTime();
            varve.readApart(ReadCase.ONE_BUCKET, 2);
            long afterApart = System.nanoTime();
            whole = varve.read(ReadCase.ONE_BUCKET);
            wholeBest = Math.min(wholeBest, System.nanoTime() - afterApart);
            oneBest = Math.min(oneBest, afterOne - start);
            twoBest = Math.min(twoBest, afterTwo - afterOne);
            apartBest = Math.min(apartBest, afterApart - afterTwo);
        }
        boolean same = one.equals(two) && one.equals(whole);
        out.printf(Locale.ROOT, "%n%-40s %10s %10s %10s %8s %8s %8s %12s%n", "Varve", "rows", "1 thread", "2 threads", "ratio", "target", "ceiling", "1, not cut");
        out.printf(
                Locale.ROOT,
                "%-40s %,10d %10.3f %10.3f %7.2fx %7.1fx %7.2fx %12.3f%s%n",
                ReadCase.ONE_BUCKET.name(),
                two.rows(),
                oneBest / 1e9,
                twoBest / 1e9,
                (double) oneBest / twoBest,
                ReadCase.ONE_BUCKET.target(),
                2.0 * oneBest / apartBest,
                wholeBest / 1e9,
                same ? "" : "  DIFFERENT: one thread saw " + one + ", two saw " + two + ", and without ranges there is " + whole);
        return same;
    }
}
