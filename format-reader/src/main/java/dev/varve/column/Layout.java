package dev.varve.column;

import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;

/**
 * How the values of a type are held in memory. Whatever file format a value comes from, its column has this layout.
 */
public enum Layout
{
    /** {@link ByteColumn}: BOOLEAN (0 or 1), TINYINT. */
    BYTE,
    /** {@link ShortColumn}: SMALLINT. */
    SHORT,
    /** {@link IntColumn}: INT, DATE (days since 1970-01-01), TIME (milliseconds of the day), FLOAT ({@link Float#floatToRawIntBits}). */
    INT,
    /**
     * {@link LongColumn}: BIGINT, DOUBLE ({@link Double#doubleToRawLongBits}), DECIMAL up to 18 digits (unscaled),
     * TIMESTAMP and TIMESTAMP_LTZ up to 6 fractional digits (microseconds since the epoch, of the local time or of the instant).
     */
    LONG,
    /** {@link Int128Column}: DECIMAL from 19 digits on (unscaled). */
    INT128,
    /** {@link Fixed12Column}: TIMESTAMP and TIMESTAMP_LTZ from 7 fractional digits on. */
    FIXED12,
    /** {@link BytesColumn}: CHAR and VARCHAR (UTF-8, as stored: not padded), BINARY, VARBINARY, BLOB. */
    BYTES,
    /** {@link ArrayColumn}: ARRAY, VECTOR. */
    ARRAY,
    /** {@link MapColumn}: MAP, and MULTISET as a map to INT counts. */
    MAP,
    /** {@link RowColumn}: ROW, and VARIANT as a row of the two binaries value and metadata, in this order. */
    ROW;

    public static Layout of(DataType type)
    {
        if (type instanceof BooleanType || type instanceof TinyIntType) {
            return BYTE;
        }
        if (type instanceof SmallIntType) {
            return SHORT;
        }
        if (type instanceof IntType || type instanceof DateType || type instanceof TimeType || type instanceof FloatType) {
            return INT;
        }
        if (type instanceof BigIntType || type instanceof DoubleType) {
            return LONG;
        }
        if (type instanceof DecimalType decimal) {
            return decimal.isShort() ? LONG : INT128;
        }
        if (type instanceof TimestampType timestamp) {
            return timestamp.precision() <= 6 ? LONG : FIXED12;
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            return timestamp.precision() <= 6 ? LONG : FIXED12;
        }
        if (type instanceof ArrayType || type instanceof VectorType) {
            return ARRAY;
        }
        if (type instanceof MapType || type instanceof MultisetType) {
            return MAP;
        }
        if (type instanceof RowType || type instanceof VariantType) {
            return ROW;
        }
        return BYTES;
    }
}
