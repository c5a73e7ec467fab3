package dev.varve.product.trino;

/**
 * How a query failed.
 *
 * @param type USER_ERROR, EXTERNAL, INTERNAL_ERROR or INSUFFICIENT_RESOURCES
 * @param code the name of the error code
 */
public record Failure(String type, String code, String message) {}
