package dev.varve.write;

import dev.varve.Table;
import dev.varve.column.ByteColumn;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.IntColumn;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.row.BinaryRow;
import dev.varve.schema.Bucketing;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.bucket.BucketId;
import dev.varve.write.bucket.LiveBuckets;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.TableCommit;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.fs.Path;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Rows that Varve has written to the postpone bucket; Paimon reads them once they have been moved. */
public class TestPostponeCompaction
{
    private static final byte DELETE = 3;

    private final LocalStorage storage = new LocalStorage();
    private java.nio.file.Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-postpone");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void movedRowsAreSeen()
            throws Exception
    {
        Path path = new Path(directory.resolve("t").toUri());
        new SchemaManager(LocalFileIO.create(), path).createTable(Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("v", DataTypes.INT())
                .primaryKey("k")
                .options(Map.of("bucket", "-2", "postpone.default-bucket-num", "3", "changelog-producer", "lookup"))
                .build());
        FileStoreTable paimon = FileStoreTableFactory.create(LocalFileIO.create(), path);
        Table table = Table.open(storage, StoragePath.of(directory.resolve("t").toString()), "default", "t");
        Map<Integer, Integer> expected = new TreeMap<>();
        Random random = new Random(7);
        for (int round = 0; round < 3; round++) {
            for (int commit = 0; commit < 2; commit++) {
                write(table, random, expected);
            }
            TreeMap<Integer, Integer> stale = rows(paimon);
            assertThat(stale).describedAs("what waits is not seen").isNotEqualTo(expected);

            PostponeCompaction compaction = PostponeCompaction.of(table, storage, DefaultFormats.all(), WriterSettings.of("mover"));
            commit(table, compaction.run(partition -> true));
            assertThat(rows(paimon)).isEqualTo(expected);
            assertThat(buckets(table)).isEqualTo(Set.of(0, 1, 2));
            assertThat(compaction.run(partition -> true)).isEmpty();
        }
    }

    private void write(Table table, Random random, Map<Integer, Integer> expected)
            throws IOException
    {
        int count = 500;
        int[] keys = random.ints(count, 0, 800).toArray();
        int[] values = random.ints(count).toArray();
        byte[] kinds = new byte[count];
        for (int i = 0; i < count; i++) {
            kinds[i] = random.nextInt(5) == 0 ? DELETE : 0;
            if (kinds[i] == DELETE) {
                expected.remove(keys[i]);
            }
            else {
                expected.put(keys[i], values[i]);
            }
        }
        try (TableWriter writer = TableWriter.open(table, storage, WriterSettings.of("writer").streamed())) {
            writer.write(
                    new ColumnsBatch(count, List.of(new IntColumn(count, null, keys), new IntColumn(count, null, values))),
                    new ByteColumn(count, null, kinds));
            List<CommitMessage> messages = writer.prepareCommit(true, CommitRequest.BATCH);
            assertThat(messages).allMatch(message -> message.bucket() == Bucketing.POSTPONE);
            commit(table, messages);
        }
    }

    private void commit(Table table, List<CommitMessage> messages)
    {
        TableCommit.open(table, storage, "user").commit(CommitRequest.batch(messages));
    }

    private static Set<Integer> buckets(Table table)
            throws IOException
    {
        return LiveBuckets.of(table.manifests(), table.latestSchema(), table.snapshots().latest())
                .read(Set.of(BinaryRow.EMPTY), false)
                .keySet()
                .stream()
                .map(BucketId::bucket)
                .collect(Collectors.toSet());
    }

    private static TreeMap<Integer, Integer> rows(FileStoreTable paimon)
            throws Exception
    {
        TreeMap<Integer, Integer> rows = new TreeMap<>();
        ReadBuilder builder = paimon.newReadBuilder();
        try (RecordReader<InternalRow> reader = builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> rows.put(row.getInt(0), row.getInt(1)));
        }
        return rows;
    }
}
