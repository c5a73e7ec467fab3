package dev.varve.benchmark;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;
import java.util.stream.Stream;

/** Writes the same rows with Paimon and with Varve, in turn, and prints the times and their ratio. */
@Command(
        name = "varve bench write",
        mixinStandardHelpOptions = true,
        description = {
                "Writes the same rows with Paimon's writer and with Varve, in turn, in one JVM, each time to a new table,",
                "checks that both tables hold the same, and prints the best time of each side and the ratio."})
public final class WriteBenchmark
        implements Callable<Integer>
{
    private static final int UNIT = 200_000;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = ".varve/bench-write", description = "Where the tables are made; they are deleted again (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds per line; the best one of each side counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--only", paramLabel = "TEXT", defaultValue = "", description = "Only the lines whose name contains this text.")
    private String only;

    @Option(names = "--memory", description = "Then write once more with Varve, untimed, collecting garbage all the time, and tell how much heap was alive.")
    private boolean memory;

    public static void main(String[] arguments)
    {
        // Hadoop tells of every compressor that it makes.
        LogManager.getLogManager().reset();
        System.exit(new CommandLine(new WriteBenchmark()).execute(arguments));
    }

    @Override
    public Integer call()
            throws Exception
    {
        PrintStream out = System.out;
        Path warehouse = directory.toAbsolutePath().normalize();
        out.printf(Locale.ROOT, "%-40s %10s %10s %10s %8s %8s%n", "write", "rows", "Paimon s", "Varve s", "ratio", "target");
        boolean same = true;
        for (WriteCase line : WriteCase.cases(UNIT)) {
            if (line.name().contains(only)) {
                same &= run(line, warehouse, out);
            }
        }
        return same ? 0 : 1;
    }

    private boolean run(WriteCase line, Path warehouse, PrintStream out)
            throws Exception
    {
        System.err.println(line.name() + ": making rows ...");
        WriteRound round = new WriteRound(line, warehouse);
        boolean equal = true;
        for (int i = 1; i <= rounds; i++) {
            System.err.println(line.name() + ": round " + i + " of " + rounds + " ...");
            try {
                round.run();
                equal &= round.varveContent().equals(round.paimonContent());
            }
            finally {
                delete(warehouse);
            }
        }
        out.printf(
                Locale.ROOT,
                "%-40s %,10d %10.3f %10.3f %7.1fx %7.1fx%s%n",
                line.name(),
                line.rows(),
                round.paimonBest() / 1e9,
                round.varveBest() / 1e9,
                (double) round.paimonBest() / round.varveBest(),
                line.target(),
                equal ? "" : "  DIFFERENT: the tables do not hold the same rows");
        if (round.peakBytes() > 0) {
            out.printf(
                    Locale.ROOT,
                    "  memory: a buffer of %,d MiB, of which the writer took %,d at most by its own account, compaction not counted%n",
                    WriteCase.BUFFER_BYTES >> 20,
                    round.peakBytes() >> 20);
        }
        if (memory) {
            try {
                out.printf(Locale.ROOT, "  memory: %,d MiB of heap were alive at most, compaction counted%n", round.peakHeap() >> 20);
            }
            finally {
                delete(warehouse);
            }
        }
        return equal;
    }

    private static void delete(Path directory)
            throws IOException
    {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
