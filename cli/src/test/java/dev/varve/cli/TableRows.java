package dev.varve.cli;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.evolution.ColumnCast;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.type.Field;
import dev.varve.type.VarCharType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads tables as texts. */
final class TableRows
{
    private static final VarCharType TEXT = new VarCharType(VarCharType.UNBOUNDED, true);

    private TableRows() {}

    /** The rows of the newest snapshot, their values joined by commas; sorted. */
    static List<String> of(Table table)
            throws IOException
    {
        TableVersion version = table.latest();
        List<Field> fields = version.schema().fields().fields();
        List<Integer> columns = IntStream.range(0, fields.size()).boxed().toList();
        TableReader reader = TableReader.of(version, DefaultFormats.all(), columns, Optional.empty(), new ReadMetrics());
        List<String> rows = new ArrayList<>();
        SplitSource splits = version.plan(ScanRequest.ALL);
        for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
            try (BatchSource batches = reader.open(split.get())) {
                for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                    add(batch.get(), fields, rows);
                }
            }
        }
        rows.sort(String::compareTo);
        return rows;
    }

    private static void add(Batch batch, List<Field> fields, List<String> rows)
            throws IOException
    {
        List<Column> texts = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            texts.add(ColumnCast.of(fields.get(i).name(), fields.get(i).type(), TEXT).apply(batch.selection().apply(batch.column(i))).flatten());
        }
        for (int position = 0; position < batch.selection().count(); position++) {
            int row = position;
            rows.add(String.join(",", texts.stream().map(column -> column.isNull(row) ? "null" : ((BytesColumn) column).value(row).toStringUtf8()).toList()));
        }
    }
}
