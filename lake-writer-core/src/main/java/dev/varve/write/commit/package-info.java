/**
 * Makes what writers did visible, atomically: commit messages become manifests, and manifests a snapshot.
 *
 * <p>It knows nothing of how rows become files.
 */
package dev.varve.write.commit;
