package dev.varve.hive.write;

import dev.varve.error.VarveException;
import dev.varve.hive.error.HiveErrors;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.mapred.JobContext;
import org.apache.hadoop.mapred.OutputCommitter;
import org.apache.hadoop.mapred.TaskAttemptContext;

import java.io.IOException;

/** Ends what attempts of tasks wrote. Jobs are not committed here but by the session, when all that the statement does is done. */
public final class VarveOutputCommitter
        extends OutputCommitter
{
    @Override
    public void setupJob(JobContext job) {}

    @Override
    public void setupTask(TaskAttemptContext task) {}

    @Override
    public boolean needsTaskCommit(TaskAttemptContext task)
    {
        return true;
    }

    @Override
    public void commitTask(TaskAttemptContext task)
            throws IOException
    {
        try {
            TaskWrites.commit(query(task), TaskName.of(task));
        }
        catch (VarveException e) {
            throw HiveErrors.reading(e);
        }
    }

    @Override
    public void abortTask(TaskAttemptContext task)
            throws IOException
    {
        TaskWrites.abort(query(task), TaskName.of(task));
    }

    private static String query(TaskAttemptContext task)
    {
        return HiveConf.getVar(task.getConfiguration(), HiveConf.ConfVars.HIVE_QUERY_ID);
    }
}
