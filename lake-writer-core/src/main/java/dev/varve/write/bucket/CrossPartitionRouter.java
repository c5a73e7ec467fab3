package dev.varve.write.bucket;

import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.row.BinaryRow;
import dev.varve.row.LiteralColumn;
import dev.varve.row.RowEncoder;
import dev.varve.row.RowKind;
import dev.varve.schema.MergeEngine;
import dev.varve.schema.TableSchema;
import dev.varve.type.DataType;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * Routes rows of a table whose primary key lacks a partition column: a key is in one partition at a time. Where that of a new row is another
 * one, the old row is deleted there (deduplicate), the new row goes there (partial-update, aggregation), or it is left out (first-row).
 */
public final class CrossPartitionRouter
        implements RowRouter
{
    private final DynamicBucketOptions options;
    private final MergeEngine engine;
    private final List<DataType> types;
    private final int[] keys;
    private final int[] partitionKeys;
    private final RowEncoder encoder;
    private final Partitions partitions;
    private final KeyPlaces places;
    private final KeySource stored;
    private final List<BucketFill> fills = new ArrayList<>();
    private boolean restored;

    private CrossPartitionRouter(TableSchema schema, MergeEngine engine, DynamicBucketOptions options, long maxBytes, KeySource stored)
    {
        this.options = options.undivided();
        this.engine = requireNonNull(engine, "engine is null");
        this.stored = requireNonNull(stored, "stored is null");
        types = schema.fields().fields().stream().map(Field::type).toList();
        keys = indexes(schema, schema.primaryKeys());
        partitionKeys = indexes(schema, schema.partitionKeys());
        encoder = RowEncoder.of(Arrays.stream(keys).mapToObj(types::get).toList());
        partitions = Partitions.of(schema);
        places = new KeyPlaces(maxBytes);
    }

    /**
     * @param maxBytes of memory for all keys of the table
     * @param stored the keys that the table has
     */
    public static CrossPartitionRouter of(TableSchema schema, MergeEngine engine, DynamicBucketOptions options, long maxBytes, KeySource stored)
    {
        return new CrossPartitionRouter(schema, engine, options, maxBytes, stored);
    }

    private static int[] indexes(TableSchema schema, List<String> names)
    {
        return names.stream().mapToInt(name -> schema.fields().indexOf(name).orElseThrow()).toArray();
    }

    /** The rows that a table has already. */
    @FunctionalInterface
    public interface KeySource
    {
        /** Gives all rows to the visitor, with no more columns than primary key and partition. */
        void read(KeyVisitor visitor)
                throws IOException;
    }

    /** Is given rows of one bucket. */
    @FunctionalInterface
    public interface KeyVisitor
    {
        /** @param columns one per column of the table, flat; null where it is neither in the primary key nor in the partition */
        void visit(int bucket, Column[] columns, int[] positions, int count);
    }

    @Override
    public List<RoutedRows> route(Column[] columns, byte[] kinds, int[] positions, int count)
            throws IOException
    {
        if (!restored) {
            stored.read(this::restore);
            restored = true;
        }
        Moves moves = new Moves(2 * count);
        int[] rowPartitions = partitions.number(columns, positions, count);
        Column[] key = key(columns);
        for (int i = 0; i < count; i++) {
            encoder.encode(key, positions[i]);
            byte kind = kinds == null ? RowKind.INSERT.value() : kinds[positions[i]];
            long place = places.find(encoder);
            if (place == KeyPlaces.NONE || partition(place) == rowPartitions[i]) {
                moves.add(place == KeyPlaces.NONE ? settle(rowPartitions[i]) : place, positions[i], kind, false);
            }
            else if (engine == MergeEngine.DEDUPLICATE) {
                moves.add(place, positions[i], RowKind.DELETE.value(), true);
                fill(partition(place)).remove(bucket(place));
                moves.add(settle(rowPartitions[i]), positions[i], kind, false);
            }
            else if (engine != MergeEngine.FIRST_ROW) {
                moves.add(place, positions[i], kind, true);
            }
        }
        return moves.byBucket(columns);
    }

    private void restore(int bucket, Column[] columns, int[] positions, int count)
    {
        int[] rowPartitions = partitions.number(columns, positions, count);
        Column[] key = key(columns);
        for (int i = 0; i < count; i++) {
            encoder.encode(key, positions[i]);
            places.put(encoder, place(rowPartitions[i], bucket));
            fill(rowPartitions[i]).add(bucket);
        }
    }

    private Column[] key(Column[] columns)
    {
        return Arrays.stream(keys).mapToObj(index -> columns[index]).toArray(Column[]::new);
    }

    /** Gives the key that the encoder holds a bucket of that partition. */
    private long settle(int partition)
    {
        BucketFill fill = fill(partition);
        int bucket = fill.open(0);
        long place = place(partition, bucket);
        places.put(encoder, place);
        fill.add(bucket);
        return place;
    }

    private BucketFill fill(int partition)
    {
        while (fills.size() <= partition) {
            fills.add(new BucketFill(options));
        }
        return fills.get(partition);
    }

    private static long place(int partition, int bucket)
    {
        return (long) partition << Integer.SIZE | bucket;
    }

    private static int partition(long place)
    {
        return (int) (place >> Integer.SIZE);
    }

    private static int bucket(long place)
    {
        return (int) place;
    }

    /** What is written for the rows of a batch, in order: a row at its place, as a kind. */
    private final class Moves
    {
        private final LongIndex groups = new LongIndex();
        private final int[] numbers;
        private final int[] positions;
        private final byte[] kinds;
        /** Whether the row names another partition than that of its place. */
        private final boolean[] moved;
        private int size;

        private Moves(int capacity)
        {
            numbers = new int[capacity];
            positions = new int[capacity];
            kinds = new byte[capacity];
            moved = new boolean[capacity];
        }

        private void add(long place, int position, byte kind, boolean isMoved)
        {
            numbers[size] = groups.add(place);
            positions[size] = position;
            kinds[size] = kind;
            moved[size++] = isMoved;
        }

        private List<RoutedRows> byBucket(Column[] columns)
        {
            int rows = columns[0].size();
            int[] counts = new int[groups.size()];
            for (int i = 0; i < size; i++) {
                counts[numbers[i]]++;
            }
            int[][] groupPositions = new int[groups.size()][];
            Arrays.setAll(groupPositions, group -> new int[counts[group]]);
            byte[][] groupKinds = new byte[groups.size()][rows];
            boolean[] groupMoved = new boolean[groups.size()];
            Arrays.fill(counts, 0);
            for (int i = 0; i < size; i++) {
                int group = numbers[i];
                groupPositions[group][counts[group]++] = positions[i];
                groupKinds[group][positions[i]] = kinds[i];
                groupMoved[group] |= moved[i];
            }
            List<RoutedRows> routed = new ArrayList<>();
            for (int group = 0; group < counts.length; group++) {
                BinaryRow partition = partitions.known().get(partition(groups.value(group)));
                routed.add(new RoutedRows(
                        new BucketId(partition, bucket(groups.value(group))),
                        groupMoved[group] ? inPartition(columns, partition) : columns,
                        groupKinds[group],
                        groupPositions[group]));
            }
            return routed;
        }

        private Column[] inPartition(Column[] columns, BinaryRow partition)
        {
            Column[] result = columns.clone();
            for (int i = 0; i < partitionKeys.length; i++) {
                DataType type = types.get(partitionKeys[i]);
                result[partitionKeys[i]] = new ConstantColumn(columns[0].size(), LiteralColumn.of(type, partition.value(i, type))).flatten();
            }
            return result;
        }
    }
}
