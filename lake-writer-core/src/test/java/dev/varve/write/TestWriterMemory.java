package dev.varve.write;

import dev.varve.row.RowKind;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.TwinTable.KindRow;
import dev.varve.write.commit.TableCommit;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** What a writer holds stays within {@code write-buffer-size}, the files included that it has open. */
public class TestWriterMemory
{
    private static final long BUFFER = 8 << 20;
    /** Rows are counted when a batch has been taken. */
    private static final long BATCH = 1 << 20;

    private final LocalStorage storage = new LocalStorage();
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws Exception
    {
        directory = Files.createTempDirectory("varve-writer-memory");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws Exception
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {true, Map.of("bucket", "2")},
                {true, Map.of("bucket", "2", "write-buffer-spillable", "false")},
                {true, Map.of("bucket", "2", "changelog-producer", "input")},
                {false, Map.of()},
                {false, Map.of("write-buffer-for-append", "true")},
        };
    }

    @Test(dataProvider = "tables")
    public void staysWithinTheBuffer(boolean keyed, Map<String, String> options)
            throws Exception
    {
        Map<String, String> all = new HashMap<>(options);
        all.put("write-buffer-size", BUFFER + " b");
        all.put("write-only", "true");
        Schema.Builder schema = Schema.newBuilder()
                .column("k", DataTypes.INT()).column("p", DataTypes.INT()).column("v", DataTypes.STRING()).partitionKeys("p").options(all);
        TwinTable table = TwinTable.create(directory.resolve("t"), (keyed ? schema.primaryKey("k", "p") : schema).build());
        Random random = new Random(7);
        int rows = 0;
        try (TableWriter writer = table.writer(WriterSettings.of("job").spillingTo(Files.createDirectory(directory.resolve("spill"))))) {
            for (int batch = 0; batch < 40; batch++) {
                List<KindRow> some = new ArrayList<>();
                for (int i = 0; i < 1000; i++) {
                    some.add(new KindRow(RowKind.INSERT, List.of((long) rows++, (long) (i % 3), text(random))));
                }
                table.write(writer, some);
            }
            TableCommit.open(table.open(), storage, "job").commit(1, writer.prepareCommit(true, 1));
            assertThat(writer.peakMemoryBytes()).isBetween(BUFFER / 4, BUFFER + BATCH);
        }
        assertThat(table.readWithPaimon()).hasSize(rows);
    }

    /** What no compression makes small. */
    private static String text(Random random)
    {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        return text.toString();
    }
}
