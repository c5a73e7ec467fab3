package dev.varve.write.compact;

import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericArray;
import org.apache.paimon.data.GenericMap;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowKind;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** What compaction makes of values: of all types, of files in other formats and with older schemas, and of rows that expire. */
public class TestCompactedValues
{
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-compacted-values");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
    }

    @DataProvider
    public Object[][] formats()
    {
        return new Object[][] {
                {Map.of("file.format", "parquet")},
                {Map.of("file.format", "orc")},
                {Map.of("file.format", "avro")},
                {Map.of("file.format.per.level", "0:avro,5:orc")},
                {Map.of("data-file.thin-mode", "true")},
        };
    }

    @Test(dataProvider = "formats")
    public void valuesOfAllTypesStay(Map<String, String> format)
            throws Exception
    {
        Map<String, String> options = new HashMap<>(format);
        options.put("bucket", "1");
        options.put("changelog-producer", "lookup");
        PaimonBucket table = PaimonBucket.create(directory.resolve("t"), Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("text", DataTypes.STRING().notNull())
                .column("time", DataTypes.TIMESTAMP(3))
                .column("nanos", DataTypes.TIMESTAMP(format.containsValue("parquet") || format.containsValue("orc") ? 9 : 6))
                .column("decimal", DataTypes.DECIMAL(30, 4))
                .column("array", DataTypes.ARRAY(DataTypes.STRING()))
                .column("map", DataTypes.MAP(DataTypes.STRING(), DataTypes.INT()))
                .column("row", DataTypes.ROW(DataTypes.FIELD(0, "x", DataTypes.DOUBLE()), DataTypes.FIELD(1, "y", DataTypes.BYTES())))
                .column("flag", DataTypes.BOOLEAN())
                .primaryKey("k", "text")
                .options(options)
                .build());
        Random random = new Random(11);
        List<String> changes = new ArrayList<>();
        for (int commit = 0; commit < 4; commit++) {
            List<GenericRow> rows = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                rows.add(row(random));
            }
            table.write(rows);
            long before = table.latestSnapshot();
            try (BucketCompaction compaction = table.compaction(Runnable::run)) {
                if (commit == 2) {
                    compaction.compactFully();
                }
                table.commit(compaction.prepareCommit(true));
            }
            changes.addAll(table.changelog(before));
        }
        Map<String, String> replayed = new HashMap<>();
        for (String change : changes) {
            String values = change.substring(2);
            String key = String.join(" ", List.of(values.trim().split(" ")).subList(0, 2));
            if (change.startsWith("+")) {
                replayed.put(key, values);
            }
            else if (change.startsWith("-D")) {
                replayed.remove(key);
            }
        }
        assertThat(table.rows()).describedAs("the changelog leads to the rows").containsExactlyInAnyOrderElementsOf(replayed.values());
        assertThat(table.rows()).hasSizeGreaterThan(50);
    }

    @Test
    public void filesOfOlderSchemasGetTheNewColumns()
            throws Exception
    {
        PaimonBucket table = PaimonBucket.create(directory.resolve("t"), Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("a", DataTypes.INT())
                .column("b", DataTypes.STRING())
                .primaryKey("k")
                .options(Map.of("bucket", "1"))
                .build());
        table.write(List.of(GenericRow.of(1, 10, text("x")), GenericRow.of(2, 20, text("y"))));
        table = table.alter(
                SchemaChange.updateColumnType("a", DataTypes.BIGINT()),
                SchemaChange.dropColumn("b"),
                SchemaChange.addColumn("c", DataTypes.STRING()),
                SchemaChange.renameColumn("a", "renamed"));
        table.write(List.of(GenericRow.of(2, 21L, text("new")), GenericRow.of(3, 30L, text("new"))));
        List<String> rows = table.rows();
        try (BucketCompaction compaction = table.compaction(Runnable::run)) {
            compaction.compactFully();
            table.commit(compaction.prepareCommit(true));
        }
        assertThat(table.files()).hasSize(1);
        assertThat(table.rows()).isEqualTo(rows).containsExactly(" 1 10 null", " 2 21 new", " 3 30 new");
    }

    @Test
    public void rowsExpire()
            throws Exception
    {
        int now = (int) (System.currentTimeMillis() / 1000);
        PaimonBucket table = PaimonBucket.create(directory.resolve("t"), Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("t", DataTypes.INT())
                .primaryKey("k")
                .options(Map.of("bucket", "1", "record-level.expire-time", "1 h", "record-level.time-field", "t"))
                .build());
        table.write(List.of(GenericRow.of(1, now - 7200), GenericRow.of(2, now), GenericRow.of(3, null)));
        table.write(List.of(GenericRow.of(4, now - 7200), GenericRow.of(5, now - 60)));
        try (BucketCompaction compaction = table.compaction(Runnable::run)) {
            compaction.compactFully();
            table.commit(compaction.prepareCommit(true));
        }
        assertThat(table.rows()).containsExactly(" 2 " + now, " 3 null", " 5 " + (now - 60));
    }

    @Test
    public void manyRunsBecomeOne()
            throws Exception
    {
        PaimonBucket table = PaimonBucket.create(directory.resolve("t"), Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("v", DataTypes.INT())
                .primaryKey("k")
                .options(Map.of("bucket", "1"))
                .build());
        for (int commit = 0; commit < 70; commit++) {
            table.write(List.of(GenericRow.of(0, commit), GenericRow.of(commit + 1, commit)));
        }
        List<String> rows = table.rows();
        try (BucketCompaction compaction = table.compaction(Runnable::run)) {
            table.commit(compaction.prepareCommit(true));
        }
        assertThat(table.rowsByLevel()).isEqualTo(Map.of(5, 71L));
        assertThat(table.rows()).isEqualTo(rows);
    }

    /** A file that is where it should be is rewritten alone if rows in it have expired. */
    @Test
    public void expiredRowsOfTheHighestLevelGo()
            throws Exception
    {
        int now = (int) (System.currentTimeMillis() / 1000);
        Schema.Builder schema = Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("t", DataTypes.INT())
                .primaryKey("k");
        PaimonBucket table = PaimonBucket.create(directory.resolve("t"), schema.option("bucket", "1").build());
        table.writeAndCompact(List.of(GenericRow.of(1, now - 7200), GenericRow.of(2, now)), true);
        table = table.alter(SchemaChange.setOption("record-level.expire-time", "1 h"), SchemaChange.setOption("record-level.time-field", "t"));
        try (BucketCompaction compaction = table.compaction(Runnable::run)) {
            compaction.compactFully();
            table.commit(compaction.prepareCommit(true));
        }
        assertThat(table.rows()).containsExactly(" 2 " + now);
        try (BucketCompaction compaction = table.compaction(Runnable::run)) {
            compaction.compactFully();
            assertThat(compaction.prepareCommit(true).isEmpty()).describedAs("nothing is left to do").isTrue();
        }
    }

    private static GenericRow row(Random random)
    {
        return GenericRow.ofKind(
                random.nextInt(5) == 0 ? RowKind.DELETE : RowKind.INSERT,
                random.nextInt(10),
                text("a text that is long " + random.nextInt(10)),
                random.nextInt(4) == 0 ? null : Timestamp.fromEpochMillis(random.nextInt()),
                random.nextInt(4) == 0 ? null : Timestamp.fromEpochMillis(random.nextInt(), random.nextInt(1000) * 1000),
                random.nextInt(4) == 0 ? null : Decimal.fromBigDecimal(BigDecimal.valueOf(random.nextLong(), 4), 30, 4),
                random.nextInt(4) == 0 ? null : new GenericArray(new Object[] {text("a"), null, text("b" + random.nextInt(3))}),
                random.nextInt(4) == 0 ? null : new GenericMap(Map.of(text("m"), random.nextInt(9))),
                random.nextInt(4) == 0 ? null : GenericRow.of(random.nextDouble(), new byte[] {1, (byte) random.nextInt(3)}),
                random.nextBoolean());
    }

    private static BinaryString text(String value)
    {
        return BinaryString.fromString(value);
    }
}
