/**
 * The seam to where bytes live: list, open and read files of a warehouse.
 *
 * <p>Start at {@link dev.varve.storage.Storage}; {@link dev.varve.storage.LocalStorage} is the implementation for local
 * directories, engines bring their own. {@link dev.varve.storage.GuardedStorage} marks what goes wrong in the store, so that
 * {@link dev.varve.storage.ReadFailure} can tell it from damaged files. Nothing here knows what a table is.
 */
package dev.varve.storage;
