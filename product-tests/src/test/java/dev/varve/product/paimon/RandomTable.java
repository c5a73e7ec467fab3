package dev.varve.product.paimon;

import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowKind;
import org.apache.paimon.types.RowType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Makes a random table with real Paimon: kind, types, keys, partitions, buckets, merge engine, file format, deletion vectors,
 * compaction, several commits with updates and deletes, and changes of the schema between them.
 */
public final class RandomTable
{
    private static final String KEY = "k";
    private static final String SECOND_KEY = "k2";
    /** The columns that may be keys. */
    static final Set<String> KEYS = Set.of(KEY, SECOND_KEY);
    private static final String PARTITION = "pt";
    private static final String SEQUENCE = "seq";
    private static final List<String> FORMATS = List.of(System.getProperty("varve.random.formats", "parquet,parquet,orc,avro").split(","));
    private static final List<DataType> KEY_TYPES = List.of(
            DataTypes.INT(), DataTypes.BIGINT(), DataTypes.STRING(), DataTypes.SMALLINT(), DataTypes.DATE(), DataTypes.DECIMAL(10, 2),
            DataTypes.DECIMAL(25, 3), DataTypes.TIMESTAMP(3), DataTypes.TIMESTAMP(6), DataTypes.BYTES(), DataTypes.BOOLEAN(), DataTypes.CHAR(6));
    private static final List<DataType> PARTITION_TYPES = List.of(
            DataTypes.INT(), DataTypes.STRING(), DataTypes.DATE(), DataTypes.BOOLEAN(), DataTypes.BIGINT());
    private static final List<DataType> VALUE_TYPES = List.of(
            DataTypes.BOOLEAN(), DataTypes.TINYINT(), DataTypes.SMALLINT(), DataTypes.INT(), DataTypes.BIGINT(), DataTypes.FLOAT(), DataTypes.DOUBLE(),
            DataTypes.DECIMAL(5, 2), DataTypes.DECIMAL(18, 6), DataTypes.DECIMAL(38, 10), DataTypes.CHAR(4), DataTypes.VARCHAR(5), DataTypes.STRING(),
            DataTypes.STRING(), DataTypes.BINARY(3), DataTypes.BYTES(), DataTypes.DATE(), DataTypes.TIME(3), DataTypes.TIMESTAMP(0), DataTypes.TIMESTAMP(3),
            DataTypes.TIMESTAMP(6), DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(3), DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(6));
    private static final List<DataType> NANOSECOND_TYPES = List.of(DataTypes.TIMESTAMP(9), DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(9));
    private static final List<DataType> NESTED_TYPES = List.of(
            DataTypes.ARRAY(DataTypes.INT()), DataTypes.ARRAY(DataTypes.STRING()), DataTypes.MAP(DataTypes.STRING(), DataTypes.BIGINT()),
            DataTypes.ROW(DataTypes.FIELD(100, "x", DataTypes.INT()), DataTypes.FIELD(101, "y", DataTypes.STRING())),
            DataTypes.ARRAY(DataTypes.ROW(DataTypes.FIELD(102, "z", DataTypes.DOUBLE()))));
    private static final Map<String, List<String>> FUNCTIONS = Map.of(
            "BOOLEAN", List.of("bool_and", "bool_or", "last_value", "first_value"),
            "INTEGER", List.of("sum", "max", "min", "product", "last_value", "last_non_null_value", "first_value", "first_non_null_value"),
            "BIGINT", List.of("sum", "max", "min", "last_value", "first_non_null_value"),
            "DECIMAL", List.of("sum", "max", "min", "last_value"),
            "DATE", List.of("max", "min", "last_non_null_value"),
            "VARCHAR", List.of("max", "min", "listagg", "last_value", "first_value", "last_non_null_value"),
            "DOUBLE", List.of("max", "min", "last_value"));

    private final Catalog catalog;
    private final Identifier identifier;
    private final RandomGenerator random;
    private final RandomValues values;
    private final boolean oneTimeZone;
    private final List<String> history = new ArrayList<>();
    private final Map<String, String> options = new TreeMap<>();
    /** Columns that no change of the schema touches. */
    private final Set<String> fixed = new HashSet<>();
    private boolean keyed;
    private boolean partitioned;
    private boolean deletes;
    private int changes;

