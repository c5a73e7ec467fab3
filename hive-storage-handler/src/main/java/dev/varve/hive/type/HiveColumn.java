package dev.varve.hive.type;

import dev.varve.type.Field;
import dev.varve.type.RowType;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfo;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * A column as Hive sees it.
 *
 * @param index of the field in the schema of the table
 * @param name in lower case, as all names in Hive
 */
public record HiveColumn(int index, Field field, String name, TypeInfo type)
{
    public HiveColumn
    {
        requireNonNull(field, "field is null");
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
    }

    /** The columns of a table that Hive can show, in order. Of those whose names differ only in case it is the first. */
    public static List<HiveColumn> of(RowType fields)
    {
        List<HiveColumn> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < fields.fields().size(); i++) {
            Field field = fields.field(i);
            String name = field.name().toLowerCase(Locale.ROOT);
            Optional<TypeInfo> type = HiveTypes.shown(field.type());
            if (type.isPresent() && names.add(name)) {
                columns.add(new HiveColumn(i, field, name, type.get()));
            }
        }
        return columns;
    }

    /** The same column, whose times with a local time zone are shown in that of a session. */
    public HiveColumn inZone(ZoneId zone)
    {
        return new HiveColumn(index, field, name, HiveTypes.inZone(type, zone));
    }
}
