package dev.varve.write;

import dev.varve.Table;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.ConstantColumn;
import dev.varve.column.LongColumn;
import dev.varve.row.LiteralColumn;
import dev.varve.row.RowKind;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.DataType;
import dev.varve.type.VarCharType;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.maintain.AutomaticMaintenance;
import io.airlift.slice.Slices;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** The example of {@code docs/writing.md}. */
public class TestDocumentedWriter
{
    private final LocalStorage storage = new LocalStorage();
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws Exception
    {
        directory = Files.createTempDirectory("varve-documented-writer");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws Exception
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void exampleWritesItsRows()
            throws Exception
    {
        TwinTable twin = TwinTable.create(directory.resolve("t"), Schema.newBuilder()
                .column("id", DataTypes.BIGINT())
                .column("name", DataTypes.STRING())
                .primaryKey("id")
                .options(Map.of("bucket", "1"))
                .build());
        example(twin.open(), new VarCharType(VarCharType.UNBOUNDED, true));
        assertThat(twin.readWithPaimon()).containsExactly("[1, one]", "[3, many]", "[4, many]");
    }

    private void example(Table table, DataType text)
            throws IOException
    {
        // begin
        TableWriter writer = TableWriter.open(table, storage, WriterSettings.of("loader"));
        try (writer) {
            RowAppender rows = writer.appender();
            rows.set(0, 1L).set(1, Slices.utf8Slice("one")).append();
            rows.set(0, 2L).append(RowKind.DELETE);
            writer.write(new ColumnsBatch(2, List.of(
                    new LongColumn(2, null, new long[] {3, 4}),
                    new ConstantColumn(2, LiteralColumn.of(text, Slices.utf8Slice("many"))))));
            List<CommitMessage> messages = writer.prepareCommit(true, CommitRequest.BATCH);
            TableCommit.open(table, storage, "loader").commit(CommitRequest.batch(messages));
        }
        // end
    }

    @Test
    public void commitsExpireWhatIsOldIfTheyAreTold()
            throws Exception
    {
        for (boolean told : new boolean[] {false, true}) {
            TwinTable twin = TwinTable.create(directory.resolve("told" + told), Schema.newBuilder()
                    .column("id", DataTypes.BIGINT())
                    .options(Map.of("snapshot.num-retained.min", "1", "snapshot.num-retained.max", "2"))
                    .build());
            AutomaticMaintenance maintenance = AutomaticMaintenance.of(storage, Optional.empty(), Runnable::run);
            TableCommit commit = TableCommit.open(twin.open(), storage, "loader", Optional.empty(), told ? List.of(maintenance) : List.of());
            try (TableWriter writer = twin.writer(WriterSettings.of("loader"))) {
                for (long identifier = 1; identifier <= 4; identifier++) {
                    writer.appender().set(0, identifier).append();
                    commit.commit(identifier, writer.prepareCommit(true, identifier));
                }
            }
            assertThat(twin.open().snapshots().ids()).hasSize(told ? 2 : 4);
        }
    }

    @Test
    public void documentShowsTheExample()
            throws Exception
    {
        String source = Files.readString(Path.of("src/test/java/dev/varve/write/TestDocumentedWriter.java"));
        String example = source.substring(source.indexOf("// begin\n") + "// begin\n".length(), source.indexOf("        // end"));
        assertThat(Files.readString(Path.of("../docs/writing.md"))).contains("```java\n" + example.stripTrailing().stripIndent() + "\n```");
    }
}
