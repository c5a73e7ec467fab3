package dev.varve.trino.file;

import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.RowType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The types of the parts in which a Parquet file holds a variant, as {@link dev.varve.datafile.parquet.ShreddedVariant} wants them. */
final class ShreddedGroup
{
    static final String TYPED_VALUE = "typed_value";

    private static final DataType BINARY = new VarBinaryType(VarBinaryType.UNBOUNDED, true);

    private ShreddedGroup() {}

    /** The type of a group with a {@code typed_value}; empty if that is of a type that variants are not shredded to. */
    static Optional<RowType> typeOf(ParquetNode group)
    {
        List<Field> fields = new ArrayList<>();
        for (ParquetNode member : group.children()) {
            Optional<DataType> type = switch (member.name()) {
                case "metadata", "value" -> Optional.of(BINARY);
                case TYPED_VALUE -> typedValue(member);
                default -> Optional.empty();
            };
            if (type.isEmpty()) {
                return Optional.empty();
            }
            fields.add(new Field(fields.size(), member.name(), type.get()));
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of(new RowType(fields, true));
    }

    private static Optional<DataType> typedValue(ParquetNode node)
    {
        if (node.isLeaf()) {
            return primitive(node.element());
        }
        if (isList(node.element())) {
            List<ParquetNode> repeated = node.children();
            if (repeated.size() != 1 || repeated.getFirst().children().size() != 1) {
                return Optional.empty();
            }
            return typeOf(repeated.getFirst().children().getFirst()).map(element -> new ArrayType(element, true));
        }
        List<Field> fields = new ArrayList<>();
        for (ParquetNode member : node.children()) {
            Optional<RowType> type = typeOf(member);
            if (type.isEmpty()) {
                return Optional.empty();
            }
            fields.add(new Field(fields.size(), member.name(), type.get()));
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of(new RowType(fields, true));
    }

    private static boolean isList(SchemaElement element)
    {
        return element.isSetLogicalType() && element.getLogicalType().isSetLIST() || element.getConverted_type() == ConvertedType.LIST;
    }

    private static Optional<DataType> primitive(SchemaElement element)
    {
        LogicalType annotation = element.isSetLogicalType() ? element.getLogicalType() : new LogicalType();
        if (annotation.isSetDECIMAL()) {
            return Optional.of(new DecimalType(annotation.getDECIMAL().getPrecision(), annotation.getDECIMAL().getScale(), true));
        }
        boolean plain = !annotation.isSet() && !element.isSetConverted_type();
        return Optional.ofNullable(switch (element.getType()) {
            case BOOLEAN -> new BooleanType(true);
            case INT32 -> annotation.isSetDATE() ? new DateType(true) : plain || annotation.isSetINTEGER() ? new IntType(true) : null;
            case INT64 -> annotation.isSetTIMESTAMP() ? timestamp(annotation) : plain || annotation.isSetINTEGER() ? new BigIntType(true) : null;
            case FLOAT -> new FloatType(true);
            case DOUBLE -> new DoubleType(true);
            case BYTE_ARRAY -> annotation.isSetSTRING() ? new VarCharType(VarCharType.UNBOUNDED, true) : plain ? BINARY : null;
            case INT96, FIXED_LEN_BYTE_ARRAY -> null;
        });
    }

    private static DataType timestamp(LogicalType annotation)
    {
        if (annotation.getTIMESTAMP().getUnit().isSetNANOS()) {
            return null;
        }
        return annotation.getTIMESTAMP().isIsAdjustedToUTC() ? new LocalZonedTimestampType(6, true) : new TimestampType(6, true);
    }
}
