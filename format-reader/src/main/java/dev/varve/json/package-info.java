/**
 * Strict reading and exact printing of the small JSON documents that schemas, snapshots and tags are. Knows nothing of what they mean.
 */
package dev.varve.json;
