package dev.varve.product.paimon;

import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.RowSource;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.sql.Truth;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.fs.Path;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.RowType;
import org.apache.paimon.utils.CloseableIterator;
import org.apache.paimon.utils.SnapshotManager;

import java.time.Instant;
import java.net.URI;
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
        return open(warehouse.toUri());
    }

    public static PaimonReader open(URI warehouse)
    {
        return new PaimonReader(CatalogFactory.createCatalog(CatalogContext.create(new Path(warehouse))));
    }

    @Override
    public List<List<Object>> read(ReadRequest request)
            throws Exception
    {
        Table table = table(request.database(), request.table() + request.branch().map(branch -> "$branch_" + branch).orElse(""), request.version());
        RowType type = table.rowType();
        ReadBuilder builder = table.newReadBuilder();
        List<List<Object>> rows = new ArrayList<>();
        List<String> names = type.getFieldNames();
        try (RecordReader<InternalRow> reader = builder.newRead().createReader(builder.newScan().plan());
                CloseableIterator<InternalRow> iterator = reader.toCloseableIterator()) {
            while (iterator.hasNext()) {
                InternalRow row = iterator.next();
                List<Object> values = PaimonValues.row(row, type);
                boolean kept = request.where().isEmpty() || request.where().get().test(column -> values.get(names.indexOf(column))) == Truth.TRUE;
                if (kept) {
                    List<Object> projected = projected(values, names, request.columns());
                    if (request.version().hasKinds()) {
                        projected.addFirst(row.getRowKind().shortString());
                    }
                    rows.add(projected);
                }
            }
        }
        return rows;
    }

    /** The names of the columns that the table has in that version. */
    public List<String> columns(String database, String table, ReadVersion version)
            throws Catalog.TableNotExistException
    {
        return table(database, table, version).rowType().getFieldNames();
    }

    /** The types of the request's columns as SQL text. */
    public List<String> types(ReadRequest request)
            throws Catalog.TableNotExistException
    {
        RowType type = table(request.database(), request.table(), request.version()).rowType();
        return request.columns().stream().map(column -> type.getField(column).type().asSQLString()).toList();
    }

    List<SnapshotTime> snapshots(Identifier identifier)
            throws Exception
    {
        SnapshotManager snapshots = ((FileStoreTable) catalog.getTable(identifier)).snapshotManager();
        return snapshots.safelyGetAllSnapshots().stream()
                .map(snapshot -> new SnapshotTime(snapshot.id(), Instant.ofEpochMilli(snapshot.timeMillis())))
                .toList();
    }

    record SnapshotTime(long id, Instant time) {}

    private Table table(String database, String table, ReadVersion version)
            throws Catalog.TableNotExistException
    {
        return catalog.getTable(Identifier.create(database, table)).copy(options(version));
    }

    private static List<Object> projected(List<Object> values, List<String> names, List<String> columns)
    {
        List<Object> projected = new ArrayList<>();
        for (String column : columns) {
            projected.add(values.get(names.indexOf(column)));
        }
        return projected;
    }

    private static Map<String, String> options(ReadVersion version)
    {
        return switch (version) {
            case ReadVersion.Latest _ -> Map.of();
            case ReadVersion.SnapshotId snapshot -> Map.of("scan.snapshot-id", Long.toString(snapshot.id()));
            case ReadVersion.TagName tag -> Map.of("scan.tag-name", tag.name());
            case ReadVersion.Changes changes -> Map.of(
                    "incremental-between", changes.from() + "," + changes.to(),
                    "incremental-between-scan-mode", changes.mode());
            case ReadVersion.Stream _ -> throw new IllegalArgumentException("Streams are not read with Paimon");
            case ReadVersion.AsOf asOf -> Map.of("scan.timestamp-millis", Long.toString(asOf.instant().toEpochMilli()));
        };
    }
}
