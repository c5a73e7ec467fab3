package dev.varve.product.hive;

import dev.varve.product.paimon.PartitionedTable;
import dev.varve.product.paimon.SmallTable;
import dev.varve.system.SystemTables;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** What stands behind the name of a table, {@code db.t.snapshots}, and what the session says about which rows there are; compared with real Paimon. */
public class TestHiveReferences
{
    private static final String TABLE = "STORED BY 'dev.varve.hive.VarveStorageHandler' LOCATION 'file:%s'";
    private static final Map<String, String> ON_TEZ = Map.of("hive.fetch.task.conversion", "none");

    private ScratchDirectory scratch;
    private HiveClient hive;
    private Catalog paimon;

    @BeforeClass
    public void createTables()
            throws Exception
    {
        scratch = ScratchDirectory.create();
        Path directory = scratch.path();
        Path small = SmallTable.create(directory, "shop", "small", Map.of());
        PartitionedTable.create(directory, "shop", "parted", "a", "b");
        paimon = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(directory.toUri())));
        paimon.getTable(Identifier.create("shop", "small")).createBranch("dev", "first");
        hive = HiveUnderTest.client();
        hive.query(List.of(
                "CREATE DATABASE refs",
                "CREATE EXTERNAL TABLE refs.small " + TABLE.formatted(small),
                "CREATE EXTERNAL TABLE refs.parted (id INT) PARTITIONED BY (part STRING) " + TABLE.formatted(directory.resolve("shop.db/parted")),
                "ALTER TABLE refs.parted ADD PARTITION (part='a')"));
    }

    @AfterClass(alwaysRun = true)
    public void deleteTables()
            throws Exception
    {
        if (hive != null) {
            hive.close();
        }
        if (paimon != null) {
            paimon.close();
        }
        if (scratch != null) {
            scratch.close();
        }
    }

    @Test
    public void testEveryTableAboutTables()
            throws Exception
    {
        for (String name : SystemTables.names()) {
            Table expected = paimon.getTable(new Identifier("shop", "small$" + name));
            List<String> columns = expected.rowType().getFieldNames().stream().map(column -> column.toLowerCase(Locale.ROOT)).toList();

            assertThat(hive.query(Map.of(), "SELECT * FROM refs.small." + name)).as(name)
                    .hasSize(count(expected))
                    .allSatisfy(row -> assertThat(row).hasSize(columns.size()));
            assertThat(hive.query(Map.of(), "SELECT " + columns.getLast() + " FROM refs.small." + name)).as(name).hasSize(count(expected));
        }
    }

    @Test
    public void testValuesOfTablesAboutTables()
            throws Exception
    {
        assertThat(hive.query(Map.of(), "SELECT snapshot_id, commit_kind FROM refs.small.snapshots ORDER BY snapshot_id"))
                .containsExactly(List.of("1", "APPEND"), List.of("2", "APPEND"));
        assertThat(hive.query(ON_TEZ, "SELECT max(snapshot_id), count(*) FROM refs.small.snapshots WHERE commit_kind = 'APPEND' AND snapshot_id > 1"))
                .containsExactly(List.of("2", "1"));
        assertThat(hive.query(Map.of(), "SELECT t.tag_name, s.total_record_count FROM refs.small.tags t JOIN refs.small.snapshots s ON t.snapshot_id = s.snapshot_id"))
                .containsExactly(List.of("first", "2"));
        assertThat(hive.query(Map.of(), "SELECT s.id, f.record_count FROM refs.small s CROSS JOIN (SELECT sum(record_count) AS record_count FROM refs.small.files) f WHERE s.id = 3"))
                .containsExactly(List.of("3", "4"));
    }

    @Test
    public void testViewsOfTheRows()
            throws Exception
    {
        assertThat(hive.query(Map.of(), "SELECT count(*) FROM refs.small.ro")).containsExactly(List.of("0"));
        assertThat(hive.query(Map.of(), "SELECT rowkind, id, name FROM refs.small.audit_log WHERE id > 1")).containsExactlyInAnyOrder(List.of("+I", "2", "TWO"), List.of("+I", "3", "THREE"));
        assertThat(hive.query(ON_TEZ, "SELECT id FROM refs.small.audit_log FOR SYSTEM_VERSION AS OF 1 WHERE rowkind = '+I' AND name LIKE 't%'")).containsExactly(List.of("2"));
        assertThat(hive.query(ON_TEZ, "SELECT id[0], name[0] FROM refs.small.binlog WHERE name[0] = 'TWO' AND id IS NOT NULL")).containsExactly(List.of("2", "TWO"));
        assertThat(hive.failure(Map.of(), "SELECT * FROM refs.small.row_tracking")).contains("Varve INVALID_REQUEST").contains("row-tracking.enabled");
        assertThat(hive.failure(Map.of("paimon.incremental-between", "1,2"), "SELECT * FROM refs.small.audit_log")).contains("Varve UNSUPPORTED_FEATURE");
    }

    @Test
    public void testTablesAboutTablesHaveVersionsAndBranches()
            throws Exception
    {
        String files = "SELECT count(*) FROM refs.small.files";
        assertThat(hive.query(Map.of(), files)).containsExactly(List.of("2"));
        assertThat(hive.query(Map.of(), files + " FOR SYSTEM_VERSION AS OF 1")).containsExactly(List.of("1"));
        assertThat(hive.query(ON_TEZ, "SELECT record_count FROM refs.small.files FOR SYSTEM_VERSION AS OF 'first'")).containsExactly(List.of("2"));
        assertThat(hive.query(Map.of("paimon.scan.snapshot-id", "1"), files)).containsExactly(List.of("1"));
        assertThat(hive.query(Map.of("paimon.scan.snapshot-id", "1"), "SELECT count(*) FROM refs.small.snapshots")).containsExactly(List.of("2"));
        assertThat(hive.query(Map.of(), "SELECT count(*) FROM refs.small.`branch_dev$snapshots`")).containsExactly(List.of("1"));
    }

    @Test
    public void testTagsAndBranchesHaveColumnsOfTheirOwn()
            throws Exception
    {
        paimon.alterTable(Identifier.create("shop", "small"), List.of(SchemaChange.addColumn("extra", DataTypes.BIGINT(), "late", SchemaChange.Move.first("extra"))), false);
        try {
            for (String reference : List.of("tag_first", "branch_dev")) {
                for (Map<String, String> settings : List.of(Map.<String, String>of(), ON_TEZ)) {
                    assertThat(hive.query(settings, "SELECT * FROM refs.small." + reference)).as(reference)
                            .containsExactlyInAnyOrder(List.of("1", "one"), List.of("2", "two"));
                }
            }
            assertThat(hive.query(ON_TEZ, "SELECT name, extra FROM refs.small FOR SYSTEM_VERSION AS OF 1 WHERE id = 1").getFirst()).containsExactly("one", null);
            assertThat(hive.query(Map.of("paimon.branch", "dev"), "SELECT * FROM refs.small WHERE id = 1")).containsExactly(List.of("1", "one"));
        }
        finally {
            paimon.alterTable(Identifier.create("shop", "small"), List.of(SchemaChange.dropColumn("extra")), false);
        }
    }

    @Test
    public void testReferencesReadPartitionsThatTheMetastoreDoesNotKnow()
            throws Exception
    {
        assertThat(hive.query(Map.of(), "SELECT id FROM refs.parted")).containsExactly(List.of("0"));
        assertThat(hive.query(Map.of(), "SELECT `partition`, record_count FROM refs.parted.partitions ORDER BY `partition`"))
                .containsExactly(List.of("part=a", "1"), List.of("part=b", "1"));
    }

    @Test
    public void testChangesThatTheSessionAsksFor()
            throws Exception
    {
        String select = "SELECT id, name FROM refs.small";

        assertThat(hive.query(Map.of("paimon.incremental-between", "1,2"), select)).containsExactlyInAnyOrder(List.of("2", "TWO"), List.of("3", "THREE"));
        assertThat(hive.query(Map.of("paimon.incremental-between", "1,2", "hive.fetch.task.conversion", "none"), select + " WHERE id > 2")).containsExactly(List.of("3", "THREE"));
        assertThat(hive.query(Map.of("paimon.incremental-between", "0,2"), "SELECT count(*) FROM refs.small")).containsExactly(List.of("4"));
        assertThat(hive.query(Map.of("paimon.incremental-between", "0,2", "paimon.incremental-between-scan-mode", "diff"), "SELECT count(*) FROM refs.small"))
                .containsExactly(List.of("3"));
        assertThat(hive.query(Map.of("paimon.incremental-between", "2,2"), select)).isEmpty();
        assertThat(hive.query(Map.of("paimon.incremental-between", "1,2"), "SELECT count(*) FROM refs.parted.snapshots")).containsExactly(List.of("1"));
    }

    @Test
    public void testOtherSettingsOfTheSession()
            throws Exception
    {
        String count = "SELECT count(*) FROM refs.small";
        assertThat(hive.query(Map.of("paimon.scan.version", "first"), count)).containsExactly(List.of("2"));
        assertThat(hive.query(Map.of("paimon.scan.timestamp", "2999-01-01"), count)).containsExactly(List.of("3"));
        assertThat(hive.query(Map.of("paimon.scan.mode", "from-snapshot", "paimon.scan.snapshot-id", "1"), count)).containsExactly(List.of("2"));
        assertThat(hive.failure(Map.of("paimon.scan.mode", "compacted-full"), count)).contains("Varve UNSUPPORTED_FEATURE").contains("compacted-full");
        assertThat(hive.failure(Map.of("paimon.incremental-between", "1,99"), count)).contains("Varve NOT_FOUND").contains("refs.small").contains("99");
        assertThat(hive.failure(Map.of("paimon.branch", "none"), count)).contains("Varve NOT_FOUND").contains("none");
    }

    @Test
    public void testWhatThereIsNot()
            throws Exception
    {
        assertThat(hive.failure(Map.of(), "SELECT * FROM refs.small.what")).contains("Varve NOT_FOUND").contains("refs.small").contains("'what'").contains("snapshots");
        assertThat(hive.failure(Map.of(), "SELECT * FROM refs.small.tag_none")).contains("Varve NOT_FOUND").contains("refs.small").contains("none");
        assertThat(hive.failure(Map.of(), "SELECT * FROM refs.small.branch_none")).contains("Varve NOT_FOUND").contains("none");
        assertThat(hive.failure(Map.of(), "SELECT * FROM refs.small.snapshots FOR SYSTEM_VERSION AS OF 1")).contains("has none itself");
        assertThat(hive.failure(Map.of(), "SELECT * FROM refs.small.tag_first FOR SYSTEM_VERSION AS OF 1")).contains("another version");
    }

    private static int count(Table table)
            throws Exception
    {
        ReadBuilder read = table.newReadBuilder();
        AtomicInteger count = new AtomicInteger();
        try (RecordReader<InternalRow> rows = read.newRead().createReader(read.newScan().plan())) {
            rows.forEachRemaining(_ -> count.incrementAndGet());
        }
        return count.get();
    }
}
