package dev.varve.product.paimon;

import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.rows.RowSet;
import dev.varve.product.rows.SqlType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.VarCharType;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Makes random tables until time is up and compares what a client reads from them with what Paimon reads. */
public final class RandomRun
        implements AutoCloseable
{
    private static final String DATABASE = "random";
    private static final int PROBLEMS_SHOWN = 5;
    private static final int REFUSED_BY_CHANCE = 10;

    private final String client;
    private final boolean oneTimeZone;
    private final Duration budget;
    private final long firstSeed;
    private final Path warehouse;
    private final Catalog catalog;
    private final PaimonReader paimon;
    private int tables;
    private int refused;
    private int queries;
    private long rows;

    private RandomRun(String client, boolean oneTimeZone, Duration budget, long firstSeed, Path warehouse)
            throws Exception
    {
        this.client = client;
        this.oneTimeZone = oneTimeZone;
        this.budget = budget;
        this.firstSeed = firstSeed;
        this.warehouse = warehouse;
        catalog = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri())));
        catalog.createDatabase(DATABASE, true);
        paimon = PaimonReader.open(warehouse);
    }

    /**
     * Starts with the seed of the system property {@code varve.seed}, or one of its own, and prints it.
     *
     * @param oneTimeZone whether the client reads in the time zone of this JVM
     */
    public static RandomRun start(String client, boolean oneTimeZone, Duration budget)
            throws Exception
    {
        long seed = Long.getLong("varve.seed", System.nanoTime() & 0xFFFF_FFFFL);
        System.out.printf("random tables, %s: -Dvarve.seed=%s%n", client, seed);
        Path parent = Path.of("target", "random").toAbsolutePath();
        Files.createDirectories(parent);
        return new RandomRun(client, oneTimeZone, budget, seed, Files.createTempDirectory(parent, client + "-"));
    }

    public Path warehouse()
    {
        return warehouse;
    }

    /** Fails if the client returns other rows for any query. */
    public void compare(RandomClient subject)
            throws Exception
    {
        List<String> problems = new ArrayList<>();
        long deadline = System.nanoTime() + budget.toNanos();
        for (long seed = firstSeed; System.nanoTime() < deadline || tables == 0 && refused < REFUSED_BY_CHANCE; seed++) {
            problems.addAll(compareTable(seed, subject));
            if (problems.size() >= PROBLEMS_SHOWN) {
                break;
            }
        }
        System.out.printf("random tables, %s: seeds from %,d on: %,d tables (%,d more that Paimon refused), %,d queries, %,d rows, %s problems%n",
                client, firstSeed, tables, refused, queries, rows, problems.size());
        problems.forEach(System.out::println);
        assertThat(problems).withFailMessage(() -> String.join("\n\n", problems)).isEmpty();
        // On a slow machine there is time for a table or two only.
        assertThat(refused).as("tables that Paimon refused, against those that were made").isLessThan(tables + REFUSED_BY_CHANCE);
    }

    private List<String> compareTable(long seed, RandomClient subject)
            throws Exception
    {
        Random random = new Random(seed);
        Identifier identifier = Identifier.create(DATABASE, "t" + seed);
        List<String> history;
        try {
            history = RandomTable.create(catalog, identifier, random, warehouse.resolve("temporary"), oneTimeZone);
        }
        catch (RandomTable.Refused e) {
            refused++;
            return List.of();
        }
        tables++;
        List<String> problems = new ArrayList<>();
        for (ReadRequest request : requests(identifier, random)) {
            compareQuery(request, subject).ifPresent(problem -> problems.add(
                    "seed %s%n  %s%n  %s%n  %s".formatted(seed, String.join("\n  ", history), request, problem)));
            if (!problems.isEmpty()) {
                return problems;
            }
        }
        netProblem(identifier, random, subject).ifPresent(problem -> problems.add("seed %s%n  %s%n  %s".formatted(seed, String.join("\n  ", history), problem)));
        catalog.dropTable(identifier, true);
        return problems;
    }

    /** Net changes, which Paimon has not, must make the later state of the earlier one. */
    private Optional<String> netProblem(Identifier identifier, Random random, RandomClient subject)
            throws Exception
    {
        List<PaimonReader.SnapshotTime> snapshots = paimon.snapshots(identifier);
        if (snapshots.isEmpty()) {
            return Optional.empty();
        }
        long from = snapshots.get(random.nextInt(snapshots.size())).id();
        long to = snapshots.get(random.nextInt(snapshots.size())).id();
        ReadRequest before = state(identifier, Math.min(from, to));
        ReadRequest after = state(identifier, Math.max(from, to));
        ReadRequest latest = state(identifier, snapshots.getLast().id());
        List<String> columns = latest.columns();
        if (!paimon.types(before).equals(paimon.types(latest)) || !before.columns().equals(columns) || !paimon.types(after).equals(paimon.types(latest)) || !after.columns().equals(columns)
                || !paimon.columns(identifier.getDatabaseName(), identifier.getTableName(), ReadVersion.LATEST).equals(columns)) {
            return Optional.empty();
        }
        ReadVersion changes = new ReadVersion.Changes(Math.min(from, to), Math.max(from, to), "net", false);
        ReadRequest net = new ReadRequest(identifier.getDatabaseName(), identifier.getTableName(), Optional.empty(), changes, columns, Optional.empty());
        List<DataType> types = paimon.types(latest).stream().map(SqlType::parse).toList();
        List<DataType> typesWithKind = new ArrayList<>(types);
        typesWithKind.addFirst(new VarCharType(2, false));
        if (!subject.canAsk(net, typesWithKind)) {
            return Optional.empty();
        }
        queries++;
        try {
            List<String> rows = new ArrayList<>(subject.read(before, types).lines());
            for (String change : subject.read(net, typesWithKind).lines()) {
                String row = "[" + change.substring("[\"+I\",".length());
                if (change.startsWith("[\"+")) {
                    rows.add(row);
                }
            }
            for (String change : subject.read(net, typesWithKind).lines()) {
                String row = "[" + change.substring("[\"+I\",".length());
                if (change.startsWith("[\"-") && !rows.remove(row)) {
                    return Optional.of(net + " takes away a row that is not there: " + row);
                }
            }
            Collections.sort(rows);
            List<String> expected = subject.read(after, types).lines().stream().sorted().toList();
            return rows.equals(expected) ? Optional.empty() : Optional.of(net + " makes " + rows + " instead of " + expected);
        }
        catch (Exception | LinkageError e) {
            return Optional.of(net + " " + trace(e));
        }
    }

    private ReadRequest state(Identifier identifier, long snapshot)
            throws Exception
    {
        ReadVersion version = new ReadVersion.SnapshotId(snapshot);
        List<String> columns = paimon.columns(identifier.getDatabaseName(), identifier.getTableName(), version);
        return new ReadRequest(identifier.getDatabaseName(), identifier.getTableName(), Optional.empty(), version, columns, Optional.empty());
    }

    private static String trace(Throwable e)
    {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return trace.toString().lines().limit(12).collect(Collectors.joining("\n"));
    }

    private List<ReadRequest> requests(Identifier identifier, Random random)
            throws Exception
    {
        List<ReadRequest> requests = new ArrayList<>(new RandomQueries(identifier, paimon, random).make(versions(identifier, random)));
        RandomHistory history = new RandomHistory(identifier, paimon, random);
        requests.addAll(history.rows());
        if (oneTimeZone) {
            // They may show times of the zone in which they are asked for.
            requests.addAll(history.aboutTheTable());
        }
        return requests;
    }

    private List<ReadVersion> versions(Identifier identifier, Random random)
            throws Exception
    {
        List<ReadVersion> versions = new ArrayList<>();
        List<PaimonReader.SnapshotTime> snapshots = paimon.snapshots(identifier);
        if (!snapshots.isEmpty()) {
            versions.add(new ReadVersion.SnapshotId(snapshots.get(random.nextInt(snapshots.size())).id()));
            versions.add(new ReadVersion.AsOf(snapshots.get(random.nextInt(snapshots.size())).time()));
            catalog.getTable(identifier).createTag("tag", snapshots.get(random.nextInt(snapshots.size())).id());
            versions.add(new ReadVersion.TagName("tag"));
        }
        return versions;
    }

    private Optional<String> compareQuery(ReadRequest request, RandomClient subject)
            throws Exception
    {
        List<DataType> types = new ArrayList<>(paimon.types(request).stream().map(SqlType::parse).toList());
        if (request.version().hasKinds()) {
            types.addFirst(new VarCharType(2, false));
        }
        if (!subject.canAsk(request, types)) {
            return Optional.empty();
        }
        queries++;
        List<List<Object>> values;
        try {
            values = paimon.read(request);
        }
        catch (IllegalArgumentException e) {
            if (request.version().hasKinds()) {
                // Some ranges it refuses.
                return Optional.empty();
            }
            throw e;
        }
        RowSet expected = RowSet.of(types, values);
        rows += expected.size();
        try {
            return subject.read(request, types).differenceTo(expected);
        }
        catch (Exception | LinkageError e) {
            boolean refusedForAReason = String.valueOf(e.getMessage()).contains("outgrew its column") && holdsOutgrownDecimal(types, values);
            return refusedForAReason ? Optional.empty() : Optional.of(trace(e));
        }
    }

    /** Whether Paimon returns a decimal with more digits than its type has, which sums can have and which no SQL engine can represent. */
    private static boolean holdsOutgrownDecimal(List<DataType> types, List<List<Object>> rows)
    {
        return IntStream.range(0, types.size()).anyMatch(column -> types.get(column) instanceof DecimalType type
                && rows.stream().anyMatch(row -> row.get(column) instanceof BigDecimal value && value.precision() > type.precision()));
    }

    @Override
    public void close()
            throws Exception
    {
        paimon.close();
        catalog.close();
    }
}
