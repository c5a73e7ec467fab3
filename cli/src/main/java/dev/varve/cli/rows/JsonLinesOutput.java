package dev.varve.cli.rows;

import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.row.RowKind;
import dev.varve.type.Field;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import static java.util.Objects.requireNonNull;

/**
 * Rows as lines that {@link JsonLines} reads: a JSON object with {@code _row_kind}, {@code _snapshot_id} and the columns, unless the table has columns of
 * those names.
 */
public final class JsonLinesOutput
{
    private final Writer out;
    private final JsonFactory json = JsonFactory.builder().build();

    public JsonLinesOutput(Writer out)
    {
        this.out = requireNonNull(out, "out is null");
    }

    /**
     * @param fields of the columns of the batch
     * @param kindColumn the column of row kinds; absent if all rows are inserts
     */
    public void write(Batch batch, List<Field> fields, OptionalInt kindColumn, long snapshotId)
            throws IOException
    {
        boolean tellsKind = fields.stream().noneMatch(field -> field.name().equals(RowColumns.ROW_KIND));
        boolean tellsSnapshot = fields.stream().noneMatch(field -> field.name().equals(RowColumns.SNAPSHOT_ID));
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            columns.add(batch.selection().apply(batch.column(i)).flatten());
        }
        byte[] kinds = kindColumn.isEmpty() ? null : ((ByteColumn) batch.selection().apply(batch.column(kindColumn.getAsInt())).flatten()).values();
        try (JsonGenerator generator = json.createGenerator(out)) {
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).setRootValueSeparator(null);
            for (int row = 0; row < batch.selection().count(); row++) {
                generator.writeStartObject();
                if (tellsKind) {
                    generator.writeStringField(RowColumns.ROW_KIND, kinds == null ? RowKind.INSERT.toString() : RowKind.of(kinds[row]).toString());
                }
                if (tellsSnapshot) {
                    generator.writeNumberField(RowColumns.SNAPSHOT_ID, snapshotId);
                }
                for (int i = 0; i < columns.size(); i++) {
                    generator.writeFieldName(fields.get(i).name());
                    JsonValues.write(generator, fields.get(i).type(), columns.get(i), row);
                }
                generator.writeEndObject();
                generator.writeRaw('\n');
            }
        }
    }
}
