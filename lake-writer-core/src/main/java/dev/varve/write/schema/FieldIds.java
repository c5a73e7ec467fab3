package dev.varve.write.schema;

import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.VectorType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Numbers columns and the members of rows in them, as Paimon does: a column comes before its members, but a member after its own
 * members. For one thread.
 */
final class FieldIds
{
    private int highest;

    private FieldIds(int highest)
    {
        this.highest = highest;
    }

    static FieldIds first()
    {
        return new FieldIds(-1);
    }

    /** @param highest the highest id that was ever used */
    static FieldIds after(int highest)
    {
        return new FieldIds(highest);
    }

    int highest()
    {
        return highest;
    }

    Field column(String name, DataType type, Optional<String> comment, Optional<String> defaultValue)
    {
        int id = ++highest;
        return new Field(id, name, numbered(type), comment, defaultValue);
    }

    private DataType numbered(DataType type)
    {
        if (type instanceof RowType row) {
            List<Field> members = new ArrayList<>();
            for (Field member : row.fields()) {
                DataType memberType = numbered(member.type());
                members.add(new Field(++highest, member.name(), memberType, member.comment(), member.defaultValue()));
            }
            return new RowType(members, row.nullable());
        }
        if (type instanceof ArrayType array) {
            return new ArrayType(numbered(array.element()), array.nullable());
        }
        if (type instanceof MultisetType multiset) {
            return new MultisetType(numbered(multiset.element()), multiset.nullable());
        }
        if (type instanceof MapType map) {
            DataType key = numbered(map.key());
            return new MapType(key, numbered(map.value()), map.nullable());
        }
        if (type instanceof VectorType vector) {
            return new VectorType(numbered(vector.element()), vector.length(), vector.nullable());
        }
        return type;
    }
}
