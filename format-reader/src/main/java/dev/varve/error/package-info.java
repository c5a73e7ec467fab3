/**
 * How things go wrong, told to the caller: one exception of a few known kinds, which every engine maps to its own codes.
 * Imports nothing of the kernel.
 */
package dev.varve.error;