    private RandomTable(Catalog catalog, Identifier identifier, RandomGenerator random, boolean oneTimeZone)
    {
        this.catalog = catalog;
        this.identifier = identifier;
        this.random = random;
        this.values = new RandomValues(random);
        this.oneTimeZone = oneTimeZone;
    }

    /**
     * Creates the table and returns what was done to it, line by line.
     *
     * @param oneTimeZone whether all who read the table are in the time zone of this JVM. An ORC file of the legacy option that holds no
     *         timestamps but instants does not name the zone that it was written in, and means something else in every other.
     */
    public static List<String> create(Catalog catalog, Identifier identifier, RandomGenerator random, Path temporary, boolean oneTimeZone)
            throws Exception
    {
        RandomTable table = new RandomTable(catalog, identifier, random, oneTimeZone);
        try {
            table.createTable();
            int commits = random.nextInt(1, 8);
            for (int i = 0; i < commits; i++) {
                if (i > 0 && random.nextInt(4) == 0) {
                    table.changeSchema();
                }
                table.commit(temporary);
            }
        }
        catch (Exception e) {
            throw new Refused(table.history, e);
        }
        return table.history;
    }

    private void createTable()
            throws Exception
    {
        keyed = random.nextInt(3) > 0;
        partitioned = random.nextInt(3) == 0;
        Map<String, DataType> columns = new LinkedHashMap<>();
        String format = oneOf(FORMATS);
        options.put("file.format", format);
        if (format.equals("orc") && (random.nextBoolean() || !oneTimeZone)) {
            options.put("orc.timestamp-ltz.legacy.type", "false");
        }
        for (int i = random.nextInt(2); i > 0; i--) {
            columns.put("before" + i, valueType(format));
        }
        columns.put(KEY, oneOf(KEY_TYPES).copy(!keyed));
        boolean twoKeys = keyed && random.nextInt(3) == 0;
        if (twoKeys) {
            columns.put(SECOND_KEY, oneOf(KEY_TYPES).copy(false));
        }
        if (partitioned) {
            columns.put(PARTITION, oneOf(PARTITION_TYPES).copy(!keyed));
        }
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            columns.put("v" + i, valueType(format));
        }
        fixed.addAll(List.of(KEY, SECOND_KEY, PARTITION));
        if (keyed) {
            primaryKeyOptions(columns);
        }
        else {
            appendOptions();
        }
        if (random.nextInt(4) == 0) {
            options.put("write-only", "true");
        }
        if (random.nextInt(4) == 0) {
            options.put("num-sorted-run.compaction-trigger", "2");
        }
        if (random.nextInt(6) == 0) {
            options.put("metadata.stats-mode", oneOf(List.of("none", "full", "counts", "truncate(3)")));
        }
        if (random.nextInt(6) == 0) {
            options.put("manifest.merge-min-count", "2");
        }
        if (format.equals("parquet") && random.nextInt(2) == 0) {
            options.put("parquet.page.row.count.limit", "3");
        }
        if (random.nextBoolean()) {
            options.put("source.split.target-size", oneOf(List.of("1 b", "1 kb", "5 kb")));
        }

