package dev.varve.write.bucket;

import dev.varve.column.Column;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowEncoder;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Numbers the partitions of rows. Not safe for use by several threads. */
final class Partitions
{
    private final int[] columns;
    private final RowEncoder encoder;
    private final List<BinaryRow> partitions = new ArrayList<>();
    private int[] table = new int[16];

    private Partitions(int[] columns, RowEncoder encoder)
    {
        this.columns = columns;
        this.encoder = encoder;
    }

    static Partitions of(TableSchema schema)
    {
        return new Partitions(
                schema.partitionKeys().stream().mapToInt(name -> schema.fields().indexOf(name).orElseThrow()).toArray(),
                RowEncoder.of(schema.partitionFields().stream().map(Field::type).toList()));
    }

    /** The partitions by number. */
    List<BinaryRow> known()
    {
        return Collections.unmodifiableList(partitions);
    }

    /**
     * The number of the partition of each of some rows.
     *
     * @param tableColumns all columns of the table, flat
     */
    int[] number(Column[] tableColumns, int[] positions, int count)
    {
        int[] numbers = new int[count];
        Column[] keys = new Column[columns.length];
        Arrays.setAll(keys, i -> tableColumns[columns[i]]);
        int last = -1;
        for (int i = 0; i < count; i++) {
            if (i == 0 || columns.length > 0) {
                encoder.encode(keys, positions[i]);
                if (last < 0 || !encoder.isRow(partitions.get(last))) {
                    last = number();
                }
            }
            numbers[i] = last;
        }
        return numbers;
    }

    /** The number of the partition that the encoder holds. */
    private int number()
    {
        int slot = freeSlot(encoder.bucketHash());
        if (table[slot] != 0) {
            return table[slot] - 1;
        }
        partitions.add(encoder.row());
        table[slot] = partitions.size();
        if (partitions.size() * 2 > table.length) {
            grow();
        }
        return partitions.size() - 1;
    }

    /** The slot of the partition that the encoder holds, or the free one where it belongs. */
    private int freeSlot(int hash)
    {
        int slot = hash & table.length - 1;
        while (table[slot] != 0 && !encoder.isRow(partitions.get(table[slot] - 1))) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    private void grow()
    {
        table = new int[table.length * 2];
        for (int i = 0; i < partitions.size(); i++) {
            int slot = partitions.get(i).bucketHash() & table.length - 1;
            while (table[slot] != 0) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = i + 1;
        }
    }
}
