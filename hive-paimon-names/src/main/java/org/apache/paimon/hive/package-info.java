/**
 * The names under which Paimon, Flink, Spark and others register tables in a metastore, as Varve's own classes: so these tables are read in Hive
 * without touching the metastore. Not to be installed together with Paimon's handler, which has classes of the same names.
 */
package org.apache.paimon.hive;
