package dev.varve.hms;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A table or view as the metastore knows it.
 *
 * @param type {@code MANAGED_TABLE}, {@code EXTERNAL_TABLE}, {@code VIRTUAL_VIEW} or another
 * @param columns without the partition keys
 * @param location a URI; views have none
 */
public record HiveTable(
        String database,
        String name,
        String type,
        Optional<String> owner,
        List<HiveColumn> columns,
        List<HiveColumn> partitionKeys,
        HiveFormat format,
        Optional<String> location,
        Map<String, String> parameters)
{
    public static final String MANAGED = "MANAGED_TABLE";
    public static final String EXTERNAL = "EXTERNAL_TABLE";

    private static final String VIEW = "VIRTUAL_VIEW";
    private static final String MATERIALIZED_VIEW = "MATERIALIZED_VIEW";

    public HiveTable
    {
        requireNonNull(database, "database is null");
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        requireNonNull(owner, "owner is null");
        columns = List.copyOf(columns);
        partitionKeys = List.copyOf(partitionKeys);
        requireNonNull(format, "format is null");
        requireNonNull(location, "location is null");
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Whether it is a table of this format: by its classes, as Paimon tells, or by the parameter that other engines look at. */
    public boolean isPaimon()
    {
        boolean classes = format.inputFormat().equals(HiveFormat.PAIMON.inputFormat()) && format.outputFormat().equals(HiveFormat.PAIMON.outputFormat());
        return !isView() && (classes || "PAIMON".equalsIgnoreCase(parameters.get("table_type")));
    }

    public boolean isView()
    {
        return type.equals(VIEW) || type.equals(MATERIALIZED_VIEW);
    }

    /**
     * Whether its data goes away with it. A metastore of Hive 4 makes every managed table that is not transactional an external one, and
     * marks it so that this can still be told.
     */
    public boolean isManaged()
    {
        if (type.equals(MANAGED)) {
            return true;
        }
        return type.equals(EXTERNAL) && (isTrue("TRANSLATED_TO_EXTERNAL") || isTrue("external.table.purge"));
    }

    private boolean isTrue(String parameter)
    {
        return "TRUE".equalsIgnoreCase(parameters.get(parameter));
    }

    /** Where the table lies: parameter {@code paimon_location} before the location. */
    public Optional<String> tableLocation()
    {
        return Optional.ofNullable(parameters.get(TableRegistration.LOCATION_PARAMETER)).or(() -> location);
    }

    /** All columns, the partition keys last. */
    public List<HiveColumn> allColumns()
    {
        List<HiveColumn> all = new ArrayList<>(columns);
        all.addAll(partitionKeys);
        return all;
    }

    public HiveTable named(String database, String name)
    {
        return new HiveTable(database, name, type, owner, columns, partitionKeys, format, location, parameters);
    }

    public HiveTable withColumns(List<HiveColumn> columns)
    {
        return new HiveTable(database, name, type, owner, columns, partitionKeys, format, location, parameters);
    }

    public HiveTable withLocation(String location)
    {
        return new HiveTable(database, name, type, owner, columns, partitionKeys, format, Optional.of(location), parameters);
    }

    public HiveTable withParameters(Map<String, String> parameters)
    {
        return new HiveTable(database, name, type, owner, columns, partitionKeys, format, location, parameters);
    }

    HiveTable withParameter(String key, String value)
    {
        Map<String, String> changed = new LinkedHashMap<>(parameters);
        changed.put(key, value);
        return withParameters(changed);
    }

    @Override
    public String toString()
    {
        return database + "." + name;
    }
}
