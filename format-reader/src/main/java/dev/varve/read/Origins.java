package dev.varve.read;

import dev.varve.column.Column;
import dev.varve.evolution.Numbering;
import dev.varve.row.LiteralColumn;
import dev.varve.row.PartitionPath;
import dev.varve.scan.Split;
import dev.varve.scan.SplitFile;
import dev.varve.schema.OriginFields;
import dev.varve.schema.SystemFields;
import dev.varve.schema.TableSchema;
import dev.varve.type.BigIntType;
import dev.varve.type.Field;
import dev.varve.type.Timestamp;
import io.airlift.slice.Slices;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How {@link OriginFields} are read of the files of one split: as constants of a file, or as the columns that the format itself adds to
 * files, with what counts where a file does not hold them.
 */
final class Origins
{
    private static final Field STORED_SEQUENCE_NUMBER = nullable(SystemFields.SEQUENCE_NUMBER);
    private static final Field STORED_ROW_ID = nullable(SystemFields.ROW_ID);

    private final TableSchema schema;
    private final Split split;
    private final boolean wanted;
    private final String partition;

    private Origins(TableSchema schema, Split split, boolean wanted, String partition)
    {
        this.schema = schema;
        this.split = split;
        this.wanted = wanted;
        this.partition = partition;
    }

    static Origins of(TableSchema schema, PartitionPath partitionPath, Split split)
    {
        boolean wanted = schema.fields().fields().stream().anyMatch(field -> OriginFields.contains(field.id()));
        return new Origins(schema, split, wanted, wanted ? partitionPath.of(split.partition()) : "");
    }

    private static Field nullable(Field field)
    {
        return new Field(field.id(), field.name(), new BigIntType(true));
    }

    /** Columns of one value each, by field id. */
    Map<Integer, Column> constants(SplitFile file)
    {
        if (!wanted) {
            return Map.of();
        }
        Map<Integer, Column> constants = new HashMap<>();
        put(constants, OriginFields.PATH, Slices.utf8Slice(split.path(file).text()));
        put(constants, OriginFields.PARTITION, Slices.utf8Slice(partition));
        put(constants, OriginFields.BUCKET, (long) split.bucket());
        put(constants, OriginFields.LEVEL, (long) file.level());
        OptionalLong created = file.creationTime();
        put(constants, OriginFields.FILE_MODIFIED_TIME, created.isPresent() ? Timestamp.ofMillis(created.getAsLong(), 0) : null);
        return constants;
    }

    private static void put(Map<Integer, Column> constants, Field field, Object literal)
    {
        constants.put(field.id(), LiteralColumn.of(field.type(), literal));
    }

    /** The same fields as a file has them. */
    List<Field> stored(List<Field> fields)
    {
        return wanted ? fields.stream().map(this::stored).toList() : fields;
    }

    private Field stored(Field field)
    {
        if (field.id() == OriginFields.SEQUENCE_NUMBER.id()) {
            return schema.hasPrimaryKey() ? SystemFields.SEQUENCE_NUMBER : STORED_SEQUENCE_NUMBER;
        }
        return field.id() == OriginFields.ROW_ID.id() ? STORED_ROW_ID : field;
    }

    /** What counts where the file has no value, by field id. */
    Map<Integer, Numbering> numberings(SplitFile file)
    {
        if (!wanted || schema.hasPrimaryKey()) {
            return Map.of();
        }
        Map<Integer, Numbering> numberings = new HashMap<>();
        numberings.put(STORED_SEQUENCE_NUMBER.id(), new Numbering(file.maxSequenceNumber(), 0));
        file.firstRowId().ifPresent(first -> numberings.put(STORED_ROW_ID.id(), new Numbering(first, 1)));
        return numberings;
    }
}
