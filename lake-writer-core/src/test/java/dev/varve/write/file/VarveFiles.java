package dev.varve.write.file;

import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.LongColumn;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.row.BinaryRow;
import dev.varve.schema.TableSchema;
import dev.varve.storage.LocalStorage;
import org.apache.paimon.data.GenericRow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Writes rows that Paimon's classes hold with Varve's writers. */
final class VarveFiles
{
    private VarveFiles() {}

    /** Writes rows, in the order of their keys if they have one, to bucket 0 of a table. */
    static List<DataFile> write(PaimonFileTable table, List<GenericRow> rows)
            throws IOException
    {
        TableSchema schema = table.schema();
        BucketFileWriters writers = TableFileWriters.of(new LocalStorage(), table.location(), schema).bucket(BinaryRow.EMPTY, 0);
        try (RowFileWriter writer = schema.hasPrimaryKey() ? writers.dataFiles(0, FileSource.APPEND) : writers.appendFiles(0, FileSource.APPEND)) {
            int from = 0;
            while (from < rows.size()) {
                int to = Math.min(rows.size(), from + 700);
                writer.write(batch(table, schema, rows.subList(from, to), from));
                from = to;
            }
            return writer.finish();
        }
    }

    static ColumnsBatch batch(PaimonFileTable table, TableSchema schema, List<GenericRow> rows, long firstSequenceNumber)
    {
        List<Column> columns = new ArrayList<>();
        if (schema.hasPrimaryKey()) {
            columns.add(new LongColumn(rows.size(), null, LongStream.range(firstSequenceNumber, firstSequenceNumber + rows.size()).toArray()));
            columns.add(new ByteColumn(rows.size(), null, new byte[rows.size()]));
        }
        for (int i = 0; i < schema.fields().size(); i++) {
            columns.add(PaimonValues.column(schema.fields().field(i).type(), table.rowType().getTypeAt(i), rows, i));
        }
        return new ColumnsBatch(rows.size(), columns);
    }
}
