package dev.varve.product.paimon;

import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.RowSource;
import dev.varve.product.rows.TableVersion;
import dev.varve.product.sql.Truth;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.fs.Path;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.RowType;
import org.apache.paimon.utils.CloseableIterator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads with Apache Paimon's own reader. Conditions are evaluated on every row instead of being pushed down, because some of
 * Paimon's push-downs lose rows.
 */
public final class PaimonReader
        implements RowSource
{
    private final Catalog catalog;

    private PaimonReader(Catalog catalog)
    {
        this.catalog = catalog;
    }

    public static PaimonReader open(java.nio.file.Path warehouse)
    {
        return new PaimonReader(CatalogFactory.createCatalog(CatalogContext.create(new Path(warehouse.toUri()))));
    }

    @Override
    public List<List<Object>> read(ReadRequest request)
            throws Exception
    {
        String name = request.table() + request.branch().map(branch -> "$branch_" + branch).orElse("");
        Table table = catalog.getTable(Identifier.create(request.database(), name)).copy(options(request.version()));
        RowType type = table.rowType();
        ReadBuilder builder = table.newReadBuilder();
        List<List<Object>> rows = new ArrayList<>();
        List<String> names = type.getFieldNames();
        try (RecordReader<InternalRow> reader = builder.newRead().createReader(builder.newScan().plan());
                CloseableIterator<InternalRow> iterator = reader.toCloseableIterator()) {
            while (iterator.hasNext()) {
                List<Object> values = PaimonValues.row(iterator.next(), type);
                boolean kept = request.where().isEmpty() || request.where().get().test(column -> values.get(names.indexOf(column))) == Truth.TRUE;
                if (kept) {
                    rows.add(projected(values, names, request.columns()));
                }
            }
        }
        return rows;
    }

    private static List<Object> projected(List<Object> values, List<String> names, List<String> columns)
    {
        List<Object> projected = new ArrayList<>();
        for (String column : columns) {
            projected.add(values.get(names.indexOf(column)));
        }
        return projected;
    }

    private static Map<String, String> options(TableVersion version)
    {
        return switch (version) {
            case TableVersion.Latest _ -> Map.of();
            case TableVersion.SnapshotId snapshot -> Map.of("scan.snapshot-id", Long.toString(snapshot.id()));
            case TableVersion.TagName tag -> Map.of("scan.tag-name", tag.name());
            case TableVersion.AsOf asOf -> Map.of("scan.timestamp-millis", Long.toString(asOf.instant().toEpochMilli()));
        };
    }
}
