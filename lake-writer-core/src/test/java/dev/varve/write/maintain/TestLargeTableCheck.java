package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.manifest.DataFile;
import dev.varve.schema.TypeText;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.TableWriter;
import dev.varve.write.WritableCatalog;
import dev.varve.write.WriterSettings;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.Increment;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The check of a table with very many files, of which the manifests say much: all are links to one. {@code -Dvarve.check.files=50000} and
 * {@code -Dvarve.check.commits=200} make it a large one; the figures are printed then.
 */
public class TestLargeTableCheck
{
    private static final int FILES = Integer.getInteger("varve.check.files", 1_500);
    private static final int COMMITS = Integer.getInteger("varve.check.commits", 15);
    private static final int COLUMNS = 40;
    /** Less than what manifests say of the files, which is more than 1,000 bytes each, and what else is alive for a moment. */
    private static final long MEMORY = 250L * FILES + (1 << 20);

    private final LocalStorage storage = new LocalStorage();
    private Path warehouse;
    private Table table;

    @BeforeClass
    public void createTable()
            throws IOException
    {
        warehouse = Files.createTempDirectory("varve-large-check");
        WritableCatalog catalog = WritableCatalog.open(storage, StoragePath.of(warehouse.toString()), DefaultFormats.all());
        List<NewColumn> columns = new ArrayList<>();
        for (int i = 0; i < COLUMNS; i++) {
            columns.add(NewColumn.of("c" + i, TypeText.parse("BIGINT")));
        }
        catalog.createDatabase("db");
        catalog.createTable("db", "t", new NewTable(columns, List.of(), List.of(), Map.of("manifest.merge-min-count", "1000000"), Optional.empty()));
        table = catalog.table("db", "t");
        CommitMessage one = oneFile();
        DataFile file = one.append().newFiles().get(0);
        Path bucket = warehouse.resolve("db.db/t/bucket-0");
        TableCommit commit = TableCommit.open(table, storage, "job");
        for (int i = 0; i < COMMITS; i++) {
            List<DataFile> files = new ArrayList<>();
            for (int j = i * FILES / COMMITS; j < (i + 1) * FILES / COMMITS; j++) {
                String name = file.name().replace("-0.parquet", "-" + (j + 1) + ".parquet");
                Files.createLink(bucket.resolve(name), bucket.resolve(file.name()));
                files.add(named(file, name));
            }
            Increment added = new Increment(files, List.of(), List.of(), List.of(), List.of());
            commit.commit(CommitRequest.of(i + 1, List.of(new CommitMessage(one.partition(), one.bucket(), one.totalBuckets(), added, one.compact()))));
        }
        Files.delete(bucket.resolve(file.name()));
    }

    private static DataFile named(DataFile file, String name)
    {
        return new DataFile(
                name, file.size(), file.rowCount(), file.minKey(), file.maxKey(), file.keyStatistics(), file.valueStatistics(),
                file.minSequenceNumber(), file.maxSequenceNumber(), file.schemaId(), file.level(), file.extraFiles(),
                file.creationMillis(), file.deleteRowCount(), file.embeddedIndex(), file.source(), file.valueStatisticsColumns(), file.externalPath(),
                file.firstRowId(), file.writeColumns(), file.writeColumnSequences());
    }

    private CommitMessage oneFile()
            throws IOException
    {
        try (TableWriter writer = TableWriter.open(table, storage, WriterSettings.of("job"))) {
            for (int i = 0; i < COLUMNS; i++) {
                writer.appender().set(i, 1_000_000_000_000L + i);
            }
            writer.appender().append();
            return writer.prepareCommit(true, 1).get(0);
        }
    }

    @AfterClass(alwaysRun = true)
    public void removeTable()
            throws IOException
    {
        storage.deleteDirectory(StoragePath.of(warehouse.toString()));
    }

    @Test
    public void metadataTakesLittleMemory()
    {
        Memory memory = new Memory();
        TableCheck.Summary summary = check(true, memory);
        assertThat(summary).isEqualTo(new TableCheck.Summary(COMMITS, FILES, 0, 0));
        assertThat(memory.samples).isGreaterThan(5);
        assertThat(memory.peak - memory.start).as("bytes of %s files", FILES).isLessThan(MEMORY);
    }

    @Test
    public void eachFileIsReadOnce()
    {
        TableCheck.Summary summary = check(false, new Memory());
        assertThat(summary).isEqualTo(new TableCheck.Summary(COMMITS, FILES, 0, 0));
    }

    private TableCheck.Summary check(boolean metadataOnly, Memory memory)
    {
        long start = System.nanoTime();
        TableCheck.Summary summary = TableCheck.of(table, storage, DefaultFormats.all()).check(metadataOnly, finding -> assertThat(finding.severity()).isEqualTo(Finding.Severity.NOTE), memory);
        if (FILES > 10_000) {
            System.out.printf("%,d files in %,d commits, data files %s: %,d ms, %,d KiB alive at most%n",
                    FILES, COMMITS, metadataOnly ? "not read" : "read", (System.nanoTime() - start) / 1_000_000, (memory.peak - memory.start) >> 10);
        }
        return summary;
    }

    /** What is alive, some times during the check. */
    private static final class Memory
            implements Progress
    {
        private final long start = alive();
        private long peak = start;
        private int samples;

        @Override
        public void report(String activity, long done, long total)
        {
            if (done % (FILES / 10) == FILES / 20) {
                peak = Math.max(peak, alive());
                samples++;
            }
        }

        private static long alive()
        {
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }
    }
}
