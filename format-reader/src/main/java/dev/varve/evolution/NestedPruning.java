package dev.varve.evolution;

import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.MapType;
import dev.varve.type.RowType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reduces the type of a column in a file to the members of rows that a read wants. */
final class NestedPruning
{
    private NestedPruning() {}

    /**
     * The file's type with only the members that {@code read} has, too, matched by id and in the order of the read. Empty if a row
     * would have no member left: then the whole column (or the member that contains it) reads as null.
     */
    static Optional<DataType> prune(DataType read, DataType file)
    {
        if (read instanceof RowType readRow && file instanceof RowType fileRow) {
            List<Field> members = new ArrayList<>();
            for (Field readMember : readRow.fields()) {
                OptionalInt index = fileRow.indexOfId(readMember.id());
                if (index.isPresent()) {
                    Field member = fileRow.field(index.getAsInt());
                    prune(readMember.type(), member.type()).ifPresent(pruned -> members.add(member.withType(pruned)));
                }
            }
            return members.isEmpty() ? Optional.empty() : Optional.of(new RowType(members, fileRow.nullable()));
        }
        if (read instanceof ArrayType readArray && file instanceof ArrayType fileArray) {
            return prune(readArray.element(), fileArray.element()).map(element -> new ArrayType(element, fileArray.nullable()));
        }
        if (read instanceof MapType readMap && file instanceof MapType fileMap) {
            return prune(readMap.key(), fileMap.key()).flatMap(key ->
                    prune(readMap.value(), fileMap.value()).map(value -> new MapType(key, value, fileMap.nullable())));
        }
        return Optional.of(file);
    }
}
