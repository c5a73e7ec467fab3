package dev.varve.write.buffer;

import dev.varve.merge.KeyValueMerge;
import dev.varve.schema.ChangelogProducer;
import dev.varve.schema.MergeEngine;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.type.DataType;
import dev.varve.type.Field;

import java.util.List;

import static java.util.Objects.requireNonNull;

/** How the buckets of a table with a primary key are written. Immutable; shared by the writers of all buckets. */
public final class KeyedTable
{
    private final KeyedRows rows;
    private final MergeEngine engine;
    private final KeyValueMerge merge;
    private final boolean writesChangelog;
    private final boolean overwrites;

    private KeyedTable(KeyedRows rows, MergeEngine engine, KeyValueMerge merge, boolean writesChangelog, boolean overwrites)
    {
        this.rows = requireNonNull(rows, "rows is null");
        this.engine = requireNonNull(engine, "engine is null");
        this.merge = requireNonNull(merge, "merge is null");
        this.writesChangelog = writesChangelog;
        this.overwrites = overwrites;
    }

    /**
     * @param overwrites whether nothing that was in the buckets before stays
     * @throws dev.varve.error.VarveException of kind INVALID_REQUEST or UNSUPPORTED_FEATURE if the options of the table say nothing that rows
     *         can be merged by
     */
    public static KeyedTable of(TableSchema schema, TableOptions options, boolean overwrites)
    {
        return new KeyedTable(
                KeyedRows.of(schema, options.merge()),
                options.merge().engine(),
                KeyValueMerge.of(schema, options.merge()),
                options.changelogProducer() == ChangelogProducer.INPUT && !overwrites,
                overwrites);
    }

    KeyedRows rows()
    {
        return rows;
    }

    MergeEngine engine()
    {
        return engine;
    }

    KeyValueMerge merge()
    {
        return merge;
    }

    /** Whether the rows themselves are the changelog. */
    boolean writesChangelog()
    {
        return writesChangelog;
    }

    boolean overwrites()
    {
        return overwrites;
    }

    /** Whether the result of a key is one of its rows. */
    boolean keepsOneRow()
    {
        return engine == MergeEngine.DEDUPLICATE || engine == MergeEngine.FIRST_ROW;
    }

    /** The types of sequence number, row kind, and all columns of the table. */
    List<DataType> batchTypes()
    {
        return merge.columns().stream().map(Field::type).toList();
    }
}
