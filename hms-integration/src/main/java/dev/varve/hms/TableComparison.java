package dev.varve.hms;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * What the metastore has of a table beside what it should have.
 *
 * @param differences in words, empty if there is nothing to do
 * @param repaired what the metastore should be told: what it has, with columns and parameters of the schema
 * @param beyondRepair what cannot be repaired in place
 */
record TableComparison(List<String> differences, HiveTable repaired, List<String> beyondRepair)
{
    /** Other engines and the metastore itself set these; they follow from no schema. */
    private static final Set<String> FOREIGN = Set.of("EXTERNAL", "table_type", "storage_handler", TableRegistration.LOCATION_PARAMETER);

    TableComparison
    {
        differences = List.copyOf(differences);
        requireNonNull(repaired, "repaired is null");
        beyondRepair = List.copyOf(beyondRepair);
    }

    /** @param removed options that were removed from the schema just now */
    static TableComparison of(HiveTable registered, HiveTable expected, Set<String> removed)
    {
        List<String> differences = new ArrayList<>();
        List<String> beyondRepair = new ArrayList<>();
        if (!registered.columns().equals(expected.columns())) {
            differences.add("columns are (" + text(registered.columns()) + ") instead of (" + text(expected.columns()) + ")");
        }
        if (!names(registered.partitionKeys()).equals(names(expected.partitionKeys()))) {
            beyondRepair.add("partition keys are " + names(registered.partitionKeys()) + " instead of " + names(expected.partitionKeys()) +
                    ", which a metastore cannot change: drop the entry and register the table anew");
            // Columns and partition keys together must stay one set of names.
            return new TableComparison(List.of(), registered, beyondRepair);
        }
        Map<String, String> parameters = new LinkedHashMap<>(registered.parameters());
        expected.parameters().forEach((key, value) -> {
            String current = registered.parameters().get(key);
            if (!FOREIGN.contains(key) && !value.equals(current)) {
                differences.add("parameter " + key + " is " + Optional.ofNullable(current).orElse("missing") + " instead of " + value);
                parameters.put(key, value);
            }
        });
        for (String key : removed) {
            if (!expected.parameters().containsKey(key) && parameters.remove(key) != null) {
                differences.add("parameter " + key + " is there");
            }
        }
        return new TableComparison(differences, registered.withColumns(expected.columns()).withParameters(parameters), beyondRepair);
    }

    private static List<String> names(List<HiveColumn> columns)
    {
        return columns.stream().map(HiveColumn::name).toList();
    }

    private static String text(List<HiveColumn> columns)
    {
        return String.join(", ", columns.stream()
                .map(column -> column.name() + " " + column.type() + column.comment().map(comment -> " COMMENT '" + comment + "'").orElse(""))
                .toList());
    }
}
