/**
 * Real Hive in JVMs of their own, on the loopback interface: a Thrift metastore over embedded Derby.
 *
 * <p>Start at {@link dev.varve.hiveserver.Metastore}, the parent's side. The parent's side needs only the JDK, so that a process can
 * start Hive without having Hive, Hadoop and Tez on its own class path: these lie in the distribution. What runs in the child is
 * {@link dev.varve.hiveserver.MetastoreMain}, which alone touches Hive. Nothing here knows about commands or tables of a lake.
 */
package dev.varve.hiveserver;
