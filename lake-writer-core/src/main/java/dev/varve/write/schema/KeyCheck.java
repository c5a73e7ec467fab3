package dev.varve.write.schema;

import dev.varve.error.VarveException;
import dev.varve.row.BucketFunction;
import dev.varve.schema.Bucketing;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BlobType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;

import java.util.HashSet;
import java.util.List;

/** What primary keys, partition keys and buckets may be. */
final class KeyCheck
{
    private static final String BUCKET = "bucket";
    private static final String BUCKET_KEY = "bucket-key";

    private KeyCheck() {}

    static void require(TableSchema schema)
    {
        OptionMap options = new OptionMap(schema.options());
        requireScalar("primary key", schema.columns(schema.primaryKeys()));
        requireScalar("partition key", schema.columns(schema.partitionKeys()));
        requireUpsertKey(schema, options);
        requireBuckets(schema, options);
    }

    private static void requireScalar(String role, List<Field> columns)
    {
        for (Field column : columns) {
            DataType type = column.type();
            if (isNested(type) || type instanceof VectorType || type instanceof VariantType || type instanceof BlobType) {
                throw VarveException.invalid("Column '" + column.name() + "' cannot be part of the " + role + ": it is " + type);
            }
        }
    }

    private static void requireUpsertKey(TableSchema schema, OptionMap options)
    {
        List<String> key = exactList(options, "upsert-key");
        requireScalar("upsert key", key.stream().map(name -> columnOfOption(schema, "upsert-key", name)).toList());
        if (!key.isEmpty() && schema.hasPrimaryKey()) {
            throw VarveException.invalid("Option upsert-key is for tables without a primary key");
        }
    }

    private static void requireBuckets(TableSchema schema, OptionMap options)
    {
        int buckets = options.number(BUCKET, Bucketing.DYNAMIC);
        if (buckets == 0 || buckets < Bucketing.POSTPONE || buckets == Bucketing.POSTPONE && !schema.hasPrimaryKey()) {
            throw VarveException.invalid("Option bucket is " + buckets + ", it must be 1 or more, -1 for a number that is not fixed, or -2 to spread the rows of a primary-key table later");
        }
        List<String> key = bucketKey(schema, options);
        if (buckets == Bucketing.DYNAMIC) {
            if (options.entries().containsKey(BUCKET_KEY)) {
                throw VarveException.invalid("Option bucket-key needs a fixed number of buckets: set option bucket to 1 or more");
            }
            if (!schema.hasPrimaryKey() && options.text("full-compaction.delta-commits").isPresent()) {
                throw VarveException.invalid("Option full-compaction.delta-commits is for tables with a primary key or with fixed buckets");
            }
        }
        else if (!schema.hasPrimaryKey() && key.isEmpty()) {
            throw VarveException.invalid("A table without a primary key that has a fixed number of buckets needs option bucket-key, the columns that rows are spread by");
        }
        requireBucketFunction(schema, options, key);
    }

    private static List<String> bucketKey(TableSchema schema, OptionMap options)
    {
        List<String> key = exactList(options, BUCKET_KEY);
        if (new HashSet<>(key).size() != key.size()) {
            throw VarveException.invalid("Option bucket-key names a column twice: " + key);
        }
        for (String name : key) {
            Field column = columnOfOption(schema, BUCKET_KEY, name);
            if (schema.partitionKeys().contains(name)) {
                throw VarveException.invalid("Option bucket-key names column '" + name + "', by which the table is partitioned already");
            }
            if (schema.hasPrimaryKey() && !schema.primaryKeys().contains(name)) {
                throw VarveException.invalid("Option bucket-key names column '" + name + "', which is not part of the primary key " + schema.primaryKeys());
            }
            if (isNested(column.type())) {
                throw VarveException.invalid("Option bucket-key names column '" + name + "', which is " + column.type());
            }
        }
        return key.isEmpty() ? schema.trimmedPrimaryKeys() : key;
    }

    private static void requireBucketFunction(TableSchema schema, OptionMap options, List<String> key)
    {
        if (options.text("bucket-function.type").map(BucketFunction::parse).orElse(BucketFunction.DEFAULT) != BucketFunction.MOD || options.number(BUCKET, Bucketing.DYNAMIC) < 1) {
            return;
        }
        List<Field> columns = schema.columns(key);
        if (columns.size() != 1 || !(columns.get(0).type() instanceof IntType || columns.get(0).type() instanceof BigIntType)) {
            throw VarveException.invalid("Option bucket-function.type=mod needs a bucket key of one column of type INT or BIGINT, not " + key);
        }
    }

    /** Names as they are written: other readers take blanks as part of a name. */
    private static List<String> exactList(OptionMap options, String key)
    {
        return options.text(key).isEmpty() ? List.of() : List.of(options.entries().get(key).split(","));
    }

    /** The column that an option names. */
    static Field columnOfOption(TableSchema schema, String option, String name)
    {
        if (schema.fields().indexOf(name).isEmpty()) {
            throw VarveException.invalid("Option " + option + " names column '" + name + "', which the table does not have");
        }
        return schema.column(name);
    }

    private static boolean isNested(DataType type)
    {
        return type instanceof ArrayType || type instanceof MapType || type instanceof MultisetType || type instanceof RowType;
    }
}
