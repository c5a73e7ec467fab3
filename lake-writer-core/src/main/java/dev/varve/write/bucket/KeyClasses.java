package dev.varve.write.bucket;

import dev.varve.column.Column;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowEncoder;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.util.Arrays;
import java.util.List;

/**
 * Divides the keys of tables with dynamic buckets among their assigners: those of one class go to buckets whose number is that class, modulo the number
 * of assigners. As Paimon does it with as many writers as assigners. Not safe for use by several threads.
 */
final class KeyClasses
        implements BucketAssigner
{
    private final int classes;
    private final int[] keys;
    private final RowEncoder encoder;

    private KeyClasses(int classes, int[] keys, RowEncoder encoder)
    {
        this.classes = classes;
        this.keys = keys;
        this.encoder = encoder;
    }

    static KeyClasses of(TableSchema schema, int classes)
    {
        return new KeyClasses(
                classes,
                schema.trimmedPrimaryKeys().stream().mapToInt(key -> schema.fields().indexOf(key).orElseThrow()).toArray(),
                RowEncoder.of(schema.keyFields().stream().map(Field::type).toList()));
    }

    /** The class of a key, by its hash. */
    int classOf(BinaryRow partition, int hash)
    {
        return (Math.abs(partition.bucketHash() % classes) + Math.abs(hash % classes)) % classes;
    }

    /** The hashes of the keys of rows. */
    int[] hashes(Column[] columns, int[] positions, int count)
    {
        Column[] key = new Column[keys.length];
        Arrays.setAll(key, i -> columns[keys[i]]);
        int[] hashes = new int[count];
        for (int i = 0; i < count; i++) {
            encoder.encode(key, positions[i]);
            hashes[i] = encoder.bucketHash();
        }
        return hashes;
    }

    @Override
    public int[] assign(Column[] columns, int[] positions, int count, int[] partitions, List<BinaryRow> known)
    {
        int[] assigned = hashes(columns, positions, count);
        for (int i = 0; i < count; i++) {
            assigned[i] = classOf(known.get(partitions[i]), assigned[i]);
        }
        return assigned;
    }
}
