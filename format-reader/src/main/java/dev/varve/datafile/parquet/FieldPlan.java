package dev.varve.datafile.parquet;

import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a file holds a requested column.
 *
 * @param column empty if it does not
 * @param leaves the primitive columns that are needed, by the indexes that {@code column} uses
 */
record FieldPlan(Field field, Optional<ColumnPlan> column, List<ColumnDescriptor> leaves)
{
    FieldPlan
    {
        leaves = List.copyOf(leaves);
    }

    /** @throws IOException if the file holds it as something else */
    static FieldPlan of(MessageType file, Field field)
            throws IOException
    {
        Resolution resolution = new Resolution(file);
        if (!file.containsField(field.name())) {
            return new FieldPlan(field, Optional.empty(), List.of());
        }
        Optional<ColumnPlan> column = resolution.resolve(file.getType(field.name()), field.type(), new Position(List.of(), 0));
        return new FieldPlan(field, column, resolution.leaves);
    }

    /** A place in the schema of a file: the names that lead to it, and the definition level from which on it is there. */
    private record Position(List<String> path, int level)
    {
        Position child(Type type)
        {
            List<String> childPath = new ArrayList<>(path);
            childPath.add(type.getName());
            return new Position(childPath, type.isRepetition(Type.Repetition.REQUIRED) ? level : level + 1);
        }
    }

    private static final class Resolution
    {
        private final MessageType file;
        private final List<ColumnDescriptor> leaves = new ArrayList<>();

        private Resolution(MessageType file)
        {
            this.file = file;
        }

        private Optional<ColumnPlan> resolve(Type fileType, DataType type, Position parent)
                throws IOException
        {
            Position position = parent.child(fileType);
            if (fileType.isRepetition(Type.Repetition.REPEATED)) {
                // A repeated field of its own is an array that cannot be null.
                DataType element = elementType(type).orElseThrow(() -> mismatch(fileType, type));
                return Optional.of(repeated(fileType, parent.level(), position.level(), List.of(resolveAt(fileType, element, position)), List.of(element), position));
            }
            return resolveAt(fileType, type, position);
        }

        /** @param position of the field itself */
        private Optional<ColumnPlan> resolveAt(Type fileType, DataType type, Position position)
                throws IOException
        {
            if (type instanceof RowType row) {
                return row(group(fileType, type), row, position);
            }
            if (type instanceof VariantType) {
                return variant(group(fileType, type), type, position);
            }
            Optional<DataType> element = elementType(type);
            if (element.isPresent()) {
                return Optional.of(array(group(fileType, type), type, element.get(), position));
            }
            if (type instanceof MapType map) {
                return Optional.of(map(group(fileType, type), type, List.of(map.key(), map.value()), position));
            }
            if (type instanceof MultisetType multiset) {
                return Optional.of(map(group(fileType, type), type, List.of(multiset.element(), new IntType(false)), position));
            }
            if (!fileType.isPrimitive()) {
                throw mismatch(fileType, type);
            }
            Conversion conversion = Conversion.of((PrimitiveType) fileType, type).orElseThrow(() -> mismatch(fileType, type));
            return Optional.of(new ColumnPlan.Leaf(leaf(position.path()), position.level(), conversion));
        }

        private Optional<ColumnPlan> row(GroupType group, RowType type, Position position)
                throws IOException
        {
            List<Optional<ColumnPlan>> fields = new ArrayList<>();
            for (Field field : type.fields()) {
                fields.add(group.containsField(field.name()) ? resolve(group.getType(field.name()), field.type(), position) : Optional.empty());
            }
            return fields.stream().flatMap(Optional::stream).findFirst()
                    .map(first -> new ColumnPlan.Row(first.leaf(), position.level(), fields, type.fields().stream().map(Field::type).toList()));
        }

