/**
 * Keeping those who change a table apart. {@link dev.varve.write.lock.TableLock} decides whether the store does it, a
 * {@link dev.varve.write.lock.CommitLock} of the catalog is needed, or neither is there and the change is refused.
 *
 * <p>This package knows nothing of what is changed.
 */
package dev.varve.write.lock;
