package dev.varve.write.schema;

import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.VectorType;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.node.TextNode;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataTypeJsonParser;

import java.util.ArrayList;
import java.util.List;

/** Types of the kernel as those of real Paimon. */
final class PaimonTypes
{
    private PaimonTypes() {}

    static org.apache.paimon.types.DataType of(DataType type)
    {
        if (type instanceof ArrayType array) {
            return new org.apache.paimon.types.ArrayType(type.nullable(), of(array.element()));
        }
        if (type instanceof MultisetType multiset) {
            return new org.apache.paimon.types.MultisetType(type.nullable(), of(multiset.element()));
        }
        if (type instanceof MapType map) {
            return new org.apache.paimon.types.MapType(type.nullable(), of(map.key()), of(map.value()));
        }
        if (type instanceof VectorType vector) {
            return new org.apache.paimon.types.VectorType(type.nullable(), vector.length(), of(vector.element()));
        }
        if (type instanceof RowType row) {
            List<DataField> fields = new ArrayList<>();
            for (Field field : row.fields()) {
                fields.add(new DataField(field.id(), field.name(), of(field.type()), field.comment().orElse(null), field.defaultValue().orElse(null)));
            }
            return new org.apache.paimon.types.RowType(type.nullable(), fields);
        }
        return DataTypeJsonParser.parseDataType(TextNode.valueOf(type.toString()));
    }
}
