/**
 * Deletes rows of append tables, which have no key to delete them by: marks them in deletion vectors, or writes their files anew.
 *
 * <p>Start at {@link dev.varve.write.delete.AppendDelete}. It knows nothing of commits but their messages.
 */
package dev.varve.write.delete;
