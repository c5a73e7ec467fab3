/**
 * How the errors of the kernel become those of Trino.
 *
 * <p>Start at {@link dev.varve.trino.error.ErrorTranslation}, through which every call into the kernel goes.
 */
package dev.varve.trino.error;
