package dev.varve.benchmark;

import dev.varve.FileSystemCatalog;
import dev.varve.TableVersion;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.scan.PlanMetrics.Counter;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;
import dev.varve.trino.file.MetadataCache;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.ReadBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;

/** Plans scans of the same large table with Paimon and with Varve, in turn, and prints the times and their ratio. */
@Command(
        name = "varve bench plan",
        mixinStandardHelpOptions = true,
        description = {
                "Plans scans of a table of very many data files with Paimon's planner and with Varve's, in turn, from opening",
                "the table to the last split, and prints the best time of each side and the ratio. No data file exists. First with new catalogs",
                "in each round, then with catalogs that keep metadata: Paimon's with its caches, Varve's with that of the connector."})
public final class PlanBenchmark
        implements Callable<Integer>
{
    private static final double TARGET = 2.0;
    private static final int PARTITIONS_PER_COMMIT = 100;
    /** As the connector's. */
    private static final long CACHE_BYTES = 64 << 20;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = ".varve/bench", description = "Where the table is made once and kept (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "7", description = "Rounds per scan; the best one of each side counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--partitions", paramLabel = "N", defaultValue = "2000", description = "Partitions of the table (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(names = "--files", paramLabel = "N", defaultValue = "50", description = "Data files in each partition (default: ${DEFAULT-VALUE}).")
    private int filesPerPartition;

    public static void main(String[] arguments)
    {
        LogManager.getLogManager().reset();
        System.exit(new CommandLine(new PlanBenchmark()).execute(arguments));
    }

    @Override
    public Integer call()
            throws Exception
    {
        PrintStream out = System.out;
        Path warehouse = directory.toAbsolutePath().normalize();
        PlanTable table = new PlanTable(warehouse, "files_%s_%s".formatted(partitions, filesPerPartition), partitions, filesPerPartition, PARTITIONS_PER_COMMIT);
        Path done = warehouse.resolve(table.name() + ".done");
        if (!Files.exists(done)) {
            System.err.println("Making table " + table.name() + " ...");
            table.make();
            Files.createFile(done);
        }
        out.printf(Locale.ROOT, "%-40s %10s %10s %10s %8s %8s%n", "plan", "files", "Paimon s", "Varve s", "ratio", "target");
        boolean same = true;
        for (boolean warm : List.of(false, true)) {
            for (OptionalInt partition : List.of(OptionalInt.empty(), OptionalInt.of(partitions / 2))) {
                same &= compare(out, table, partition, warm);
            }
        }
        return same ? 0 : 1;
    }

    /** @param warm whether the catalogs of both sides are kept from round to round, with what they keep of metadata */
    private boolean compare(PrintStream out, PlanTable table, OptionalInt partition, boolean warm)
            throws Exception
    {
        long paimonBest = Long.MAX_VALUE;
        long varveBest = Long.MAX_VALUE;
        long expected = 0;
        Planned actual = null;
        try (Catalog paimon = paimonCatalog(table)) {
            FileSystemCatalog varve = varveCatalog(table, new MetadataCache(CACHE_BYTES).over(new LocalStorage(), "benchmark"));
            for (int round = 0; round < rounds; round++) {
                long start = System.nanoTime();
                expected = warm ? paimon(paimon, table, partition) : paimon(table, partition);
                long middle = System.nanoTime();
                actual = warm ? varve(varve, table, partition) : varve(table, partition);
                paimonBest = Math.min(paimonBest, middle - start);
                varveBest = Math.min(varveBest, System.nanoTime() - middle);
            }
        }
        out.printf(
                Locale.ROOT,
                "%-40s %,10d %10.3f %10.3f %7.1fx %7.1fx  %s of %s manifests read, first split after %s%s%n",
                (partition.isPresent() ? "one partition" : "all partitions") + (warm ? ", metadata kept" : ""),
                actual.files(),
                paimonBest / 1e9,
                varveBest / 1e9,
                (double) paimonBest / varveBest,
                TARGET,
                actual.manifestsRead(),
                actual.manifests(),
                actual.manifestsBeforeFirstSplit(),
                expected == actual.files() ? "" : "  DIFFERENT: Paimon planned " + expected + " files");
        return expected == actual.files();
    }

    private static Catalog paimonCatalog(PlanTable planned)
    {
        return CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(planned.warehouse().toUri())));
    }

    private static FileSystemCatalog varveCatalog(PlanTable planned, Storage storage)
    {
        return FileSystemCatalog.open(storage, StoragePath.of(planned.warehouse().toString()));
    }

    /** How many files are in the splits, nothing known before. */
    static long paimon(PlanTable planned, OptionalInt partition)
            throws Exception
    {
        try (Catalog catalog = paimonCatalog(planned)) {
            return paimon(catalog, planned, partition);
        }
    }

    private static long paimon(Catalog catalog, PlanTable planned, OptionalInt partition)
            throws Exception
    {
        Table table = catalog.getTable(Identifier.create(PlanTable.DATABASE, planned.name()));
        ReadBuilder builder = table.newReadBuilder();
        if (partition.isPresent()) {
            builder.withFilter(new PredicateBuilder(table.rowType()).equal(0, partition.getAsInt()));
        }
        return builder.newScan().plan().splits().stream().mapToLong(split -> ((DataSplit) split).dataFiles().size()).sum();
    }

    /**
     * @param files in the splits
     * @param manifests of the snapshot
     * @param manifestsBeforeFirstSplit how many had been read when the first split was there
     */
    record Planned(long files, long manifests, long manifestsRead, long manifestsBeforeFirstSplit) {}

    /** Nothing known before. */
    static Planned varve(PlanTable planned, OptionalInt partition)
    {
        return varve(varveCatalog(planned, new LocalStorage()), planned, partition);
    }

    private static Planned varve(FileSystemCatalog catalog, PlanTable planned, OptionalInt partition)
    {
        TableVersion table = catalog.table(PlanTable.DATABASE, planned.name()).latest();
        Optional<Predicate> predicate = partition.isPresent()
                ? Optional.of(new Compare(0, table.schema().fields().field(0).type(), Comparison.EQUAL, (long) partition.getAsInt()))
                : Optional.empty();
        long files = 0;
        long beforeFirst = 0;
        try (SplitSource splits = table.plan(ScanRequest.of(predicate))) {
            for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
                beforeFirst = files == 0 ? splits.metrics().get(Counter.MANIFESTS_READ) : beforeFirst;
                files += split.get().files().size();
            }
            long read = splits.metrics().get(Counter.MANIFESTS_READ);
            return new Planned(files, read + splits.metrics().get(Counter.MANIFESTS_SKIPPED), read, beforeFirst);
        }
    }
}
