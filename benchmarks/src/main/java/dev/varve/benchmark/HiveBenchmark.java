package dev.varve.benchmark;

import dev.varve.hiveserver.HiveDistribution;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Asks Hive the same of the same tables with Paimon's storage handler and with Varve's, in turn, and prints the times and their ratio. */
@Command(
        name = "varve bench hive",
        mixinStandardHelpOptions = true,
        description = {
                "Asks two Hives the same queries in turn, one with Paimon's storage handler (made to run in Hive 4) and one",
                "with Varve's, both on Tez in one JVM of the same settings, and prints the best time of each and the ratio.",
                "Times are those of whole statements: planning, starting tasks and fetching included. Varve's numbers of rows are",
                "checked against those of Paimon's own reader; where Paimon's handler says something else, that is printed."})
public final class HiveBenchmark
        implements Callable<Integer>
{
    @Option(names = "--dir", paramLabel = "DIR", defaultValue = ".varve/bench", description = "Where the tables are made once and kept (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds per query; the best one of each side counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--only", paramLabel = "TEXT", defaultValue = "", description = "Only the lines whose name contains this text.")
    private String only;

    public static void main(String[] arguments)
    {
        System.exit(new CommandLine(new HiveBenchmark()).execute(arguments));
    }

    @Override
    public Integer call()
            throws Exception
    {
        PrintStream out = System.out;
        BenchmarkTables tables = new BenchmarkTables(directory.toAbsolutePath().normalize(), 200_000, 5_000_000, System.err);
        tables.makeOthers();
        Path home = Path.of(System.getProperty("varve.home"));
        Path hive = home.resolve("hive-server/target/dist");
        Path state = directory.toAbsolutePath().resolve("hive");
        HiveDistribution peer = new HiveDistribution(hive, List.of(home.resolve("product-tests/peers/hive-handler/target/lib")));

        out.printf(Locale.ROOT, "%-40s %10s %10s %8s %8s%n", "query in Hive on Tez", "Paimon s", "Varve s", "ratio", "target");
        boolean right = true;
        PaimonSide reader = new PaimonSide(tables.warehouse());
        try (HiveSide paimon = HiveSide.start(peer, state, "dev.varve.product.peer.handler.PaimonInHive4", tables.warehouse());
                HiveSide varve = HiveSide.start(new HiveDistribution(hive), state, "dev.varve.hive.VarveStorageHandler", tables.warehouse())) {
            for (HiveCase query : HiveCase.CASES) {
                if (!query.name().contains(only)) {
                    continue;
                }
                long paimonBest = Long.MAX_VALUE;
                long varveBest = Long.MAX_VALUE;
                List<List<String>> expected = null;
                List<List<String>> actual = null;
                for (int round = 0; round < rounds; round++) {
                    long start = System.nanoTime();
                    expected = paimon.query(query.sql());
                    long middle = System.nanoTime();
                    actual = varve.query(query.sql());
                    paimonBest = Math.min(paimonBest, middle - start);
                    varveBest = Math.min(varveBest, System.nanoTime() - middle);
                }
                Optional<Long> told = query.rows(actual);
                boolean complete = told.isEmpty() || told.get() == reader.rows(query.table());
                right &= complete;
                out.printf(
                        Locale.ROOT,
                        "%-40s %10.3f %10.3f %7.1fx %7.1fx%s%n",
                        query.name(),
                        paimonBest / 1e9,
                        varveBest / 1e9,
                        (double) paimonBest / varveBest,
                        query.target(),
                        (complete ? "" : "  WRONG: Varve says " + actual) + (expected.equals(actual) ? "" : "  Paimon's handler says " + expected));
            }
        }
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        out.printf(Locale.ROOT, "load of the machine in the last minute: %.1f, on %d processors%n", machine.getSystemLoadAverage(), machine.getAvailableProcessors());
        return right ? 0 : 1;
    }
}
