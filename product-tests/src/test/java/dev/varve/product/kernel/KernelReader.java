package dev.varve.product.kernel;

import dev.varve.Catalog;
import dev.varve.ChangeStream;
import dev.varve.FileSystemCatalog;
import dev.varve.Table;
import dev.varve.TableChanges;
import dev.varve.TableName;
import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.merge.BatchSource;
import dev.varve.predicate.Predicate;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.rows.RowSource;
import dev.varve.product.sql.Condition;
import dev.varve.product.sql.Truth;
import dev.varve.read.ChangeReader;
import dev.varve.read.TableReader;
import dev.varve.row.RowKind;
import dev.varve.scan.ChangeSplit;
import dev.varve.scan.ChangeSplitCodec;
import dev.varve.scan.ChangeSplitSource;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitCodec;
import dev.varve.scan.SplitSource;
import dev.varve.snapshot.ChangeMode;
import dev.varve.snapshot.ChangeSelector;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.system.GlobalTables;
import dev.varve.system.SystemTable;
import dev.varve.system.SystemTables;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import dev.varve.view.DataView;
import dev.varve.view.ViewReader;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads through the kernel. A condition is pushed into planning and reading, and the rows are filtered once more with exact
 * SQL logic, so that what the kernel lets pass too much is not seen, but every row that it loses is.
 */
