package dev.varve.benchmark;

import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.reader.RecordReader.RecordIterator;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.table.source.TableRead;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.RowType;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Reads with Paimon's own reader. */
final class PaimonSide
{
    private final Catalog catalog;

    PaimonSide(Path warehouse)
    {
        catalog = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri())));
    }

    /** How many rows a table has. */
    long rows(String table)
            throws Exception
    {
        return read(new ReadCase("", table, List.of(0), OptionalInt.empty(), 0)).rows();
    }

    Touched read(ReadCase query)
            throws Exception
    {
        Table table = catalog.getTable(Identifier.create(BenchmarkTables.DATABASE, query.table()));
        ReadBuilder builder = table.newReadBuilder().withProjection(query.columns().stream().mapToInt(i -> i).toArray());
        if (query.equalInt().isPresent()) {
            builder.withFilter(new PredicateBuilder(table.rowType()).equal(ReadCase.C_INT, query.equalInt().getAsInt()));
        }
        RowType rowType = builder.readType();
        TableRead read = builder.newRead();
        if (query.equalInt().isPresent()) {
            read.executeFilter();
        }
        long rows = 0;
        long checksum = 0;
        for (Split split : builder.newScan().plan().splits()) {
            try (RecordReader<InternalRow> reader = read.createReader(split)) {
                for (RecordIterator<InternalRow> batch = reader.readBatch(); batch != null; batch = reader.readBatch()) {
                    for (InternalRow row = batch.next(); row != null; row = batch.next()) {
                        rows++;
                        for (int i = 0; i < rowType.getFieldCount(); i++) {
                            checksum += value(row, i, rowType.getTypeAt(i));
                        }
                    }
                    batch.releaseBatch();
                }
            }
        }
        return new Touched(rows, checksum);
    }

    private static long value(InternalRow row, int field, DataType type)
    {
        if (row.isNullAt(field)) {
            return 1;
        }
        return switch (type.getTypeRoot()) {
            case BIGINT -> row.getLong(field);
            case INTEGER -> row.getInt(field);
            case DOUBLE -> Double.doubleToRawLongBits(row.getDouble(field));
            case DECIMAL -> row.getDecimal(field, 18, 4).toUnscaledLong();
            case TIMESTAMP_WITHOUT_TIME_ZONE -> row.getTimestamp(field, 3).getMillisecond();
            case VARCHAR -> {
                BinaryString text = row.getString(field);
                yield text.getSizeInBytes() + text.byteAt(text.getSizeInBytes() - 1);
            }
            default -> throw new IllegalArgumentException("Not a type of the benchmark: " + type);
        };
    }
}
