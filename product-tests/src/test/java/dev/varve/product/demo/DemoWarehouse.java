package dev.varve.product.demo;

import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericArray;
import org.apache.paimon.data.GenericMap;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.fs.Path;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowKind;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes the tables of the demo with real Paimon, those of {@code src/test/warehouses/shop}. Each is left in a state that a reader must understand:
 * overlapping files, partial rows, deletion vectors, files of older schemas. Rows are the same in every run, and the same as in {@code demo/rows};
 * file names and commit times are not.
 *
 * <p>Arguments: the directory to write, which must not exist.
 */
public final class DemoWarehouse
{
    private static final String DATABASE = "shop";
    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 3, 2);
    private static final List<String> COUNTRIES = List.of("DE", "FR", "IT", "PL", "SE");
    private static final List<String> CITIES = List.of("Berlin", "Lyon", "Torino", "Gdansk", "Malmo", "Hamburg", "Nantes");
    private static final List<String> NAMES = List.of("Ada", "Bruno", "Clara", "David", "Elin", "Franz", "Greta", "Hugo", "Ida", "Jonas");
    private static final List<String> SKUS = List.of("lamp", "chair", "desk", "shelf", "mirror", "clock", "carpet", "vase");

    private final Catalog catalog;
    private final String scratch;

    private DemoWarehouse(Catalog catalog, String scratch)
    {
        this.catalog = catalog;
        this.scratch = scratch;
    }

    public static void main(String[] args)
            throws Exception
    {
        java.nio.file.Path directory = java.nio.file.Path.of(args[0]).toAbsolutePath();
        if (Files.exists(directory)) {
            throw new IllegalArgumentException(directory + " exists");
        }
        java.nio.file.Path scratch = Files.createTempDirectory("demo-warehouse");
        try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(new Path(directory.toUri())))) {
            catalog.createDatabase(DATABASE, false);
            new DemoWarehouse(catalog, scratch.toString()).write();
        }
    }

    private void write()
            throws Exception
    {
        orders();
        orderStatus();
        revenue();
        customers();
        inventory();
        pageViews();
    }

    /** Four commits that are never compacted: every file is on level 0 and overlaps the others. */
    private void orders()
            throws Exception
    {
        Identifier orders = create("orders", Schema.newBuilder()
                .column("order_id", DataTypes.BIGINT().notNull(), "Number of the order")
                .column("customer_id", DataTypes.INT())
                .column("status", DataTypes.STRING(), "new, paid, shipped or returned")
                .column("amount", DataTypes.DECIMAL(10, 2))
                .column("ordered_at", DataTypes.TIMESTAMP(3))
                .column("items", DataTypes.ARRAY(DataTypes.ROW(
                        DataTypes.FIELD(0, "sku", DataTypes.STRING()),
                        DataTypes.FIELD(1, "quantity", DataTypes.INT()))))
                .primaryKey("order_id")
                .option("bucket", "2")
                .option("write-only", "true")
                .comment("Orders of the shop, one row each, newest state")
                .build());

        Random random = new Random(1);
        List<GenericRow> placed = range(1001, 1120, id -> order(random, id, "new"));
        commit(orders, placed);
        pause();
        commit(orders, List.of(
                withStatus(placed.get(0), "paid"),
                withStatus(placed.get(1), "paid"),
                withStatus(placed.get(2), "paid"),
                withStatus(placed.get(40), "paid"),
                withStatus(placed.get(41), "paid"),
                withStatus(placed.get(99), "paid")));
        catalog.getTable(orders).createTag("first-payments", 2);
        pause();
        List<GenericRow> later = range(1121, 1160, id -> order(random, id, "new"));
        later.add(withStatus(placed.get(0), "shipped"));
        later.add(withStatus(placed.get(1), "returned"));
        later.add(withStatus(placed.get(2), "shipped"));
        commit(orders, later);
        pause();
        commit(orders, List.of(
                deleted(placed.get(40)),
                deleted(placed.get(50)),
                withStatus(placed.get(3), "paid"),
                withStatus(later.get(10), "paid")));
    }

    /** Two systems write halves of a row, out of order; each half is newest by its own version. */
    private void orderStatus()
            throws Exception
    {
        Identifier status = create("order_status", Schema.newBuilder()
                .column("order_id", DataTypes.BIGINT().notNull())
                .column("payment_version", DataTypes.INT())
                .column("paid", DataTypes.DECIMAL(10, 2))
                .column("payment_method", DataTypes.STRING())
                .column("shipment_version", DataTypes.INT())
                .column("carrier", DataTypes.STRING())
                .column("shipped_at", DataTypes.TIMESTAMP(3))
                .primaryKey("order_id")
                .option("bucket", "1")
                .option("write-only", "true")
                .option("merge-engine", "partial-update")
                .option("fields.payment_version.sequence-group", "paid,payment_method")
                .option("fields.shipment_version.sequence-group", "carrier,shipped_at")
                .comment("What the payment and the shipment system know about an order")
                .build());

        Timestamp shipped = timestamp(FIRST_DAY.plusDays(3).atTime(9, 30));
        commit(status, List.of(
                payment(1001, 1, "120.00", "invoice"),
                payment(1002, 2, "80.50", "card"),
                shipment(1003, 1, "truck", shipped)));
        commit(status, List.of(
                payment(1001, 2, "120.00", "card"),
                // Older than what is there: it must not win.
                payment(1002, 1, "0.00", "invoice"),
                payment(1003, 1, "45.90", "card")));
        commit(status, List.of(
                shipment(1001, 1, "bicycle", shipped),
                shipment(1002, 3, "truck", shipped),
                shipment(1003, 2, "train", timestamp(FIRST_DAY.plusDays(4).atTime(14, 0)))));
    }

    /** Deltas that the merge adds up. */
    private void revenue()
            throws Exception
    {
        Identifier revenue = create("revenue", Schema.newBuilder()
                .column("day", DataTypes.DATE().notNull())
                .column("country", DataTypes.STRING().notNull())
                .column("orders", DataTypes.BIGINT(), "sum")
                .column("amount", DataTypes.DECIMAL(12, 2), "sum")
                .column("largest", DataTypes.DECIMAL(10, 2), "max")
                .column("channels", DataTypes.ARRAY(DataTypes.STRING()), "collect, distinct")
                .primaryKey("day", "country")
                .option("bucket", "1")
                .option("write-only", "true")
                .option("merge-engine", "aggregation")
                .option("fields.orders.aggregate-function", "sum")
                .option("fields.amount.aggregate-function", "sum")
                .option("fields.largest.aggregate-function", "max")
                .option("fields.channels.aggregate-function", "collect")
                .option("fields.channels.distinct", "true")
                .comment("Revenue per day and country, added up by the merge")
                .build());

        Random random = new Random(3);
        for (String channel : List.of("web", "app", "store")) {
            List<GenericRow> deltas = range(0, 4 * COUNTRIES.size() - 1, index -> {
                Decimal amount = money(random, 5_000);
                return GenericRow.of(
                        (int) FIRST_DAY.plusDays(index / COUNTRIES.size()).toEpochDay(),
                        text(COUNTRIES.get((int) index % COUNTRIES.size())),
                        1L + random.nextInt(20),
                        Decimal.fromBigDecimal(amount.toBigDecimal(), 12, 2),
                        money(random, 900),
                        new GenericArray(new Object[] {text(channel)}));
            });
            commit(revenue, deltas);
        }
    }

    /** Files of three schemas: a renamed column, an added one that was widened later, and a map. */
    private void customers()
            throws Exception
    {
        Identifier customers = create("customers", Schema.newBuilder()
                .column("customer_id", DataTypes.INT().notNull())
                .column("name", DataTypes.STRING())
                .column("city", DataTypes.STRING())
                .primaryKey("customer_id")
                .option("bucket", "1")
                .option("write-only", "true")
                .comment("Customers; the schema changed twice")
                .build());

        commit(customers, range(1, 20, id -> GenericRow.of((int) id, name(id), city(id))));
        catalog.alterTable(customers, List.of(
                SchemaChange.renameColumn("city", "town"),
                SchemaChange.addColumn("points", DataTypes.INT(), "Loyalty points")), false);
        commit(customers, range(15, 25, id -> GenericRow.of((int) id, name(id), city(id + 1), (int) id * 100)));
        catalog.alterTable(customers, List.of(
                SchemaChange.updateColumnType("points", DataTypes.BIGINT()),
                SchemaChange.addColumn("settings", DataTypes.MAP(DataTypes.STRING(), DataTypes.STRING()))), false);
        commit(customers, range(24, 30, id -> GenericRow.of(
                (int) id,
                name(id),
                city(id),
                id * 10_000_000_000L,
                new GenericMap(Map.of(text("language"), text(id % 2 == 0 ? "de" : "fr"))))));
    }

    /** Compacted when written; replaced rows are marked in deletion vectors, so that nothing is merged when it is read. */
    private void inventory()
            throws Exception
    {
        Identifier inventory = create("inventory", Schema.newBuilder()
                .column("sku", DataTypes.STRING().notNull())
                .column("store", DataTypes.STRING().notNull())
                .column("stock", DataTypes.INT())
                .column("counted_at", DataTypes.TIMESTAMP(3))
                .primaryKey("sku", "store")
                .option("bucket", "1")
                .option("deletion-vectors.enabled", "true")
                .option("num-sorted-run.compaction-trigger", "3")
                .comment("Stock per store, with deletion vectors")
                .build());

        Random random = new Random(5);
        commit(inventory, range(0, 55, index -> stock(index, random.nextInt(100), FIRST_DAY)));
        commit(inventory, range(0, 9, index -> stock(index * 3, random.nextInt(100), FIRST_DAY.plusDays(1))));
        commit(inventory, List.of(stock(7, 0, FIRST_DAY.plusDays(2)), deleted(stock(8, 0, FIRST_DAY))));
    }

    /** No key: rows are appended to ORC files, one directory for each day. */
    private void pageViews()
            throws Exception
    {
        Identifier views = create("page_views", Schema.newBuilder()
                .column("day", DataTypes.DATE().notNull())
                .column("viewed_at", DataTypes.TIMESTAMP(3))
                .column("customer_id", DataTypes.INT())
                .column("page", DataTypes.STRING())
                .column("milliseconds", DataTypes.INT())
                .partitionKeys("day")
                .option("bucket", "-1")
                .option("file.format", "orc")
                .comment("Views of pages, appended, by day")
                .build());

        Random random = new Random(6);
        for (int offset = 0; offset < 4; offset++) {
            LocalDate day = FIRST_DAY.plusDays(offset);
            commit(views, range(0, 149, _ -> GenericRow.of(
                    (int) day.toEpochDay(),
                    timestamp(day.atStartOfDay().plusSeconds(random.nextInt(86_400))),
                    random.nextInt(5) == 0 ? null : 1 + random.nextInt(30),
                    text("/" + SKUS.get(random.nextInt(SKUS.size()))),
                    20 + random.nextInt(4_000))));
        }
    }

    private static GenericRow order(Random random, long id, String status)
    {
        Object[] items = new Object[1 + random.nextInt(3)];
        for (int item = 0; item < items.length; item++) {
            items[item] = GenericRow.of(text(SKUS.get(random.nextInt(SKUS.size()))), 1 + random.nextInt(4));
        }
        return GenericRow.of(
                id,
                1 + random.nextInt(30),
                text(status),
                money(random, 900),
                timestamp(FIRST_DAY.atStartOfDay().plusMinutes((id - 1000) * 37)),
                new GenericArray(items));
    }

    private static GenericRow withStatus(GenericRow order, String status)
    {
        return GenericRow.of(order.getField(0), order.getField(1), text(status), order.getField(3), order.getField(4), order.getField(5));
    }

    private static GenericRow payment(long order, int version, String paid, String method)
    {
        return GenericRow.of(order, version, Decimal.fromBigDecimal(new BigDecimal(paid), 10, 2), text(method), null, null, null);
    }

    private static GenericRow shipment(long order, int version, String carrier, Timestamp shipped)
    {
        return GenericRow.of(order, null, null, null, version, text(carrier), shipped);
    }

    private static GenericRow stock(long index, int pieces, LocalDate counted)
    {
        return GenericRow.of(
                text(SKUS.get((int) index % SKUS.size())),
                text(CITIES.get((int) index / SKUS.size())),
                pieces,
                timestamp(counted.atTime(20, 0)));
    }

    private static GenericRow deleted(GenericRow row)
    {
        Object[] values = new Object[row.getFieldCount()];
        for (int field = 0; field < values.length; field++) {
            values[field] = row.getField(field);
        }
        return GenericRow.ofKind(RowKind.DELETE, values);
    }

    private Identifier create(String name, Schema schema)
            throws Exception
    {
        Identifier identifier = Identifier.create(DATABASE, name);
        catalog.createTable(identifier, schema, false);
        return identifier;
    }

    private void commit(Identifier identifier, List<GenericRow> rows)
            throws Exception
    {
        Table table = catalog.getTable(identifier);
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite(); BatchTableCommit commit = builder.newCommit()) {
            write.withIOManager(IOManager.create(scratch));
            for (GenericRow row : rows) {
                write.write(row);
            }
            commit.commit(write.prepareCommit());
        }
    }

    /** Commits of one table are seconds apart, so that a time to the second tells them apart. */
    private static void pause()
            throws InterruptedException
    {
        Thread.sleep(3_000);
    }

    private interface RowSource
    {
        GenericRow row(long number);
    }

    private static List<GenericRow> range(long first, long last, RowSource source)
    {
        List<GenericRow> rows = new ArrayList<>();
        for (long number = first; number <= last; number++) {
            rows.add(source.row(number));
        }
        return rows;
    }

    private static BinaryString name(long id)
    {
        return text(NAMES.get((int) (id % NAMES.size())) + " " + (char) ('A' + id % 26) + ".");
    }

    private static BinaryString city(long id)
    {
        return text(CITIES.get((int) (id % CITIES.size())));
    }

    private static BinaryString text(String value)
    {
        return BinaryString.fromString(value);
    }

    private static Decimal money(Random random, int limit)
    {
        return Decimal.fromUnscaledLong(100 + random.nextInt(limit * 100), 10, 2);
    }

    private static Timestamp timestamp(LocalDateTime value)
    {
        return Timestamp.fromLocalDateTime(value);
    }
}
