package dev.varve.scan;

import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.SimpleStatistics;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.schema.TableSchema;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** An append table with the columns pt and v, partitioned by pt, a table with a key, and entries for their manifests. */
final class SampleEntries
{
    private static final DataType INT = new IntType(true);

    private SampleEntries() {}

    static MemoryTable table()
    {
        return table(Map.of());
    }

    static MemoryTable table(Map<String, String> options)
    {
        RowType columns = RowType.of(List.of(new Field(0, "pt", INT), new Field(1, "v", INT)));
        return new MemoryTable(new TableSchema(3, 0, columns, 1, List.of("pt"), List.of(), options, Optional.empty(), 0));
    }

    /** Columns id, which is the key, and v. */
    static MemoryTable tableWithKey(Map<String, String> options)
    {
        RowType columns = RowType.of(List.of(new Field(0, "id", new IntType(false)), new Field(1, "v", INT)));
        return new MemoryTable(new TableSchema(3, 0, columns, 1, List.of(), List.of("id"), options, Optional.empty(), 0));
    }

    static ManifestEntry added(String name, long pt)
    {
        return added(name, pt, OptionalLong.empty());
    }

    /** A file of ten rows. */
    static ManifestEntry added(String name, long pt, OptionalLong firstRowId)
    {
        return new ManifestEntry(FileKind.ADD, BinaryRowWriter.write(List.of(INT), List.of(pt)), 0, -1, file(name, BinaryRow.EMPTY, 0, firstRowId));
    }

    /** A file of ten rows of the table with a key, in the only partition. */
    static ManifestEntry addedAtLevel(String name, int bucket, long key, int level)
    {
        return new ManifestEntry(FileKind.ADD, BinaryRow.EMPTY, bucket, 2, file(name, BinaryRowWriter.write(List.of(INT), List.of(key)), level, OptionalLong.empty()));
    }

    private static DataFile file(String name, BinaryRow key, int level, OptionalLong firstRowId)
    {
        return new DataFile(
                name,
                1000,
                10,
                key,
                key,
                SimpleStatistics.UNKNOWN,
                SimpleStatistics.UNKNOWN,
                0,
                9,
                0,
                level,
                List.of(),
                OptionalLong.empty(),
                OptionalLong.of(0),
                Optional.empty(),
                Optional.empty(),
                Optional.of(List.of()),
                Optional.empty(),
                firstRowId,
                Optional.empty(),
                Optional.empty());
    }
}
