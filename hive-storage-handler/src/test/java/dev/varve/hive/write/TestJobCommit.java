package dev.varve.hive.write;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.IntColumn;
import dev.varve.datafile.ReadMetrics;
import dev.varve.error.VarveException;
import dev.varve.hive.table.HiveTable;
import dev.varve.hive.table.TableName;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.IntType;
import dev.varve.write.WritableCatalog;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import org.apache.hadoop.mapred.JobConf;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Attempts of tasks that succeed, fail, are repeated or never end, and what becomes of their rows and files. */
public class TestJobCommit
{
    private static final String QUERY = "query-1";

    private Path directory;
    private JobConf settings;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-job");
        settings = new JobConf(false);
        settings.set("hive.query.id", QUERY);
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

    /** Tables that tasks write themselves, and one whose rows wait; with the files that they have when two tasks wrote. */
    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {new NewTable(List.of(NewColumn.of("id", new IntType(true))), List.of(), List.of(), Map.of(), Optional.empty()), 2},
                {new NewTable(List.of(NewColumn.of("id", new IntType(true))), List.of(), List.of("id"), Map.of("bucket", "1"), Optional.empty()), 2},
                {new NewTable(List.of(NewColumn.of("id", new IntType(true))), List.of(), List.of("id"), Map.of(), Optional.empty()), 1},
        };
    }

    @Test(dataProvider = "tables")
    public void testOneAttemptOfEachTaskCounts(NewTable newTable, int files)
            throws IOException
    {
        WriteJob job = job(newTable);
        write(job, new TaskName("v_0", 0), 1, 2).commit();
        write(job, new TaskName("v_0", 1), 1, 2).commit();
        write(job, new TaskName("v_0", 2), 1, 2).abort();
        write(job, new TaskName("v_1", 0), 3).commit();
        TaskWrite late = write(job, new TaskName("v_1", 1), 3);

        JobCommit.run(settings, job, List.of());
        JobCommit.run(settings, job, List.of());
        late.abort();

        assertThat(rows()).containsExactly(1, 2, 3);
        assertThat(dataFiles()).hasSize(files);
        assertThat(directory.resolve("db.db/t/.hive-write")).doesNotExist();
    }

    @Test
    public void testNothingIsCommittedIfAReportIsDamaged()
            throws IOException
    {
        WriteJob job = job((NewTable) tables()[0][0]);
        write(job, new TaskName("v_0", 0), 1).commit();
        write(job, new TaskName("v_1", 0), 2).commit();
        Path report = Path.of(job.staging(settings).file("v_1-0").text());
        Files.write(report, Arrays.copyOf(Files.readAllBytes(report), 40));

        assertThatThrownBy(() -> JobCommit.run(settings, job, List.of())).isInstanceOf(VarveException.class).hasMessageContaining("db.t").hasMessageContaining("Nothing was committed");
        assertThat(rows()).isEmpty();
    }

    @Test
    public void testWhatOldJobsLeftIsDeleted()
            throws IOException
    {
        WriteJob abandoned = job((NewTable) tables()[0][0]);
        write(abandoned, new TaskName("v_0", 0), 1).commit();
        Path report = Path.of(abandoned.staging(settings).file("v_0-0").text());
        WriteJob recent = new WriteJob(abandoned.table(), "recent", true, false, "");
        write(recent, new TaskName("v_0", 0), 2).commit();
        Files.setLastModifiedTime(report, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        WriteJob job = new WriteJob(abandoned.table(), "now", true, false, "");
        write(job, new TaskName("v_0", 0), 3).commit();
        JobCommit.run(settings, job, List.of());

        assertThat(report.getParent()).doesNotExist();
        assertThat(dataFiles()).hasSize(2);
        JobCommit.run(settings, recent, List.of());
        assertThat(rows()).containsExactly(2, 3);
    }

    /** One whose process died after its rows were visible, or did not hear of it. */
    @Test
    public void testRowsOfAJobThatDidNotCleanUpRemain()
            throws IOException
    {
        WriteJob died = job((NewTable) tables()[0][0]);
        write(died, new TaskName("v_0", 0), 1).commit();
        Path staging = Path.of(died.staging(settings).text());
        Map<String, byte[]> left = new HashMap<>();
        JobCommit.run(settings, died, List.of((table, snapshot, changes) -> {
            for (Path file : files(staging)) {
                left.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }));
        Files.createDirectories(staging);
        for (Map.Entry<String, byte[]> file : left.entrySet()) {
            Files.write(staging.resolve(file.getKey()), file.getValue());
            Files.setLastModifiedTime(staging.resolve(file.getKey()), FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        }

        WriteJob job = new WriteJob(died.table(), "now", true, false, "");
        write(job, new TaskName("v_0", 0), 2).commit();
        JobCommit.run(settings, job, List.of());

        assertThat(left).containsKey("v_0-0");
        assertThat(staging).doesNotExist();
        assertThat(rows()).containsExactly(1, 2);
    }

    /** The next jobs commit, and tell nobody that they did not. */
    @Test
    public void testADamagedReportOfAnOldJobIsNoFailure()
            throws IOException
    {
        WriteJob damaged = job((NewTable) tables()[0][0]);
        write(damaged, new TaskName("v_0", 0), 1).commit();
        Path report = Path.of(damaged.staging(settings).file("v_0-0").text());
        Files.write(report, Arrays.copyOf(Files.readAllBytes(report), 40));
        Files.setLastModifiedTime(report, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        WriteJob job = new WriteJob(damaged.table(), "now", true, false, "");
        write(job, new TaskName("v_0", 0), 2).commit();
        JobCommit.run(settings, job, List.of());

        assertThat(report.getParent()).doesNotExist();
        assertThat(rows()).containsExactly(2);
    }

    private static List<Path> files(Path directory)
            throws IOException
    {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private WriteJob job(NewTable table)
    {
        WritableCatalog catalog = WritableCatalog.open(new LocalStorage(), StoragePath.of(directory.toString()));
        catalog.createDatabase("db");
        catalog.createTable("db", "t", table);
        TableName name = new TableName(directory.resolve("db.db/t").toString(), "db", "t", List.of(), Optional.empty());
        return new WriteJob(name, "job", true, false, "");
    }

    private TaskWrite write(WriteJob job, TaskName task, int... ids)
            throws IOException
    {
        TaskWrite write = TaskWrite.open(settings, job, task);
        write.write(new ColumnsBatch(ids.length, List.of(new IntColumn(ids.length, null, ids))));
        return write;
    }

    private Table table()
    {
        return Table.open(new LocalStorage(), StoragePath.of(directory.resolve("db.db/t").toString()), "db", "t");
    }

    private List<Integer> rows()
            throws IOException
    {
        List<Integer> rows = new ArrayList<>();
        TableVersion version = table().latest();
        TableReader reader = TableReader.of(version, HiveTable.FORMATS, List.of(0), Optional.empty(), new ReadMetrics());
        try (SplitSource splits = version.plan(ScanRequest.ALL)) {
            for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
                try (BatchSource batches = reader.open(split.get())) {
                    for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                        for (int i = 0; i < batch.get().selection().count(); i++) {
                            rows.add(((IntColumn) batch.get().column(0).flatten()).values()[batch.get().selection().positions()[i]]);
                        }
                    }
                }
            }
        }
        rows.sort(Comparator.naturalOrder());
        return rows;
    }

    private List<Path> dataFiles()
            throws IOException
    {
        try (Stream<Path> files = Files.walk(directory.resolve("db.db/t"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("data-")).toList();
        }
    }
}
