package dev.varve.trino.file;

import dev.varve.column.ArrayColumn;
import dev.varve.column.Column;
import dev.varve.column.Layout;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.datafile.parquet.ShreddedVariant;
import dev.varve.error.VarveException;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.RowType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import io.trino.parquet.GroupField;
import io.trino.parquet.PrimitiveField;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Types;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

import static io.trino.spi.type.TimestampType.TIMESTAMP_MICROS;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT96;

/**
 * Where in a Parquet file a requested column is found: the file's nodes that match its type, by exact name in rows and by position in
 * arrays and maps.
 *
 * @param type of a shredded variant that of its parts
 * @param children for a row one per member, empty where the file does not hold it; for an array the element; for a map key and value
 * @param shredded whether what is decoded are the parts of variants
 */
record ParquetProjection(DataType type, ParquetNode node, List<Optional<ParquetProjection>> children, boolean shredded)
{
    ParquetProjection(DataType type, ParquetNode node, List<Optional<ParquetProjection>> children)
    {
        this(type, node, children, false);
    }

    /**
     * Empty if the file holds nothing of what is asked for.
     *
     * @throws IOException if the column is not of that type in the file, with a message that leaves the name of the file to the caller
     */
    static Optional<ParquetProjection> find(Field field, ParquetNode root)
            throws IOException
    {
        Optional<ParquetNode> node = root.child(field.name());
        return node.isEmpty() ? Optional.empty() : find(field.type(), node.get(), field.name());
    }

    private static Optional<ParquetProjection> find(DataType type, ParquetNode node, String column)
            throws IOException
    {
        return switch (Layout.of(type)) {
            case ROW -> findRow(type, node, column);
            case ARRAY -> findArray(type, node, column);
            case MAP -> findMap(type, node, column);
            default -> {
                if (!node.isLeaf()) {
                    throw mismatch(type, node, column);
                }
                yield Optional.of(new ParquetProjection(type, node, List.of()));
            }
        };
    }

    private static Optional<ParquetProjection> findRow(DataType type, ParquetNode node, String column)
            throws IOException
    {
        if (node.isLeaf()) {
            throw mismatch(type, node, column);
        }
        if (type instanceof VariantType && node.child(ShreddedGroup.TYPED_VALUE).isPresent()) {
            RowType parts = ShreddedGroup.typeOf(node)
                    .filter(group -> group.indexOf("metadata").isPresent())
                    .orElseThrow(() -> VarveException.unsupported("Column '" + column + "' holds variants shredded to a type that cannot be read"));
            return findRow(parts, node, column).map(found -> new ParquetProjection(parts, node, found.children(), true));
        }
        List<Optional<ParquetProjection>> children = new ArrayList<>();
        boolean found = false;
        for (Field field : LayoutTypes.fields(type)) {
            Optional<ParquetNode> child = node.child(field.name());
            Optional<ParquetProjection> projection = child.isEmpty() ? Optional.empty() : find(field.type(), child.get(), column);
            found |= projection.isPresent();
            children.add(projection);
        }
        return found ? Optional.of(new ParquetProjection(type, node, children)) : Optional.empty();
    }

    private static Optional<ParquetProjection> findArray(DataType type, ParquetNode node, String column)
            throws IOException
    {
        DataType elementType = LayoutTypes.element(type);
        if (node.isRepeated()) {
            return find(elementType, node, column).map(element -> new ParquetProjection(type, node, List.of(Optional.of(element))));
        }
        if (node.children().size() != 1 || !node.children().getFirst().isRepeated()) {
            throw mismatch(type, node, column);
        }
        ParquetNode repeated = node.children().getFirst();
        return find(elementType, element(node, repeated), column)
                .map(element -> new ParquetProjection(type, node, List.of(Optional.of(element))));
    }

