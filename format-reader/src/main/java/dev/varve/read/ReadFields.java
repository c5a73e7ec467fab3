package dev.varve.read;

import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The columns that a read produces before projection: those asked for, then those that only the filter needs.
 *
 * @param filter in terms of these columns
 */
record ReadFields(List<Field> fields, Optional<Predicate> filter)
{
    ReadFields
    {
        fields = List.copyOf(fields);
    }

    static ReadFields of(TableSchema schema, List<Integer> columns, Optional<Predicate> filter)
    {
        Set<Integer> indexes = new LinkedHashSet<>(columns);
        if (indexes.size() != columns.size()) {
            throw new IllegalArgumentException("A column is asked for twice: " + columns);
        }
        filter.ifPresent(predicate -> Columns.of(predicate).stream().forEach(indexes::add));
        List<Integer> ordered = new ArrayList<>(indexes);
        Map<Integer, Integer> positions = IntStream.range(0, ordered.size()).boxed().collect(Collectors.toMap(ordered::get, position -> position));
        return new ReadFields(
                ordered.stream().map(schema.fields()::field).toList(),
                filter.map(predicate -> Columns.remap(predicate, positions::get)));
    }
}
