/**
 * Writes data files: columns go in, and files come out together with their descriptions for the manifest, statistics included.
 *
 * <p>It knows nothing of merging, levels or commits.
 */
package dev.varve.write.file;