    /** By the format's rules for files of old writers, which left out the level between the list and its elements. */
    private static ParquetNode element(ParquetNode list, ParquetNode repeated)
    {
        boolean repeatedIsElement = repeated.children().size() != 1 || repeated.name().equals("array") || repeated.name().equals(list.name() + "_tuple");
        return repeatedIsElement ? repeated : repeated.children().getFirst();
    }

    private static Optional<ParquetProjection> findMap(DataType type, ParquetNode node, String column)
            throws IOException
    {
        if (node.children().size() != 1 || !node.children().getFirst().isRepeated() || node.children().getFirst().children().size() != 2) {
            throw mismatch(type, node, column);
        }
        List<ParquetNode> entry = node.children().getFirst().children();
        Optional<ParquetProjection> key = find(LayoutTypes.key(type), entry.get(0), column);
        Optional<ParquetProjection> value = find(LayoutTypes.value(type), entry.get(1), column);
        return key.isEmpty() || value.isEmpty() ? Optional.empty() : Optional.of(new ParquetProjection(type, node, List.of(key, value)));
    }

    private static IOException mismatch(DataType type, ParquetNode node, String column)
    {
        return new IOException("column '" + column + "' should be of type " + type + ", but the file holds " + (node.isLeaf() ? node.element().getType() : "a group") + " there");
    }

    /** The column that was asked for, of what was decoded: variants are put together of their parts, at any depth. */
    Column assembled(Column decoded)
    {
        if (!holdsParts()) {
            return decoded;
        }
        Column flat = decoded.flatten();
        if (shredded) {
            try {
                return ShreddedVariant.assemble((RowColumn) flat, (RowType) type);
            }
            catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return switch (flat) {
            case RowColumn rows -> {
                List<Column> members = new ArrayList<>();
                for (int i = 0; i < children.size(); i++) {
                    Column member = rows.field(i);
                    members.add(children.get(i).map(child -> child.assembled(member)).orElse(member));
                }
                yield new RowColumn(rows.size(), rows.validity(), members);
            }
            case ArrayColumn arrays -> new ArrayColumn(arrays.size(), arrays.validity(), arrays.offsets(), children.getFirst().orElseThrow().assembled(arrays.elements()));
            case MapColumn maps -> new MapColumn(
                    maps.size(),
                    maps.validity(),
                    maps.offsets(),
                    children.get(0).orElseThrow().assembled(maps.keys()),
                    children.get(1).orElseThrow().assembled(maps.values()));
            default -> throw new IllegalStateException("Parts of variants within " + type);
        };
    }

    private boolean holdsParts()
    {
        return shredded || children.stream().anyMatch(child -> child.isPresent() && child.get().holdsParts());
    }

    /** Adds the indexes of the leaves that are to be read, and of all nodes between them and this one. */
    void select(BitSet selected)
    {
        selected.set(node.index());
        for (Optional<ParquetProjection> child : children) {
            child.ifPresent(projection -> projection.select(selected));
        }
        if (Layout.of(type) != Layout.ROW && !node.isLeaf() && !node.isRepeated()) {
            // the repeated group between a list or map and what is in it
            selected.set(node.children().getFirst().index());
        }
    }

    /** What trino-parquet is to decode. */
    io.trino.parquet.Field toField(MessageType schema)
    {
        if (Layout.of(type) == Layout.ARRAY && node.isRepeated()) {
            io.trino.parquet.Field element = children.getFirst().orElseThrow().toScalarOrRow(schema);
            return new GroupField(new io.trino.spi.type.ArrayType(element.getType()), node.repetitionLevel() - 1, node.definitionLevel() - 1, true, List.of(Optional.of(element)));
        }
        return switch (Layout.of(type)) {
            case ARRAY -> {
                io.trino.parquet.Field element = children.getFirst().orElseThrow().toField(schema);
                yield group(new io.trino.spi.type.ArrayType(element.getType()), List.of(Optional.of(element)));
            }
            case MAP -> {
                io.trino.parquet.Field key = children.get(0).orElseThrow().toField(schema);
                io.trino.parquet.Field value = children.get(1).orElseThrow().toField(schema);
                yield group(LayoutTypes.map(key.getType(), value.getType()), List.of(Optional.of(key), Optional.of(value)));
            }
            default -> toScalarOrRow(schema);
        };
    }

    private io.trino.parquet.Field toScalarOrRow(MessageType schema)
    {
        if (node.isLeaf()) {
            ColumnDescriptor descriptor = descriptor(schema);
            return new PrimitiveField(decodedType(descriptor.getPrimitiveType()), node.isRequired(), descriptor, node.leaf());
        }
        List<Field> fields = LayoutTypes.fields(type);
        List<Type> types = new ArrayList<>();
        List<Optional<io.trino.parquet.Field>> members = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Optional<io.trino.parquet.Field> member = children.get(i).map(child -> child.toField(schema));
            types.add(member.isPresent() ? member.get().getType() : LayoutTypes.of(fields.get(i).type()));
            members.add(member);
        }
        return group(io.trino.spi.type.RowType.anonymous(types), members);
    }