        /** The two binaries lie in either order; shredded variants hold typed values beside them. */
        private Optional<ColumnPlan> variant(GroupType group, DataType type, Position position)
                throws IOException
        {
            if (group.containsField("typed_value")) {
                Optional<RowType> parts = group.containsField("metadata") ? ShreddedVariant.typeOf(group) : Optional.empty();
                if (parts.isEmpty()) {
                    return Optional.of(new ColumnPlan.Unsupported(firstLeaf(group, position), "Column " + String.join(".", position.path()) + " is a variant shredded to types that are not supported"));
                }
                return row(group, parts.get(), position).map(row -> new ColumnPlan.Shredded(row, parts.get()));
            }
            if (!group.containsField("value") || !group.containsField("metadata")) {
                throw mismatch(group, type);
            }
            DataType binary = new VarBinaryType(VarBinaryType.UNBOUNDED, false);
            return row(group, RowType.of(List.of(new Field(0, "value", binary), new Field(1, "metadata", binary))), position);
        }

        /**
         * Arrays are groups of one repeated field, which holds the element or, in older files, is the element. By the rules of Parquet, it
         * is if it is primitive, has several fields, or is named {@code array} or after the group.
         */
        private ColumnPlan array(GroupType group, DataType type, DataType elementType, Position position)
                throws IOException
        {
            Type repeated = repeatedField(group, type);
            Position inner = position.child(repeated);
            boolean isElement = repeated.isPrimitive()
                    || repeated.asGroupType().getFieldCount() != 1
                    || repeated.getName().equals("array")
                    || repeated.getName().equals(group.getName() + "_tuple");
            Optional<ColumnPlan> element = isElement
                    ? resolveAt(repeated, elementType, inner)
                    : resolve(repeated.asGroupType().getType(0), elementType, inner);
            return repeated(repeated, position.level(), inner.level(), List.of(element), List.of(elementType), inner);
        }

        /** Keys and values are told by their position, whatever they are named. */
        private ColumnPlan map(GroupType group, DataType type, List<DataType> types, Position position)
                throws IOException
        {
            Type repeated = repeatedField(group, type);
            if (repeated.isPrimitive() || repeated.asGroupType().getFieldCount() > 2) {
                throw mismatch(group, type);
            }
            Position inner = position.child(repeated);
            List<Optional<ColumnPlan>> elements = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                elements.add(i < repeated.asGroupType().getFieldCount() ? resolve(repeated.asGroupType().getType(i), types.get(i), inner) : Optional.empty());
            }
            return repeated(repeated, position.level(), inner.level(), elements, types, inner);
        }

        private ColumnPlan repeated(Type repeated, int level, int elementLevel, List<Optional<ColumnPlan>> elements, List<DataType> types, Position inner)
                throws IOException
        {
            Optional<Integer> held = elements.stream().flatMap(Optional::stream).map(ColumnPlan::leaf).findFirst();
            return new ColumnPlan.Repeated(held.isPresent() ? held.get() : firstLeaf(repeated, inner), level, elementLevel, elements, types);
        }

        /** The first primitive column below a field, for its levels. */
        private int firstLeaf(Type type, Position position)
        {
            Type current = type;
            Position at = position;
            while (!current.isPrimitive()) {
                current = current.asGroupType().getType(0);
                at = at.child(current);
            }
            return leaf(at.path());
        }

        private int leaf(List<String> path)
        {
            leaves.add(file.getColumnDescription(path.toArray(String[]::new)));
            return leaves.size() - 1;
        }

        private static Type repeatedField(GroupType group, DataType type)
                throws IOException
        {
            if (group.getFieldCount() != 1 || !group.getType(0).isRepetition(Type.Repetition.REPEATED)) {
                throw mismatch(group, type);
            }
            return group.getType(0);
        }

        private static GroupType group(Type fileType, DataType type)
                throws IOException
        {
            if (fileType.isPrimitive()) {
                throw mismatch(fileType, type);
            }
            return fileType.asGroupType();
        }

        private static Optional<DataType> elementType(DataType type)
        {
            if (type instanceof ArrayType array) {
                return Optional.of(array.element());
            }
            return type instanceof VectorType vector ? Optional.of(vector.element()) : Optional.empty();
        }

        private static IOException mismatch(Type fileType, DataType type)
        {
            return new IOException("values of type " + type + " cannot be stored as " + fileType);
        }
    }
}
