package dev.varve.write;

import dev.varve.row.RowKind;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.TwinTable.KindRow;
import dev.varve.write.commit.TableCommit;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.sink.StreamTableCommit;
import org.apache.paimon.table.sink.StreamTableWrite;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Varve and Paimon write the same rows to tables of the same options: both then read the same from either. */
public class TestRandomWrites
{
    private static final int ROUNDS = Integer.getInteger("varve.random-writes", 8);

    private final LocalStorage storage = new LocalStorage();
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws Exception
    {
        directory = Files.createTempDirectory("varve-random-writes");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws Exception
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void tablesOfOneWriter()
            throws Exception
    {
        long seed = Long.getLong("varve.seed", System.nanoTime());
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(seed + round);
            write(random, Options.random(random), "seed " + (seed + round));
        }
    }

    /** What a table is like. */
    private record Options(boolean keyed, boolean partitioned, Map<String, String> varve, Map<String, String> paimon, boolean deletes)
    {
        /** Whether both give the same changes for each commit: not if Paimon would have to be told when to compact. */
        private boolean sameChanges()
        {
            return !"full-compaction".equals(varve.get("changelog-producer"));
        }

        /**
         * Whether both write the same files: not if that depends on how much memory or how many bytes rows take, or on when writers begin anew. These
         * go on from the highest sequence number in a file, which sequence fields make smaller than that of the last row.
         */
        private boolean sameFiles()
        {
            return varve.equals(paimon)
                    && varve.containsKey("write-only")
                    && varve.containsKey("bucket")
                    && !varve.containsKey("sequence.field")
                    && !varve.containsKey("write-buffer-size")
                    && !varve.containsKey("write-max-writers-to-spill");
        }

        private static Options random(Random random)
        {
            boolean keyed = random.nextInt(4) > 0;
            boolean compacts = random.nextBoolean();
            Map<String, String> options = new HashMap<>();
            if (compacts) {
                options.put(keyed ? "num-sorted-run.compaction-trigger" : "compaction.min.file-num", Integer.toString(2 + random.nextInt(3)));
            }
            else {
                options.put("write-only", "true");
            }
            options.put("file.format", List.of("parquet", "parquet", "orc", "avro").get(random.nextInt(4)));
            if (random.nextBoolean()) {
                options.put("write-buffer-size", "256 kb");
                options.put("page-size", "4 kb");
            }
            boolean deletes = keyed && random.nextBoolean();
            if (!keyed) {
                if (random.nextBoolean()) {
                    options.put("bucket", Integer.toString(1 + random.nextInt(3)));
                    options.put("bucket-key", random.nextBoolean() ? "k" : "k,a");
                }
                if (random.nextBoolean()) {
                    options.put("write-max-writers-to-spill", "0");
                }
                // Paimon gives rows other sequence numbers when it begins to hold rows in the middle of a commit, because it then writes them again.
                Map<String, String> paimon = new HashMap<>(options);
                paimon.putIfAbsent("write-max-writers-to-spill", "1000");
                return new Options(false, random.nextBoolean(), options, paimon, false);
            }
            deletes = engine(random, options, deletes);
            if (compacts && (options.containsKey("sequence.field") || options.containsKey("merge-engine"))) {
                // What has been compacted when would show in the rows.
                deletes = false;
                if (options.containsKey("merge-engine")) {
                    options.remove("sequence.field");
                }
            }
            if (compacts) {
                lookups(random, options);
            }
            else if (random.nextInt(4) == 0) {
                options.put("changelog-producer", "input");
            }
            if (deletes && random.nextInt(4) == 0) {
                options.put("ignore-update-before", "true");
            }
            Map<String, String> varve = new HashMap<>(options);
            options.put("bucket", Integer.toString(1 + random.nextInt(3)));
            switch (random.nextInt(4)) {
                case 0 -> {
                    varve.put("bucket", "-1");
                    varve.put("dynamic-bucket.target-row-num", "50");
                }
                case 1 -> {
                    varve.put("bucket", "-2");
                    varve.put("postpone.default-bucket-num", "2");
                }
                default -> varve.put("bucket", options.get("bucket"));
            }
            return new Options(true, random.nextBoolean(), varve, options, deletes);
        }

