package dev.varve.write;

import dev.varve.row.RowKind;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.TwinTable.KindRow;
import dev.varve.write.commit.TableCommit;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.sink.StreamTableCommit;
import org.apache.paimon.table.sink.StreamTableWrite;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Changelogs of whole commits: Varve and Paimon get the same batches and commit them to tables of the same options. Paimon must then read the same rows
 * and kinds from both, snapshot by snapshot. {@code -Dvarve.seed=} repeats a run, {@code -Dvarve.changelogs.rounds=} makes it longer.
 */
public class TestChangelogs
{
    private static final int ROUNDS = Integer.getInteger("varve.changelogs.rounds", 1);
    private static final int COMMITS = 5;
    private static final int BUCKETS = 2;

    private final LocalStorage storage = new LocalStorage();
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws Exception
    {
        directory = Files.createTempDirectory("varve-changelogs");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws Exception
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    private enum Kinds
    {
        /** {@code +I} and {@code +U}. */
        ADDING,
        ALL,
    }

    @DataProvider
    public static Object[][] tables()
    {
        Map<String, String> sequence = Map.of("sequence.field", "s");
        Map<String, Map<String, String>> engines = new TreeMap<>();
        engines.put("deduplicate", Map.of());
        engines.put("deduplicate, sequence field", sequence);
        engines.put("deduplicate, descending sequence field", Map.of("sequence.field", "s", "sequence.field.sort-order", "descending"));
        engines.put("deduplicate, ignore-delete", Map.of("ignore-delete", "true"));
        engines.put("first-row", Map.of("merge-engine", "first-row", "ignore-delete", "true"));
        engines.put("partial-update", Map.of("merge-engine", "partial-update"));
        engines.put("partial-update, removing", Map.of("merge-engine", "partial-update", "partial-update.remove-record-on-delete", "true"));
        engines.put("partial-update, sequence group", Map.of("merge-engine", "partial-update", "fields.s.sequence-group", "n"));
        engines.put("aggregation", Map.of("merge-engine", "aggregation", "fields.n.aggregate-function", "sum", "fields.v.aggregate-function", "last_non_null_value"));
        engines.put("aggregation, removing", Map.of(
                "merge-engine", "aggregation", "fields.n.aggregate-function", "sum", "aggregation.remove-record-on-delete", "true"));
        List<Object[]> tables = new ArrayList<>();
        engines.forEach((name, options) -> {
            for (String producer : List.of("input", "lookup", "full-compaction")) {
                boolean firstRow = name.startsWith("first-row");
                if (firstRow && !producer.equals("lookup")) {
                    continue;
                }
                boolean descends = name.contains("descending");
                for (boolean dedup : producer.equals("input") || firstRow ? new boolean[] {false} : new boolean[] {false, true}) {
                    Kinds kinds = name.equals("partial-update") ? Kinds.ADDING : Kinds.ALL;
                    Map<String, String> all = new HashMap<>(options);
                    all.put("changelog-producer", producer);
                    if (dedup) {
                        all.put("changelog-producer.row-deduplicate", "true");
                    }
                    tables.add(new Object[] {name + ", " + producer + (dedup ? ", changed rows only" : ""), kinds, descends, all});
                }
            }
        });
        return tables.toArray(Object[][]::new);
    }

    @Test(dataProvider = "tables")
    public void areThoseOfPaimon(String name, Kinds kinds, boolean oncePerCommit, Map<String, String> options)
            throws Exception
    {
        long first = Long.getLong("varve.seed", System.nanoTime());
        for (long seed = first; seed < first + ROUNDS; seed++) {
            Random random = new Random(seed);
            Map<String, String> drawn = new HashMap<>(options);
            drawn.put("bucket", Integer.toString(BUCKETS));
            // Where deletes are dropped, and so what comes after them, depends on the sizes of files, unless all compactions are full ones.
            drawn.put("num-sorted-run.compaction-trigger", "100");
            drawn.put("compaction.size-ratio", "1000000");
            if (options.get("changelog-producer").equals("full-compaction")) {
                drawn.put("full-compaction.delta-commits", Integer.toString(1 + random.nextInt(3)));
            }
            compare(random, kinds, oncePerCommit, drawn, "%s, -Dvarve.seed=%s".formatted(name, seed));
        }
    }

    private void compare(Random random, Kinds kinds, boolean oncePerCommit, Map<String, String> options, String description)
            throws Exception
    {
        TwinTable ours = TwinTable.create(Files.createTempDirectory(directory, "ours").resolve("t"), schema(options));
        TwinTable theirs = TwinTable.create(Files.createTempDirectory(directory, "theirs").resolve("t"), schema(options));
        Path spill = Files.createTempDirectory(directory, "spill");
        int interval = Integer.parseInt(options.getOrDefault("full-compaction.delta-commits", "0"));
        int keys = 1 + random.nextInt(random.nextBoolean() ? 4 : 100);
        TableCommit commit = TableCommit.open(ours.open(), storage, "varve");
        TableWriter writer = ours.writer(WriterSettings.of("varve").spillingTo(spill));
        try (StreamTableWrite theirWriter = theirs.paimonWriter(spill); StreamTableCommit theirCommit = theirs.paimonCommit()) {
            for (long identifier = 1; identifier <= COMMITS; identifier++) {
                List<KindRow> rows = rows(random, keys, kinds, oncePerCommit);
                ours.write(writer, rows);
                commit.commit(identifier, writer.prepareCommit(true, identifier));
                for (KindRow row : rows) {
                    theirWriter.write(theirs.paimonRow(row));
                }
                boolean full = interval > 0 && identifier % interval == 0;
                if (full) {
                    for (int bucket = 0; bucket < BUCKETS; bucket++) {
                        theirWriter.compact(BinaryRow.EMPTY_ROW, bucket, true);
                    }
                }
                theirCommit.commit(identifier, theirWriter.prepareCommit(true, identifier));
                if (random.nextInt(3) == 0) {
                    writer.close();
                    writer = ours.writer(WriterSettings.of("varve").spillingTo(spill));
                }
            }
        }
        finally {
            writer.close();
        }
        String described = description + ", " + ours;
        assertThat(ours.changesWithPaimon()).as(described).isEqualTo(theirs.changesWithPaimon());
        assertThat(ours.readWithPaimon()).as(described).isEqualTo(theirs.readWithPaimon());
    }

    private static Schema schema(Map<String, String> options)
    {
        return Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("s", DataTypes.INT())
                .column("n", DataTypes.BIGINT())
                .column("v", DataTypes.STRING())
                .primaryKey("k")
                .options(options)
                .build();
    }

    private static List<KindRow> rows(Random random, int keys, Kinds kinds, boolean oncePerCommit)
    {
        Map<Long, KindRow> byKey = new HashMap<>();
        List<KindRow> rows = new ArrayList<>();
        int count = 1 + random.nextInt(random.nextInt(3) == 0 ? 300 : 5);
        for (int i = 0; i < count; i++) {
            RowKind kind = RowKind.of(random.nextInt(4));
            long key = random.nextInt(keys);
            KindRow row = new KindRow(kind.retracts() && kinds == Kinds.ADDING ? RowKind.INSERT : kind, Arrays.asList(
                    key,
                    random.nextInt(8) == 0 ? null : (long) random.nextInt(20),
                    random.nextInt(4) == 0 ? null : (long) random.nextInt(5),
                    random.nextInt(4) == 0 ? null : "value " + random.nextInt(4)));
            if (!oncePerCommit || byKey.put(key, row) == null) {
                rows.add(row);
            }
        }
        return rows;
    }
}
