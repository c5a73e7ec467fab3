/**
 * The formats that the kernel itself can read, for those who bring none of their own.
 *
 * <p>Its own package, above the formats, so that an engine with readers of its own never loads the libraries of the others.
 */
package dev.varve.datafile.defaults;
