package dev.varve.read;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.ShownVersion;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a table shows that has options {@code scan.*} is what Paimon shows of it. */
public class TestShownVersion
{
    /** {@code TIME} and {@code MILLIS} stand for a time after the second snapshot. */
    @DataProvider
    public Object[][] options()
    {
        return new Object[][] {
                {Map.of()},
                {Map.of("scan.snapshot-id", "1")},
                {Map.of("scan.tag-name", "first")},
                {Map.of("scan.timestamp-millis", "MILLIS")},
                {Map.of("scan.timestamp", "TIME")},
                {Map.of("scan.mode", "latest")},
                {Map.of("scan.mode", "from-snapshot", "scan.snapshot-id", "2")},
                {Map.of("scan.mode", "from-snapshot-full", "scan.snapshot-id", "2")},
                {Map.of("scan.mode", "from-timestamp", "scan.timestamp-millis", "MILLIS")},
                {Map.of("type", "materialized-table")},
        };
    }

    @Test(dataProvider = "options")
    public void isThatOfPaimon(Map<String, String> options)
            throws Exception
    {
        try (PaimonTable table = PaimonTable.create(Schema.newBuilder().column("n", DataTypes.INT()).build())) {
            table.commit(List.of(GenericRow.of(1)));
            table.paimon().createTag("first", 1);
            table.commit(List.of(GenericRow.of(2)));
            long millis = table.paimon().snapshotManager().snapshot(2).timeMillis();
            // Texts of times have milliseconds.
            Thread.sleep(2);
            table.commit(List.of(GenericRow.of(3)));
            List<SchemaChange> changes = options.entrySet().stream()
                    .map(option -> SchemaChange.setOption(option.getKey(), option.getValue().replace("MILLIS", Long.toString(millis)).replace("TIME", text(millis))))
                    .toList();
            table.paimon().schemaManager().commitChanges(changes);
            Table varve = table.open();
            List<Integer> shown = PaimonTable.read(varve.version(ShownVersion.of(varve.latestSchema()))).stream().map(row -> ((Number) row.get(0)).intValue()).toList();
            assertThat(shown).containsExactlyInAnyOrderElementsOf(read(table.paimon())).isNotEmpty();
        }
    }

    @DataProvider
    public Object[][] unsupported()
    {
        return new Object[][] {
                {Map.of("incremental-between", "1,2"), "incremental-between=1,2"},
                {Map.of("scan.version", "1"), "scan.version=1"},
                {Map.of("scan.mode", "compacted-full"), "scan.mode=compacted-full"},
                {Map.of("scan.mode", "from-timestamp"), "scan.mode=from-timestamp, but none of"},
                {Map.of("scan.snapshot-id", "x"), "scan.snapshot-id"},
                {Map.of("scan.timestamp", "noon"), "scan.timestamp"},
        };
    }

    @Test(dataProvider = "unsupported")
    public void othersAreRefused(Map<String, String> options, String message)
    {
        TableSchema schema = new TableSchema(3, 0, RowType.of(List.of(new Field(0, "n", new IntType(true)))), 0, List.of(), List.of(), options, Optional.empty(), 0);
        assertThatThrownBy(() -> ShownVersion.of(schema)).isInstanceOf(VarveException.class).hasMessageContaining(message);
    }

    private static String text(long epochMillis)
    {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").format(LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMillis), ZoneId.systemDefault()));
    }

    private static List<Integer> read(FileStoreTable table)
            throws Exception
    {
        ReadBuilder builder = table.newReadBuilder();
        List<Integer> rows = new ArrayList<>();
        try (RecordReader<InternalRow> reader = builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> rows.add(row.getInt(0)));
        }
        return rows;
    }
}