public final class KernelReader
        implements RowSource
{
    private final Catalog catalog;

    private final Path warehouse;
    private final ZoneId zone;

    /** @param zone in which tables about tables tell of times */
    private KernelReader(Catalog catalog, Path warehouse, ZoneId zone)
    {
        this.catalog = catalog;
        this.warehouse = warehouse;
        this.zone = zone;
    }

    public static KernelReader open(Path warehouse)
    {
        return of(FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse.toString()), DefaultFormats.all()), warehouse);
    }

    public static KernelReader of(Catalog catalog, Path warehouse)
    {
        return new KernelReader(catalog, warehouse, ZoneOffset.UTC);
    }

    public KernelReader inZone(ZoneId zone)
    {
        return new KernelReader(catalog, warehouse, zone);
    }

    @Override
    public List<List<Object>> read(ReadRequest request)
            throws IOException
    {
        if (request.database().equals(GlobalTables.DATABASE)) {
            return readSystem(request, GlobalTables.of(catalog, Map.of("warehouse", warehouse.toString()), request.table()));
        }
        TableName name = TableName.parse(request.table());
        Optional<DataView> view = name.system().flatMap(DataView::named);
        if (view.isPresent()) {
            return readView(request, view.get(), catalog.table(request.database(), name.table()));
        }
        return name.system().isPresent()
                ? readSystem(request, SystemTables.of(catalog.table(request.database(), name.table()), name.system().get(), Optional.empty(), zone))
                : readData(request);
    }

    private static List<List<Object>> readSystem(ReadRequest request, SystemTable table)
            throws IOException
    {
        List<Integer> columns = request.columns().stream().map(column -> index(table.type(), column)).toList();
        Collector collector = new Collector(request, request.columns(), columns.stream().map(table.type()::field).toList());
        try (BatchSource batches = table.read(columns, Optional.empty())) {
            for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                collector.add(batch.get());
            }
        }
        return collector.rows;
    }

    private List<List<Object>> readView(ReadRequest request, DataView view, Table table)
            throws IOException
    {
        if (request.version().hasKinds()) {
            return auditedChanges(request, table);
        }
        TableVersion version = table.version(selector(request));
        RowType type = view.schema(version.schema()).fields();
        List<Integer> columns = request.columns().stream().map(column -> index(type, column)).toList();
        ViewReader reader = ViewReader.of(view, version, DefaultFormats.all(), columns, Optional.empty(), new ReadMetrics());
        Collector collector = new Collector(request, request.columns(), columns.stream().map(type::field).toList());
        SplitSource splits = view.plan(version, ScanRequest.ALL);
        for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
            try (BatchSource batches = reader.open(split.get())) {
                for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                    collector.add(batch.get());
                }
            }
        }
        return collector.rows;
    }

    /** Rows of {@code $audit_log} are all inserted; what kind of change each is, is told in the first column. */
    private List<List<Object>> auditedChanges(ReadRequest request, Table table)
            throws IOException
    {
        List<String> columns = request.columns().subList(1, request.columns().size());
        ReadRequest changes = new ReadRequest(request.database(), table.name(), request.branch(), request.version(), columns, request.where());
        List<List<Object>> rows = changes(table, changes);
        rows.forEach(row -> row.addFirst(RowKind.INSERT.toString()));
        return rows;
    }

    private List<List<Object>> readData(ReadRequest request)
            throws IOException
    {
        Table main = catalog.table(request.database(), request.table());
        Table table = request.branch().map(main::branch).orElse(main);
        if (request.version().hasKinds()) {
            return changes(table, request);
        }
        TableVersion version = table.version(selector(request));
        RowType type = version.schema().fields();

        Set<String> needed = new LinkedHashSet<>(request.columns());
        request.where().map(Condition::columns).ifPresent(needed::addAll);
        List<String> names = List.copyOf(needed);
        List<Integer> columns = names.stream().map(name -> index(type, name)).toList();
        Optional<Predicate> predicate = request.where().map(new KernelPredicate(type)::of);

        ScanRequest scan = ScanRequest.ALL.withColumns(Set.copyOf(columns)).inPortions();
        SplitSource splits = version.plan(predicate.isPresent() ? scan.withPredicate(predicate.get()) : scan);
        TableReader reader = TableReader.of(version, DefaultFormats.all(), columns, predicate, new ReadMetrics());

        Collector collector = new Collector(request, names, columns.stream().map(type::field).toList());
        for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
            try (BatchSource batches = reader.open(SplitCodec.decode(SplitCodec.encode(split.get())))) {
                for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                    collector.add(batch.get());
                }
            }
        }
        return collector.rows;
    }

    private List<List<Object>> changes(Table table, ReadRequest request)
            throws IOException
    {
        if (request.version() instanceof ReadVersion.Changes(long from, long to, String mode, boolean deletes)) {
            TableChanges changes = table.changes(new ChangeSelector.BetweenSnapshots(from, to), ChangeMode.parse(mode));
            Optional<Predicate> predicate = request.where().map(new KernelPredicate(changes.schema().fields())::of);
            return changes(changes.version(), changes.plan(predicate), request, predicate, deletes);
        }
        List<List<Object>> rows = new ArrayList<>();
        ChangeStream stream = ChangeStream.from(table, ((ReadVersion.Stream) request.version()).from());
        for (Optional<ChangeStream.Step> step = stream.poll(); step.isPresent(); step = stream.poll()) {
            rows.addAll(changes(step.get().version(), step.get().splits(), request, Optional.empty(), false));
        }
        return rows;
    }

    private static List<List<Object>> changes(TableVersion version, ChangeSplitSource changes, ReadRequest request, Optional<Predicate> predicate, boolean deletes)
            throws IOException
    {
        RowType type = version.schema().fields();
        Set<String> needed = new LinkedHashSet<>(request.columns());
        request.where().map(Condition::columns).ifPresent(needed::addAll);
        List<String> names = List.copyOf(needed);
        List<Integer> columns = names.stream().map(name -> index(type, name)).toList();
        ChangeReader reader = ChangeReader.of(version, DefaultFormats.all(), columns, predicate, deletes, new ReadMetrics());
        Collector collector = new Collector(request, names, columns.stream().map(type::field).toList());
        try (changes) {
            for (Optional<ChangeSplit> split = changes.next(); split.isPresent(); split = changes.next()) {
                ChangeSplit sent = ChangeSplitCodec.decode(ChangeSplitCodec.encode(split.get()));
                try (BatchSource batches = reader.open(sent)) {
                    for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                        collector.add(batch.get());
                    }
                }
            }
        }
        return collector.rows;
    }

    private static int index(RowType type, String column)
    {
        return type.indexOf(column).orElseThrow(() -> new IllegalArgumentException("No column " + column + " in " + type));
    }

    private static VersionSelector selector(ReadRequest request)
    {
        return switch (request.version()) {
            case ReadVersion.Latest _ -> VersionSelector.LATEST;
            case ReadVersion.SnapshotId snapshot -> new VersionSelector.SnapshotId(snapshot.id());
            case ReadVersion.TagName tag -> new VersionSelector.TagName(tag.name());
            case ReadVersion.Changes _, ReadVersion.Stream _ -> throw new IllegalArgumentException("No state of a table: " + request.version());
            case ReadVersion.AsOf asOf -> new VersionSelector.AtTime(asOf.instant().toEpochMilli());
        };
    }

    private static final class Collector
    {
        private final ReadRequest request;
        private final List<String> names;
        private final List<Field> fields;
        private final List<List<Object>> rows = new ArrayList<>();

        private Collector(ReadRequest request, List<String> names, List<Field> fields)
        {
            this.request = request;
            this.names = names;
            this.fields = fields;
        }

        private void add(Batch batch)
                throws IOException
        {
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                columns.add(batch.selection().apply(batch.column(i)));
            }
            byte[] kinds = request.version().hasKinds() ? ((ByteColumn) batch.selection().apply(batch.column(names.size())).flatten()).values() : new byte[0];
            for (int position = 0; position < batch.selection().count(); position++) {
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < names.size(); i++) {
                    values.add(KernelValues.value(columns.get(i), position, fields.get(i).type()));
                }
                boolean kept = request.where().isEmpty() || request.where().get().test(column -> values.get(names.indexOf(column))) == Truth.TRUE;
                if (kept) {
                    List<Object> row = new ArrayList<>(values.subList(0, request.columns().size()));
                    if (kinds.length > 0) {
                        row.addFirst(RowKind.of(kinds[position]).toString());
                    }
                    rows.add(row);
                }
            }
        }
    }
}
