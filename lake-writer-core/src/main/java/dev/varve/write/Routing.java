package dev.varve.write;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.index.IndexManifestReader;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.Bucketing;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.bucket.CrossPartitionRouter;
import dev.varve.write.bucket.DynamicBucketOptions;
import dev.varve.write.bucket.DynamicBuckets;
import dev.varve.write.bucket.RowRouter;

import java.util.Optional;

/**
 * How the rows of a table find their bucket.
 *
 * @param dynamic the buckets that have hash indexes, if they do
 */
record Routing(RowRouter router, Optional<DynamicBuckets> dynamic)
{
    private static final int HEAP_SHARE_OF_KEYS = 4;

    /**
     * @throws VarveException of kind INVALID_REQUEST if the options of the table do not say how
     */
    static Routing of(Table table, TableSchema schema, TableOptions options, WritableStorage storage, WriterSettings settings)
    {
        int count = options.bucketing().count();
        if (count == Bucketing.POSTPONE) {
            if (!schema.hasPrimaryKey()) {
                throw VarveException.invalid("The table has option bucket=-2, which only tables with a primary key can have");
            }
            return new Routing(RowRouter.single(schema, Bucketing.POSTPONE), Optional.empty());
        }
        if (count == 1 || count == Bucketing.DYNAMIC && !schema.hasPrimaryKey()) {
            return new Routing(RowRouter.single(schema, 0), Optional.empty());
        }
        if (count == Bucketing.DYNAMIC) {
            return schema.primaryKeys().containsAll(schema.partitionKeys())
                    ? dynamic(table, schema, options, storage, settings)
                    : new Routing(crossPartition(table, schema, options, settings), Optional.empty());
        }
        if (options.bucketing().keys().isEmpty()) {
            throw VarveException.invalid("The table has option bucket=" + count + ", but no bucket-key that says which row belongs where");
        }
        return new Routing(RowRouter.fixed(schema, options.bucketing()), Optional.empty());
    }

    private static RowRouter crossPartition(Table table, TableSchema schema, TableOptions options, WriterSettings settings)
    {
        if (!options.merge().sequenceFields().isEmpty()) {
            throw VarveException.invalid("The table has option sequence.field, and a primary key that lacks a partition column: rows that move between partitions have no order");
        }
        return CrossPartitionRouter.of(
                schema,
                options.merge().engine(),
                DynamicBucketOptions.of(new OptionMap(schema.options())),
                Runtime.getRuntime().maxMemory() / HEAP_SHARE_OF_KEYS,
                settings.overwrite() ? visitor -> {} : StoredKeys.of(table, schema));
    }

    private static Routing dynamic(Table table, TableSchema schema, TableOptions options, WritableStorage storage, WriterSettings settings)
    {
        BucketPaths paths = BucketPaths.of(table.location(), schema, options.layout());
        StoragePath indexes = table.location().child("index");
        DynamicBuckets buckets = DynamicBuckets.of(
                schema,
                DynamicBucketOptions.of(new OptionMap(schema.options())),
                storage,
                bucket -> options.layout().indexBesideData() ? paths.bucket(bucket.partition(), bucket.bucket()) : indexes,
                settings.overwrite() ? Optional.empty() : Optional.of(IndexManifestReader.of(storage, table.location(), options.layout(), paths)),
                table.snapshots()::latest);
        return new Routing(RowRouter.dynamic(schema, buckets), Optional.of(buckets));
    }
}
