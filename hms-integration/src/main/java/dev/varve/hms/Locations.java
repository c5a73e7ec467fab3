package dev.varve.hms;

import dev.varve.error.VarveException;
import dev.varve.storage.StoragePath;

import java.util.Optional;

/** Where tables and databases lie, by what the metastore has of them. */
final class Locations
{
    private Locations() {}

    static StoragePath of(HiveTable table)
    {
        return table.tableLocation().filter(text -> !text.isEmpty()).map(Locations::path).orElseThrow(() ->
                VarveException.corrupt("The Hive Metastore knows no location of table '" + table + "'"));
    }

    /** Hadoop writes {@code file:/x}, which not every store understands, for {@code file:///x}. */
    private static StoragePath path(String location)
    {
        boolean ofHadoop = location.startsWith("file:/") && !location.startsWith("file://");
        return StoragePath.of(ofHadoop ? "file://" + location.substring("file:".length()) : location);
    }

    static Optional<StoragePath> of(HiveDatabase database)
    {
        return Optional.ofNullable(database.parameters().get(TableRegistration.LOCATION_PARAMETER))
                .or(database::location)
                .filter(text -> !text.isEmpty())
                .map(StoragePath::of);
    }

    /** Whether two texts are the same location; a metastore writes {@code file:/x} for {@code /x} and {@code file:///x}. */
    static boolean same(String first, String second)
    {
        return comparable(first).equals(comparable(second));
    }

    /** The same text for all that are one location. */
    static String comparable(String location)
    {
        String text = StoragePath.of(location).text();
        if (text.startsWith("file:")) {
            text = text.substring("file:".length());
            while (text.startsWith("//")) {
                text = text.substring(1);
            }
        }
        return text;
    }
}
