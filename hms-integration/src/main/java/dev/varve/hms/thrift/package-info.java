/**
 * The metastore's Thrift protocol, with the classes that Trino generates of it and without Hive or Hadoop. Start at
 * {@link dev.varve.hms.thrift.ThriftMetastoreClient}. Only calls that both Hive 3.1 and 4 have.
 */
package dev.varve.hms.thrift;
