package dev.varve.hive.write;

import dev.varve.error.VarveException;
import dev.varve.hive.error.HiveErrors;
import dev.varve.hive.row.HiveRow;
import dev.varve.hive.table.HiveRelation;
import dev.varve.hive.table.TableName;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.ql.exec.FileSinkOperator;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapred.JobConf;

import java.io.IOException;

/** Takes the rows of one sink of a task. */
public final class TableSink
        implements FileSinkOperator.RecordWriter
{
    private static final String COMMITTER = "mapred.output.committer.class";

    private final TableName name;
    private final TaskWrite task;
    private final RowColumns columns;

    private TableSink(TableName name, TaskWrite task, RowColumns columns)
    {
        this.name = name;
        this.task = task;
        this.columns = columns;
    }

    /** @param directory where rows of the sink would be in a format of Hive: in that of the table, or of a partition that the statement says */
    public static TableSink open(JobConf settings, WriteJob job, Path directory)
            throws IOException
    {
        if (!VarveOutputCommitter.class.getName().equals(settings.get(COMMITTER))) {
            throw VarveException.unsupported("Table '" + job.table() + "' cannot be written by this statement: it has the output committer " + settings.get(COMMITTER) +
                    ". Write tables of other formats with committers of their own in other statements");
        }
        TaskWrite task = TaskWrites.open(settings, HiveConf.getVar(settings, HiveConf.ConfVars.HIVE_QUERY_ID), TaskName.of(settings), job);
        PartitionValues partition = PartitionValues.of(task.schema(), job.table(), WriteJob.partition(job.table(), directory.toString()));
        return new TableSink(job.table(), task, new RowColumns(task.schema(), HiveRelation.dataColumns(task.schema().fields(), job.table()), partition));
    }

    @Override
    public void write(Writable row)
            throws IOException
    {
        try {
            columns.add((HiveRow) row);
            if (columns.isFull()) {
                task.write(columns.take());
            }
        }
        catch (VarveException e) {
            throw failure(e);
        }
    }

    /** What is written counts when the task is committed. */
    @Override
    public void close(boolean abort)
            throws IOException
    {
        if (abort || columns.isEmpty()) {
            return;
        }
        try {
            task.write(columns.take());
        }
        catch (VarveException e) {
            throw failure(e);
        }
    }

    private IOException failure(VarveException e)
    {
        return HiveErrors.reading(new VarveException(e.kind(), "Table '" + name + "' cannot be written: " + e.getMessage(), e));
    }
}
