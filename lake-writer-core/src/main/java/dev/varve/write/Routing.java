package dev.varve.write;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.index.IndexManifestReader;
import dev.varve.row.BinaryRow;
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
import dev.varve.write.bucket.LiveBuckets;
import dev.varve.write.bucket.LiveBuckets.LiveBucket;
import dev.varve.write.bucket.PostponedBuckets;
import dev.varve.write.bucket.RowRouter;
import dev.varve.write.bucket.RowShares;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How the rows of a table find their bucket.
 *
 * @param dynamic the buckets that have hash indexes, if they do
 * @param postponed the buckets of partitions that have numbers of their own, if they do
 */
record Routing(RowRouter router, int buckets, Optional<DynamicBuckets> dynamic, Optional<PostponedBuckets> postponed)
{
    private static final int HEAP_SHARE_OF_KEYS = 4;

    /**
     * @throws VarveException of kind INVALID_REQUEST if the options of the table do not say how
     */
    static Routing of(Table table, TableSchema schema, TableOptions options, WritableStorage storage, WriterSettings settings)
    {
        RowShares.requireDivisible(schema, settings.share().count());
        int count = options.bucketing().count();
        if (count == Bucketing.POSTPONE) {
            if (!schema.hasPrimaryKey()) {
                throw VarveException.invalid("The table has option bucket=-2, which only tables with a primary key can have");
            }
            return postpone(table, schema, options, settings);
        }
        if (count == 1 || count == Bucketing.DYNAMIC && !schema.hasPrimaryKey()) {
            return plain(RowRouter.single(schema, 0), count);
        }
        if (count == Bucketing.DYNAMIC) {
            return schema.primaryKeys().containsAll(schema.partitionKeys())
                    ? dynamic(table, schema, options, storage, settings)
                    : plain(crossPartition(table, schema, options, settings), count);
        }
        if (options.bucketing().keys().isEmpty()) {
            throw VarveException.invalid("The table has option bucket=" + count + ", but no bucket-key that says which row belongs where");
        }
        return plain(RowRouter.fixed(schema, options.bucketing()), count);
    }

    private static Routing plain(RowRouter router, int buckets)
    {
        return new Routing(router, buckets, Optional.empty(), Optional.empty());
    }

    private static Routing postpone(Table table, TableSchema schema, TableOptions options, WriterSettings settings)
    {
        if (settings.streaming() || !new OptionMap(schema.options()).flag("postpone.batch-write-fixed-bucket", true)) {
            return plain(RowRouter.single(schema, Bucketing.POSTPONE), Bucketing.POSTPONE);
        }
        PostponedBuckets buckets = PostponedBuckets.of(schema, options.bucketing(), partition -> existingBuckets(table, schema, partition));
        return new Routing(RowRouter.postponed(schema, buckets), Bucketing.POSTPONE, Optional.empty(), Optional.of(buckets));
    }

    private static OptionalInt existingBuckets(Table table, TableSchema schema, BinaryRow partition)
            throws IOException
    {
        return LiveBuckets.of(table.manifests(), schema, table.snapshots().latest())
                .read(Set.of(partition), false)
                .values()
                .stream()
                .mapToInt(LiveBucket::totalBuckets)
                .filter(count -> count > 0)
                .findFirst();
    }

    /** How many buckets the writer spreads the rows of the partition over, as messages have it. */
    int totalBuckets(BinaryRow partition)
    {
        return postponed.isPresent() ? postponed.get().totalBuckets(partition) : buckets;
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
                table.snapshots()::latest,
                settings.share());
        return new Routing(RowRouter.dynamic(schema, buckets), Bucketing.DYNAMIC, Optional.of(buckets), Optional.empty());
    }
}
