/**
 * Varve's kernel as a client: {@link dev.varve.product.kernel.KernelReader} reads a table with the default data file formats,
 * pushes conditions down, and filters once more.
 */
package dev.varve.product.kernel;
