package dev.varve.product.sql;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/**
 * A literal that is not NULL. {@code toString} is its SQL.
 *
 * @param value Boolean, Long, BigDecimal, Float, Double, String, byte[], LocalDate, LocalTime, LocalDateTime or Instant
 */
public record Literal(Object value)
{
    static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSSSS");

    public Literal
    {
        requireNonNull(value, "value is null");
    }

    /** How a value of a column that is not null compares to this one; unordered (a NaN) is neither less, equal nor greater. */
    Order compare(Object columnValue)
    {
        return switch (value) {
            case Boolean literal -> Order.of(((Boolean) columnValue).compareTo(literal));
            case Long literal -> compareNumber(columnValue, literal);
            case BigDecimal literal -> Order.of(((BigDecimal) columnValue).compareTo(literal));
            case Float literal -> Order.of((float) columnValue, (float) literal);
            case Double literal -> Order.of((double) columnValue, (double) literal);
            case String literal -> Order.of(Arrays.compareUnsigned(((String) columnValue).getBytes(UTF_8), literal.getBytes(UTF_8)));
            case byte[] literal -> Order.of(Arrays.compareUnsigned((byte[]) columnValue, literal));
            case LocalDate literal -> Order.of(((LocalDate) columnValue).compareTo(literal));
            case LocalTime literal -> Order.of(((LocalTime) columnValue).compareTo(literal));
            case LocalDateTime literal -> Order.of(((LocalDateTime) columnValue).compareTo(literal));
            case Instant literal -> Order.of(((Instant) columnValue).compareTo(literal));
            default -> throw new IllegalArgumentException("Not a literal: " + value);
        };
    }

    private static Order compareNumber(Object columnValue, long literal)
    {
        return switch (columnValue) {
            case BigDecimal decimal -> Order.of(decimal.compareTo(BigDecimal.valueOf(literal)));
            case Float real -> Order.of(real, (double) literal);
            case Double real -> Order.of(real, (double) literal);
            default -> Order.of(Long.compare(((Number) columnValue).longValue(), literal));
        };
    }

    @Override
    public String toString()
    {
        return switch (value) {
            case Long number -> number >= -Integer.MAX_VALUE && number <= Integer.MAX_VALUE ? number.toString() : "BIGINT '" + number + "'";
            case BigDecimal decimal -> "DECIMAL '" + decimal.toPlainString() + "'";
            case Float real -> "REAL '" + real + "'";
            case Double real -> "DOUBLE '" + real + "'";
            case String string -> "'" + string.replace("'", "''") + "'";
            case byte[] bytes -> "X'" + HexFormat.of().formatHex(bytes) + "'";
            case LocalDate date -> "DATE '" + date + "'";
            case LocalTime time -> "TIME '" + DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSSSSS").format(time) + "'";
            case LocalDateTime timestamp -> "TIMESTAMP '" + TIMESTAMP.format(timestamp) + "'";
            case Instant instant -> "TIMESTAMP '" + TIMESTAMP.format(instant.atOffset(ZoneOffset.UTC)) + " UTC'";
            default -> value.toString();
        };
    }

    enum Order
    {
        LESS,
        EQUAL,
        GREATER,
        UNORDERED;

        static Order of(int comparison)
        {
            return comparison < 0 ? LESS : comparison > 0 ? GREATER : EQUAL;
        }

        static Order of(double left, double right)
        {
            return left < right ? LESS : left > right ? GREATER : left == right ? EQUAL : UNORDERED;
        }
    }
}
