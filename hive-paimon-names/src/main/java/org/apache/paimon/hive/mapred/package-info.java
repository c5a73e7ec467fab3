/** The formats of the tables; see {@link org.apache.paimon.hive}. */
package org.apache.paimon.hive.mapred;
