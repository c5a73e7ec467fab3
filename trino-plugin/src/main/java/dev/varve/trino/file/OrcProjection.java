package dev.varve.trino.file;

import dev.varve.column.Layout;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import io.trino.orc.OrcColumn;
import io.trino.orc.metadata.OrcType;
import io.trino.orc.metadata.OrcType.OrcTypeKind;
import io.trino.spi.type.CharType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where in an ORC file a requested column is found, and what trino-orc is to decode. Members of rows are found by exact name;
 * trino-orc, which folds names to lower case, is shown them under aliases, which are their positions in the request, and is not shown
 * members that nobody wants.
 *
 * @param children for a row one per member, empty where the file does not hold it; for an array the element; for a map key and value
 */
record OrcProjection(DataType type, OrcColumn column, Type decodedType, List<Optional<OrcProjection>> children)
{
    /**
     * Empty if the file holds nothing of what is asked for.
     *
     * @throws IOException if the column is not of that type in the file, with a message that leaves the name of the file to the caller
     */
    static Optional<OrcProjection> find(Field field, OrcColumn root)
            throws IOException
    {
        Optional<OrcColumn> column = child(root, field.name());
        return column.isEmpty() ? Optional.empty() : find(field.type(), column.get(), field.name());
    }

    private static Optional<OrcColumn> child(OrcColumn parent, String name)
    {
        return parent.getNestedColumns().stream().filter(child -> child.getColumnName().equals(name)).findFirst();
    }

    private static Optional<OrcProjection> find(DataType type, OrcColumn column, String name)
            throws IOException
    {
        OrcTypeKind kind = column.getColumnType().getOrcTypeKind();
        return switch (Layout.of(type)) {
            case ROW -> {
                require(kind == OrcTypeKind.STRUCT, type, kind, name);
                yield findRow(type, column, name);
            }
            case ARRAY -> {
                require(kind == OrcTypeKind.LIST, type, kind, name);
                yield find(LayoutTypes.element(type), column.getNestedColumns().getFirst(), name).map(element -> new OrcProjection(
                        type,
                        withNested(column, column.getColumnName(), List.of(element.column)),
                        new io.trino.spi.type.ArrayType(element.decodedType),
                        List.of(Optional.of(element))));
            }
            case MAP -> {
                require(kind == OrcTypeKind.MAP, type, kind, name);
                Optional<OrcProjection> key = find(LayoutTypes.key(type), column.getNestedColumns().get(0), name);
                Optional<OrcProjection> value = find(LayoutTypes.value(type), column.getNestedColumns().get(1), name);
                yield key.isEmpty() || value.isEmpty() ? Optional.empty() : Optional.of(new OrcProjection(
                        type,
                        withNested(column, column.getColumnName(), List.of(key.get().column, value.get().column)),
                        LayoutTypes.map(key.get().decodedType, value.get().decodedType),
                        List.of(key, value)));
            }
            default -> {
                require(column.getNestedColumns().isEmpty(), type, kind, name);
                yield Optional.of(new OrcProjection(type, column, decodedType(type, column.getColumnType()), List.of()));
            }
        };
    }

    private static Optional<OrcProjection> findRow(DataType type, OrcColumn column, String name)
            throws IOException
    {
        List<Optional<OrcProjection>> children = new ArrayList<>();
        List<OrcColumn> nested = new ArrayList<>();
        List<RowType.Field> members = new ArrayList<>();
        for (Field field : LayoutTypes.fields(type)) {
            String alias = Integer.toString(members.size());
            Optional<OrcColumn> child = child(column, field.name());
            Optional<OrcProjection> projection = child.isEmpty() ? Optional.empty() : find(field.type(), child.get(), name);
            projection.ifPresent(found -> nested.add(withNested(found.column, alias, found.column.getNestedColumns())));
            members.add(RowType.field(alias, projection.map(OrcProjection::decodedType).orElseGet(() -> LayoutTypes.of(field.type()))));
            children.add(projection);
        }
        if (nested.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new OrcProjection(type, withNested(column, column.getColumnName(), nested), RowType.from(members), children));
    }

    private static OrcColumn withNested(OrcColumn column, String name, List<OrcColumn> nested)
    {
        return new OrcColumn(column.getPath(), column.getColumnId(), name, column.getColumnType(), column.getOrcDataSourceId(), nested, Map.of());
    }

    private static void require(boolean fits, DataType type, OrcTypeKind kind, String column)
            throws IOException
    {
        if (!fits) {
            throw new IOException("column '" + column + "' should be of type " + type + ", but the file holds " + kind + " there");
        }
    }

    /** The type to ask for so that values of what the file holds come in the layout of the wanted type. */
    private static Type decodedType(DataType type, OrcType column)
    {
        if (isTimestamp(type)) {
            return column.getOrcTypeKind() == OrcTypeKind.TIMESTAMP_INSTANT ? TimestampWithTimeZoneType.TIMESTAMP_TZ_NANOS : io.trino.spi.type.TimestampType.TIMESTAMP_NANOS;
        }
        if (Layout.of(type) == Layout.BYTES && column.getOrcTypeKind() == OrcTypeKind.CHAR) {
            // ORC pads, the table format does not: this type strips
            return CharType.createCharType(Math.min(column.getLength().orElse(CharType.MAX_LENGTH), CharType.MAX_LENGTH));
        }
        return LayoutTypes.of(type);
    }

    /** Whether the column holds points in time, which need {@link OrcTimestamps}. */
    boolean isTimestamp()
    {
        return isTimestamp(type);
    }

    private static boolean isTimestamp(DataType type)
    {
        return type instanceof TimestampType || type instanceof LocalZonedTimestampType;
    }

    /** Whether there are timestamps in the column, at any depth. */
    boolean hasTimestamps()
    {
        return isTimestamp() || children.stream().anyMatch(child -> child.isPresent() && child.get().hasTimestamps());
    }

    /**
     * The type whose domains can be compared with the statistics of the column; empty if these are not to be trusted, or are of
     * another type. Statistics of timestamps are rounded, in zones that differ by writer.
     */
    Optional<Type> statisticsType()
    {
        OrcTypeKind kind = column.getColumnType().getOrcTypeKind();
        return switch (decodedType) {
            case VarbinaryType _ -> type instanceof VarCharType && (kind == OrcTypeKind.STRING || kind == OrcTypeKind.VARCHAR) ? Optional.of(VarcharType.VARCHAR) : Optional.empty();
            case io.trino.spi.type.DecimalType decimal -> column.getColumnType().getScale().equals(Optional.of(((DecimalType) type).scale())) ? Optional.of(decimal) : Optional.empty();
            case io.trino.spi.type.DateType date -> type instanceof DateType && kind == OrcTypeKind.DATE ? Optional.of(date) : Optional.empty();
            case CharType _, io.trino.spi.type.TimestampType _, TimestampWithTimeZoneType _ -> Optional.empty();
            case Type other -> children.isEmpty() ? Optional.of(other) : Optional.empty();
        };
    }
}