        /** Whether rows may be deleted. */
        private static boolean engine(Random random, Map<String, String> options, boolean deletes)
        {
            boolean sequence = random.nextInt(3) == 0;
            if (sequence) {
                options.put("sequence.field", "s");
            }
            switch (random.nextInt(4)) {
                case 0 -> {
                    options.put("merge-engine", "partial-update");
                    if (deletes) {
                        options.put("partial-update.remove-record-on-delete", "true");
                    }
                    return deletes;
                }
                case 1 -> {
                    options.put("merge-engine", "aggregation");
                    options.put("fields.a.aggregate-function", "sum");
                    options.put("fields.b.aggregate-function", random.nextBoolean() ? "last_value" : "last_non_null_value");
                    return deletes;
                }
                default -> {
                    return deletes;
                }
            }
        }

        private static void lookups(Random random, Map<String, String> options)
        {
            if (random.nextInt(4) == 0 && !options.containsKey("sequence.field") && !options.containsKey("merge-engine")) {
                options.put("merge-engine", "first-row");
                options.put("ignore-delete", "true");
            }
            boolean firstRow = "first-row".equals(options.get("merge-engine"));
            String producer = List.of("none", "input", "lookup", "full-compaction").get(random.nextInt(4));
            if (!firstRow || producer.equals("none") || producer.equals("lookup")) {
                options.put("changelog-producer", producer);
            }
            if (random.nextInt(3) == 0 && !firstRow && !producer.equals("full-compaction")) {
                options.put("deletion-vectors.enabled", "true");
            }
        }

        private Schema schema(Map<String, String> options)
        {
            Schema.Builder builder = Schema.newBuilder()
                    .column("k", DataTypes.INT())
                    .column("p", DataTypes.STRING())
                    .column("s", DataTypes.INT())
                    .column("a", DataTypes.BIGINT())
                    .column("b", DataTypes.STRING())
                    .column("c", DataTypes.DOUBLE())
                    .options(options);
            if (keyed) {
                builder.primaryKey(partitioned ? List.of("k", "p") : List.of("k"));
            }
            return (partitioned ? builder.partitionKeys("p") : builder).build();
        }
    }

    private void write(Random random, Options options, String seed)
            throws Exception
    {
        TwinTable ours = TwinTable.create(Files.createTempDirectory(directory, "ours").resolve("t"), options.schema(options.varve()));
        TwinTable theirs = TwinTable.create(Files.createTempDirectory(directory, "theirs").resolve("t"), options.schema(options.paimon()));
        String description = seed + ": " + ours;
        Path spill = Files.createTempDirectory(directory, "spill");
        TableCommit commit = TableCommit.open(ours.open(), storage, "varve");
        TableWriter writer = ours.writer(WriterSettings.of("varve").spillingTo(spill));
        try (StreamTableWrite theirWriter = theirs.paimonWriter(spill); StreamTableCommit theirCommit = theirs.paimonCommit()) {
            for (long identifier = 0; identifier < 4; identifier++) {
                List<KindRow> rows = rows(random, options);
                ours.write(writer, rows);
                commit.commit(identifier, writer.prepareCommit(true, identifier));
                theirs.commitWithPaimon(theirWriter, theirCommit, rows, true, identifier);
                if (random.nextInt(3) == 0) {
                    writer.close();
                    writer = ours.writer(WriterSettings.of("varve").spillingTo(spill));
                }
            }
        }
        finally {
            writer.close();
        }
        List<String> expected = theirs.readWithPaimon();
        assertThat(ours.readWithPaimon()).as(description).isEqualTo(expected);
        assertThat(ours.readWithVarve()).as(description).isEqualTo(expected);
        if (options.sameFiles()) {
            assertThat(ours.files()).as(description).isEqualTo(theirs.files());
        }
        if (options.sameChanges()) {
            assertThat(ours.changesWithPaimon()).as(description).isEqualTo(theirs.changesWithPaimon());
        }
    }

    private static List<KindRow> rows(Random random, Options options)
    {
        List<KindRow> rows = new ArrayList<>();
        int count = random.nextInt(5) == 0 ? random.nextInt(4000) : random.nextInt(60);
        for (int i = 0; i < count; i++) {
            RowKind kind = RowKind.of(random.nextInt(4));
            if (kind.retracts() && !options.deletes()) {
                kind = RowKind.INSERT;
            }
            rows.add(new KindRow(kind, Arrays.asList(
                    (long) random.nextInt(200),
                    "p" + random.nextInt(options.keyed() ? 3 : 15),
                    random.nextInt(4) == 0 ? null : (long) random.nextInt(5),
                    random.nextInt(4) == 0 ? null : random.nextLong(),
                    random.nextInt(4) == 0 ? null : "text " + random.nextInt(1000),
                    random.nextInt(4) == 0 ? null : random.nextGaussian())));
        }
        return rows;
    }
}
