/**
 * Which data files a snapshot has: manifest lists name manifests, manifests add and remove data files.
 *
 * <p>Start at {@link dev.varve.manifest.ManifestReader}; {@link dev.varve.manifest.DataFile} is what it is all about,
 * {@link dev.varve.manifest.FileIdentity} tells which additions were taken back. Files may be of other formats than Avro: see
 * {@link dev.varve.manifest.MetadataRecords}. Opens no data files and decides nothing about
 * which of them are read.
 */
package dev.varve.manifest;
