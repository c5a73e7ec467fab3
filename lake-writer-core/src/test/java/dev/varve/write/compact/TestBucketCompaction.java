package dev.varve.write.compact;

import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowKind;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two tables get the same random commits. Paimon writes and compacts one; of the other, Paimon writes level 0 and Varve compacts it. Paimon
 * must read the same rows and the same changelog from both.
 */
public class TestBucketCompaction
{
    private static final int ROUNDS = Integer.getInteger("varve.compaction.rounds", 1);
    private static final int COMMITS = 6;

    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-compaction");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
    }

    private enum Deletes
    {
        YES,
        NO,
        /**
         * With deletes, but all compactions are full: where the result of a table depends on when a delete was dropped, which depends on the sizes of files.
         */
        COMPACTED_FULLY,
    }

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {"deduplicate", Deletes.YES, Map.of()},
                {"sequence field", Deletes.COMPACTED_FULLY, Map.of("sequence.field", "s")},
                {"ignore-delete", Deletes.YES, Map.of("ignore-delete", "true")},
                {"partial-update", Deletes.NO, Map.of("merge-engine", "partial-update")},
                {"partial-update with deletes", Deletes.COMPACTED_FULLY, Map.of("merge-engine", "partial-update", "partial-update.remove-record-on-delete", "true")},
                {"sequence groups", Deletes.COMPACTED_FULLY, Map.of("merge-engine", "partial-update", "fields.s.sequence-group", "n")},
                {"aggregation", Deletes.COMPACTED_FULLY, Map.of("merge-engine", "aggregation", "fields.n.aggregate-function", "sum")},
                {"input", Deletes.YES, Map.of("changelog-producer", "input")},
                {"lookup", Deletes.YES, Map.of("changelog-producer", "lookup")},
                {"lookup without unchanged rows", Deletes.YES, Map.of("changelog-producer", "lookup", "changelog-producer.row-deduplicate", "true")},
                {"lookup with ignored fields", Deletes.YES, Map.of(
                        "changelog-producer", "lookup", "changelog-producer.row-deduplicate", "true", "changelog-producer.row-deduplicate-ignore-fields", "v")},
                {"lookup, sequence field", Deletes.COMPACTED_FULLY, Map.of("changelog-producer", "lookup", "sequence.field", "s")},
                {"lookup, partial-update", Deletes.NO, Map.of("changelog-producer", "lookup", "merge-engine", "partial-update")},
                {"lookup, aggregation", Deletes.COMPACTED_FULLY, Map.of("changelog-producer", "lookup", "merge-engine", "aggregation", "fields.n.aggregate-function", "sum")},
                {"full-compaction", Deletes.YES, Map.of("changelog-producer", "full-compaction")},
                {"full-compaction without unchanged rows", Deletes.YES, Map.of("changelog-producer", "full-compaction", "changelog-producer.row-deduplicate", "true")},
                {"full-compaction, aggregation", Deletes.COMPACTED_FULLY, Map.of(
                        "changelog-producer", "full-compaction", "merge-engine", "aggregation", "fields.n.aggregate-function", "sum")},
                {"first-row", Deletes.NO, Map.of("merge-engine", "first-row")},
                {"first-row, lookup", Deletes.NO, Map.of("merge-engine", "first-row", "changelog-producer", "lookup")},
                {"deletion vectors", Deletes.YES, Map.of("deletion-vectors.enabled", "true")},
                {"wide deletion vectors", Deletes.YES, Map.of("deletion-vectors.enabled", "true", "deletion-vectors.bitmap64", "true")},
                {"deletion vectors, sequence field", Deletes.COMPACTED_FULLY, Map.of("deletion-vectors.enabled", "true", "sequence.field", "s")},
                {"deletion vectors, partial-update", Deletes.NO, Map.of("deletion-vectors.enabled", "true", "merge-engine", "partial-update")},
                {"deletion vectors, lookup", Deletes.YES, Map.of("deletion-vectors.enabled", "true", "changelog-producer", "lookup")},
                {"descending sequence field", Deletes.NO, Map.of("sequence.field", "s,n", "sequence.field.sort-order", "descending")},
                {"first-row without deletes", Deletes.YES, Map.of("merge-engine", "first-row", "ignore-delete", "true", "changelog-producer", "lookup")},
                {"level 0 goes up", Deletes.YES, Map.of("compaction.force-up-level-0", "true", "compaction.force-rewrite-all-files", "true")},
                {"now and then", Deletes.YES, Map.of("changelog-producer", "lookup", "lookup-compact", "gentle", "lookup-compact.max-interval", "2")},
                {"sequence groups, lookup", Deletes.NO, Map.of(
                        "merge-engine", "partial-update", "fields.s.sequence-group", "n", "fields.n.aggregate-function", "sum", "changelog-producer", "lookup")},
        };
    }

    @Test(dataProvider = "tables")
    public void compactsLikePaimon(String name, Deletes deletes, Map<String, String> options)
            throws Exception
    {
        for (int round = 0; round < ROUNDS; round++) {
            compactsLikePaimon(name, deletes, options, name.hashCode() + round);
        }
    }

    private void compactsLikePaimon(String name, Deletes deletes, Map<String, String> tableOptions, long seed)
            throws Exception
    {
        Random random = new Random(seed);
        Map<String, String> options = new HashMap<>(tableOptions);
        options.put("bucket", "1");
        options.put("num-sorted-run.compaction-trigger", String.valueOf(deletes == Deletes.COMPACTED_FULLY ? 100 : 2 + random.nextInt(4)));
        if (deletes == Deletes.COMPACTED_FULLY) {
            options.put("compaction.size-ratio", "1000000");
        }
        if (random.nextBoolean()) {
            options.put("target-file-size", "3 kb");
        }
        boolean changelogByFull = "full-compaction".equals(options.get("changelog-producer"));
        PaimonBucket paimon = PaimonBucket.create(directory.resolve("paimon" + seed), schema(options));
        PaimonBucket varve = PaimonBucket.create(directory.resolve("varve" + seed), schema(options));
        int keys = 1 + random.nextInt(300);
        for (int commit = 0; commit < COMMITS; commit++) {
            String described = "%s, seed %s, commit %s, options %s".formatted(name, seed, commit, options);
            boolean full = random.nextInt(changelogByFull ? 3 : 6) == 0;
            List<GenericRow> rows = rows(random, keys, deletes != Deletes.NO);
            long before = commit == 0 ? 0 : paimon.latestSnapshot();
            long varveBefore = commit == 0 ? 0 : varve.latestSnapshot();
            paimon.writeAndCompact(rows, full);
            varve.write(rows);
            try (BucketCompaction compaction = varve.compaction(Runnable::run)) {
                if (full) {
                    compaction.compactFully();
                }
                varve.commit(compaction.prepareCommit(true));
            }
            assertThat(varve.rows()).describedAs(described).isEqualTo(paimon.rows());
            if (options.containsKey("changelog-producer") && !changelogByFull) {
                assertThat(varve.changelog(varveBefore)).describedAs(described).isEqualTo(paimon.changelog(before));
            }
        }
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

    private static List<GenericRow> rows(Random random, int keys, boolean deletes)
    {
        List<GenericRow> rows = new ArrayList<>();
        int count = 1 + random.nextInt(random.nextInt(3) == 0 ? 400 : 20);
        for (int i = 0; i < count; i++) {
            RowKind kind = deletes && random.nextInt(4) == 0 ? RowKind.DELETE : RowKind.INSERT;
            rows.add(GenericRow.ofKind(
                    kind,
                    random.nextInt(keys),
                    random.nextInt(8) == 0 ? null : random.nextInt(20),
                    random.nextInt(4) == 0 ? null : (long) random.nextInt(5),
                    random.nextInt(4) == 0 ? null : BinaryString.fromString("value " + random.nextInt(4))));
        }
        return rows;
    }
}
