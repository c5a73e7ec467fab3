package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

public class TestPartitionExpiry
{
    private static final LocalDateTime NOW = LocalDateTime.of(2024, 3, 10, 12, 0);

    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-partitions");
    }

    @AfterMethod(alwaysRun = true)
    public void deleteDirectory()
            throws IOException
    {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    public void testValuesWithoutAFormat()
            throws Exception
    {
        Table table = table(Map.of("partition.expiration-time", "7 d"), "2024-03-01", "2024-3-2", "2024-03-03 12:00:00", "2024-03-03 11:59:59", "2024-03-04", "none", null);
        assertThat(expiry(table).expire(NOW)).containsExactlyInAnyOrder("p=2024-03-01", "p=2024-3-2", "p=2024-03-03 11%3A59%3A59");
        assertThat(paimonPartitions()).containsExactlyInAnyOrder("2024-03-03 12:00:00", "2024-03-04", "none", null);
        assertThat(expiry(table).expire(NOW)).isEmpty();
    }

    @Test
    public void testPatternAndFormatter()
            throws Exception
    {
        Table table = table(
                Map.of("partition.expiration-time", "1 d", "partition.timestamp-pattern", "$p 00", "partition.timestamp-formatter", "yyyyMMdd HH"),
                "20240308", "20240309", "20240310", "20240301x");
        assertThat(expiry(table).expire(NOW)).containsExactlyInAnyOrder("p=20240308", "p=20240309");
    }

    @Test
    public void testDates()
            throws Exception
    {
        Table table = create(DataTypes.DATE(), Map.of("partition.expiration-time", "7 d"), List.of(
                (int) LocalDate.of(2024, 3, 2).toEpochDay(),
                (int) LocalDate.of(2024, 3, 9).toEpochDay()));
        assertThat(expiry(table).expire(NOW)).containsExactly("p=" + LocalDate.of(2024, 3, 2).toEpochDay());
    }

    @Test
    public void testTheNewestFileTells()
            throws Exception
    {
        Table table = table(Map.of("partition.expiration-time", "7 d", "partition.expiration-strategy", "update-time"), "a", "b");
        assertThat(expiry(table).expire(LocalDateTime.now().plusDays(6))).isEmpty();
        assertThat(expiry(table).expire(LocalDateTime.now().plusDays(8))).containsExactly("p=a", "p=b");
        assertThat(paimonPartitions()).isEmpty();
    }

    /** Rows that come between the look at the partitions and the commit that drops them make theirs young again. */
    @Test
    public void testAPartitionThatGetsRowsMeanwhileStays()
            throws Exception
    {
        Table table = table(Map.of("partition.expiration-time", "1 s", "partition.expiration-strategy", "update-time"), "a", "b");
        Thread.sleep(1100);
        AtomicBoolean first = new AtomicBoolean(true);
        CommitLock writesFirst = new CommitLock()
        {
            @Override
            public <T> T whileHeld(LockedTable locked, Action<T> action)
                    throws IOException
            {
                if (first.getAndSet(false)) {
                    write(List.of(BinaryString.fromString("b")), 7);
                }
                return action.run();
            }
        };
        assertThat(PartitionExpiry.of(table, new LocalStorage(), Optional.of(writesFirst)).expire(LocalDateTime.now())).containsExactly("p=a");
        assertThat(paimonPartitions()).containsExactly("b");
    }

    @Test
    public void testAtMostSoManyAndInBatches()
            throws Exception
    {
        Table table = table(
                Map.of("partition.expiration-time", "7 d", "partition.expiration-max-num", "3", "partition.expiration-batch-size", "2"),
                "2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04");
        long before = table.snapshots().latest().orElseThrow().id();
        assertThat(expiry(table).expire(NOW)).containsExactly("p=2024-01-01", "p=2024-01-02", "p=2024-01-03");
        assertThat(table.snapshots().latest().orElseThrow().id()).isEqualTo(before + 2);
        assertThat(expiry(table).expire(NOW)).containsExactly("p=2024-01-04");
    }

    @Test
    public void testAfterACommit()
            throws Exception
    {
        Table table = table(
                Map.of(
                        "partition.expiration-time", "7 d",
                        "partition.expiration-check-interval", "0 s",
                        "snapshot.num-retained.min", "1",
                        "snapshot.num-retained.max", "1"),
                "2024-01-01", "3024-01-02");
        AutomaticMaintenance maintenance = AutomaticMaintenance.of(new LocalStorage(), Optional.empty(), Runnable::run);
        TableCommit.open(table, new LocalStorage(), "user", Optional.empty(), List.of(maintenance)).truncate(1);
        assertThat(table.snapshots().ids()).hasSize(1);
        assertThat(table.snapshots().earliest().orElseThrow().totalRecordCount()).isZero();
    }

    private static PartitionExpiry expiry(Table table)
    {
        return PartitionExpiry.of(table, new LocalStorage());
    }

    private Table table(Map<String, String> options, String... partitions)
            throws Exception
    {
        List<Object> values = new ArrayList<>();
        for (String partition : partitions) {
            values.add(BinaryString.fromString(partition));
        }
        return create(DataTypes.STRING(), options, values);
    }

    private Table create(DataType type, Map<String, String> options, List<? extends Object> partitions)
            throws Exception
    {
        Map<String, String> all = new HashMap<>(options);
        all.put("bucket", "-1");
        all.put("write-only", "true");
        Schema schema = Schema.newBuilder().column("k", DataTypes.INT()).column("p", type).partitionKeys("p").options(all).build();
        new SchemaManager(LocalFileIO.create(), new org.apache.paimon.fs.Path(directory.toUri())).createTable(schema);
        for (int i = 0; i < 2; i++) {
            write(partitions, i);
        }
        if (!options.containsKey("write-only")) {
            paimon().schemaManager().commitChanges(org.apache.paimon.schema.SchemaChange.removeOption("write-only"));
        }
        return Table.open(new LocalStorage(), StoragePath.of(directory.toString()), "db", "t");
    }

    private void write(List<? extends Object> partitions, int key)
            throws IOException
    {
        try (BatchTableWrite write = paimon().newBatchWriteBuilder().newWrite(); BatchTableCommit commit = paimon().newBatchWriteBuilder().newCommit()) {
            for (Object partition : partitions) {
                write.write(GenericRow.of(key, partition));
            }
            commit.commit(write.prepareCommit());
        }
        catch (Exception e) {
            throw new IOException(e);
        }
    }

    private FileStoreTable paimon()
    {
        return FileStoreTableFactory.create(LocalFileIO.create(), new org.apache.paimon.fs.Path(directory.toUri()));
    }

    private List<String> paimonPartitions()
    {
        List<String> values = new ArrayList<>();
        paimon().newScan().listPartitions().forEach(partition -> values.add(partition.isNullAt(0) ? null : partition.getString(0).toString()));
        return values;
    }
}