        Schema.Builder schema = Schema.newBuilder().options(options);
        columns.forEach(schema::column);
        if (partitioned) {
            schema.partitionKeys(PARTITION);
        }
        if (keyed) {
            List<String> keys = twoKeys ? List.of(KEY, SECOND_KEY) : List.of(KEY);
            schema.primaryKey(partitioned ? Stream.concat(Stream.of(PARTITION), keys.stream()).toList() : keys);
        }
        history.add("create " + columns + (keyed ? " keyed" : "") + (partitioned ? " partitioned" : "") + " " + options);
        catalog.createTable(identifier, schema.build(), false);
    }

    private void appendOptions()
    {
        if (random.nextBoolean()) {
            options.put("bucket", "-1");
        }
        else {
            options.put("bucket", Integer.toString(random.nextInt(1, 4)));
            options.put("bucket-key", KEY);
        }
    }

    private void primaryKeyOptions(Map<String, DataType> columns)
    {
        options.put("bucket", random.nextInt(4) == 0 ? "-1" : Integer.toString(random.nextInt(1, 3)));
        String engine = oneOf(List.of("deduplicate", "deduplicate", "partial-update", "aggregation", "first-row"));
        options.put("merge-engine", engine);
        boolean sequenced = !engine.equals("first-row") && random.nextInt(3) == 0;
        if (sequenced) {
            columns.put(SEQUENCE, DataTypes.INT());
            fixed.add(SEQUENCE);
        }
        switch (engine) {
            case "deduplicate" -> {
                deletes = true;
                if (random.nextInt(6) == 0) {
                    options.put("ignore-delete", "true");
                }
                if (sequenced) {
                    options.put("sequence.field", SEQUENCE);
                }
            }
            case "partial-update" -> partialUpdateOptions(columns, sequenced);
            case "aggregation" -> aggregationOptions(columns, sequenced);
            default -> { }
        }
        boolean vectors = !engine.equals("first-row") && random.nextInt(4) == 0;
        if (vectors) {
            options.put("deletion-vectors.enabled", "true");
            if (random.nextInt(3) == 0) {
                options.put("deletion-vectors.bitmap64", "true");
            }
        }
        if (!vectors && random.nextInt(6) == 0) {
            options.put("changelog-producer", engine.equals("first-row") ? "lookup" : oneOf(List.of("lookup", "full-compaction")));
        }
    }

    private void partialUpdateOptions(Map<String, DataType> columns, boolean sequenced)
    {
        List<String> valueColumns = columns.keySet().stream().filter(column -> column.startsWith("v")).toList();
        if (sequenced && random.nextBoolean()) {
            options.put("fields." + SEQUENCE + ".sequence-group", valueColumns.getFirst());
            fixed.add(valueColumns.getFirst());
            deletes = true;
        }
        else {
            if (sequenced) {
                options.put("sequence.field", SEQUENCE);
            }
            if (random.nextBoolean()) {
                deletes = true;
                options.put("partial-update.remove-record-on-delete", "true");
            }
        }
    }

    private void aggregationOptions(Map<String, DataType> columns, boolean sequenced)
    {
        if (sequenced) {
            options.put("sequence.field", SEQUENCE);
        }
        if (random.nextInt(3) == 0) {
            deletes = true;
            options.put(oneOf(List.of("ignore-delete", "aggregation.remove-record-on-delete")), "true");
        }
        columns.forEach((column, type) -> {
            List<String> functions = FUNCTIONS.get(type.getTypeRoot().name());
            if (functions != null && !fixed.contains(column) && random.nextInt(4) > 0) {
                options.put("fields." + column + ".aggregate-function", oneOf(functions));
                fixed.add(column);
            }
        });
    }

    private DataType valueType(String format)
    {
        if (random.nextInt(5) == 0) {
            return oneOf(NESTED_TYPES);
        }
        if (!format.equals("avro") && random.nextInt(12) == 0) {
            return oneOf(NANOSECOND_TYPES);
        }
        return oneOf(VALUE_TYPES);
    }

    private void changeSchema()
            throws Exception
    {
        List<DataField> fields = table().rowType().getFields().stream().filter(field -> !fixed.contains(field.name())).toList();
        changes++;
        SchemaChange change = SchemaChange.addColumn("added" + changes, valueType(options.get("file.format")));
        String text = "add added" + changes;
        if (!fields.isEmpty() && random.nextInt(3) > 0) {
            DataField field = oneOf(fields);
            Optional<DataType> widened = widened(field.type());
            int choice = random.nextInt(3);
            if (choice == 0) {
                change = SchemaChange.dropColumn(field.name());
                text = "drop " + field.name();
            }
            else if (choice == 1 && widened.isPresent()) {
                change = SchemaChange.updateColumnType(field.name(), widened.get());
                text = "change " + field.name() + " to " + widened.get();
            }
            else {
                change = SchemaChange.renameColumn(field.name(), "renamed" + changes);
                text = "rename " + field.name() + " to renamed" + changes;
            }
        }
        history.add(text);
        catalog.alterTable(identifier, List.of(change), false);
    }

    private Optional<DataType> widened(DataType type)
    {
        return switch (type.getTypeRoot()) {
            case TINYINT, SMALLINT -> Optional.of(oneOf(List.of(DataTypes.INT(), DataTypes.BIGINT(), DataTypes.STRING())));
            case INTEGER -> Optional.of(oneOf(List.of(DataTypes.BIGINT(), DataTypes.DOUBLE(), DataTypes.DECIMAL(20, 2), DataTypes.STRING())));
            case BIGINT, BOOLEAN, DATE, CHAR, VARCHAR -> Optional.of(DataTypes.STRING());
            case FLOAT -> Optional.of(DataTypes.DOUBLE());
            case DECIMAL -> Optional.of(DataTypes.DECIMAL(38, 12));
            default -> Optional.empty();
        };
    }

    private void commit(Path temporary)
            throws Exception
    {
        FileStoreTable table = table();
        RowType type = table.rowType();
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        int rows = random.nextInt(60);
        boolean dynamic = keyed && options.get("bucket").equals("-1");
        boolean compact = keyed && !options.containsKey("write-only") && random.nextInt(5) == 0;
        Set<Bucket> buckets = new HashSet<>();
        try (BatchTableWrite write = builder.newWrite().withIOManager(IOManager.create(temporary.toString()));
                BatchTableCommit commit = builder.newCommit()) {
            for (int i = 0; i < rows; i++) {
                GenericRow row = row(type);
                if (dynamic) {
                    int bucket = Math.floorMod(row.getField(type.getFieldIndex(KEY)).hashCode(), 2);
                    write.write(row, bucket);
                    buckets.add(new Bucket(write.getPartition(row).copy(), bucket));
                }
                else {
                    write.write(row);
                    buckets.add(new Bucket(write.getPartition(row).copy(), write.getBucket(row)));
                }
            }
            if (compact) {
                for (Bucket bucket : buckets) {
                    write.compact(bucket.partition(), bucket.bucket(), true);
                }
            }
            history.add("commit " + rows + " rows" + (compact ? ", compact" : ""));
            commit.commit(write.prepareCommit());
        }
    }

    private GenericRow row(RowType type)
    {
        GenericRow row = new GenericRow(type.getFieldCount());
        for (int i = 0; i < type.getFieldCount(); i++) {
            DataField field = type.getFields().get(i);
            row.setField(i, switch (field.name()) {
                case KEY, SECOND_KEY -> key(field.type());
                case PARTITION -> partition(field.type());
                case SEQUENCE -> random.nextInt(8) == 0 ? null : (Object) random.nextInt(10);
                default -> values.nullable(field.type());
            });
        }
        if (deletes && random.nextInt(5) == 0) {
            row.setRowKind(RowKind.DELETE);
        }
        return row;
    }

    /** One of few keys: the same few numbers, whatever type they are shown in. */
    private Object key(DataType type)
    {
        return new RandomValues(new Random(random.nextInt(40) * 7919L)).value(type);
    }

    private Object partition(DataType type)
    {
        boolean isNull = type.isNullable() && random.nextInt(8) == 0;
        return isNull ? null : new RandomValues(new Random(random.nextInt(3) * 104729L)).value(type);
    }

    private FileStoreTable table()
            throws Catalog.TableNotExistException
    {
        return (FileStoreTable) catalog.getTable(identifier);
    }

    private <T> T oneOf(List<T> candidates)
    {
        return candidates.get(random.nextInt(candidates.size()));
    }

    private record Bucket(BinaryRow partition, int bucket) {}

    /** Paimon does not make such a table; there is nothing to compare. */
    public static final class Refused
            extends Exception
    {
        private static final long serialVersionUID = 1;

        Refused(List<String> history, Exception cause)
        {
            super(String.join("; ", history) + ": " + cause.getMessage(), cause);
        }
    }
}
