/**
 * Rows in the form in which all clients are compared. Start at {@link dev.varve.product.rows.RowSource} and
 * {@link dev.varve.product.rows.CanonicalText}. Knows no client.
 *
 * <p>A value is, by type: Boolean; a Number for the integers; Float, Double, BigDecimal; String for character types and for
 * variant (its JSON); byte[] for binaries and blobs; LocalDate, LocalTime, LocalDateTime, and Instant for a timestamp with local
 * time zone; List for array, vector and row; List of Map.Entry for map and multiset; null.
 */
package dev.varve.product.rows;
