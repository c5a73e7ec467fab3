/**
 * Rows of a statement to a table: tasks make files of them and leave word of it in a directory of the job, and when all tasks are done the session
 * commits, once. Start at {@link dev.varve.hive.write.WriteJob}. Knows nothing of how tables are read or created.
 */
package dev.varve.hive.write;
