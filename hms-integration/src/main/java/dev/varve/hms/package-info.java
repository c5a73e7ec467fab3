/**
 * Tables in a Hive Metastore, registered exactly as Paimon's own Hive catalog registers them, so that what one engine creates every
 * engine sees.
 *
 * <p>Start at {@link dev.varve.hms.HiveMetastoreCatalog}. What the metastore holds of a table is a copy: the schema files at the table's
 * location are the truth, {@link dev.varve.hms.TableRegistration} says how the copy must look, {@link dev.varve.hms.MetastoreSync} keeps
 * it so. {@link dev.varve.hms.MetastoreClient} is the seam to the metastore; nothing else here knows its protocol, and nothing knows
 * an engine.
 */
package dev.varve.hms;