    private GroupField group(Type decodedType, List<Optional<io.trino.parquet.Field>> members)
    {
        return new GroupField(decodedType, node.repetitionLevel(), node.definitionLevel(), node.isRequired(), members);
    }

    /** The column of a leaf; a time of day is shown without its annotation, as the plain integer that it is. */
    ColumnDescriptor descriptor(MessageType schema)
    {
        String[] path = node.path().toArray(String[]::new);
        PrimitiveType primitive = schema.getType(path).asPrimitiveType();
        if (type instanceof TimeType
                && primitive.getPrimitiveTypeName() == INT32
                && primitive.getLogicalTypeAnnotation() instanceof TimeLogicalTypeAnnotation time
                && time.getUnit() == TimeUnit.MILLIS) {
            primitive = Types.primitive(INT32, primitive.getRepetition()).named(primitive.getName());
        }
        return new ColumnDescriptor(path, primitive, node.repetitionLevel(), node.definitionLevel());
    }

    /** The type to ask for so that values of what the file holds come in the layout of the wanted type. */
    Type decodedType(PrimitiveType primitive)
    {
        if ((type instanceof TimestampType || type instanceof LocalZonedTimestampType) && Layout.of(type) == Layout.LONG) {
            LogicalTypeAnnotation annotation = primitive.getLogicalTypeAnnotation();
            boolean micros = primitive.getPrimitiveTypeName() == INT64
                    && annotation instanceof TimestampLogicalTypeAnnotation timestamp
                    && timestamp.getUnit() == TimeUnit.MICROS;
            return micros ? BigintType.BIGINT : TIMESTAMP_MICROS;
        }
        return LayoutTypes.of(type);
    }

    /**
     * The type whose domains can be compared with the statistics of the leaf, and with its dictionary; empty if these are not to be
     * trusted, or are of another type.
     */
    Optional<Type> statisticsType(PrimitiveType primitive)
    {
        if (!node.isLeaf() || primitive.getPrimitiveTypeName() == INT96) {
            return Optional.empty();
        }
        LogicalTypeAnnotation annotation = primitive.getLogicalTypeAnnotation();
        return switch (decodedType(primitive)) {
            case VarbinaryType _ -> type instanceof VarCharType && annotation instanceof StringLogicalTypeAnnotation ? Optional.of(VarcharType.VARCHAR) : Optional.empty();
            case io.trino.spi.type.DecimalType decimal -> annotation instanceof DecimalLogicalTypeAnnotation file
                    && file.getPrecision() == decimal.getPrecision()
                    && file.getScale() == decimal.getScale()
                    ? Optional.of(decimal)
                    : Optional.empty();
            case DoubleType doubles -> primitive.getPrimitiveTypeName() == DOUBLE ? Optional.of(doubles) : Optional.empty();
            case io.trino.spi.type.TimestampType timestamp -> timestamp.isShort() ? Optional.of(timestamp) : Optional.empty();
            case Type other -> Optional.of(other);
        };
    }
}
