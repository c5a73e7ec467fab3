package dev.varve.hive.write;

import dev.varve.error.VarveException;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.TaskAttemptContext;
import org.apache.hadoop.mapred.TaskAttemptID;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * An attempt of a task of a job.
 *
 * @param task no other task of the job has it
 * @param attempt from 0 on
 */
record TaskName(String task, int attempt)
{
    private static final String VERTEX = "hive.tez.vertex.index";

    TaskName
    {
        requireNonNull(task, "task is null");
    }

    /** The one in which a writer is opened. */
    static TaskName of(JobConf settings)
    {
        String text = settings.get("mapred.task.id");
        if (text == null) {
            throw VarveException.unsupported("Rows are only written by tasks of Tez: SET hive.execution.engine=tez");
        }
        TaskAttemptID id = TaskAttemptID.forName(text);
        // Tez says the vertex apart, and its committers get it at the end of the job's name.
        return of(id, id.getTaskID().getJobID().getJtIdentifier() + settings.get(VERTEX, ""));
    }

    /** The one that a committer is asked about. */
    static TaskName of(TaskAttemptContext context)
    {
        TaskAttemptID id = context.getTaskAttemptID();
        return of(id, id.getTaskID().getJobID().getJtIdentifier());
    }

    private static TaskName of(TaskAttemptID id, String job)
    {
        return new TaskName(job + "_" + id.getJobID().getId() + "_" + id.getTaskID().getId(), id.getId());
    }

    String text()
    {
        return task + "-" + attempt;
    }

    /** What {@link #text} said; empty if it is something else. */
    static Optional<TaskName> parse(String text)
    {
        int dash = text.lastIndexOf('-');
        if (dash < 1 || !text.substring(dash + 1).matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        return Optional.of(new TaskName(text.substring(0, dash), Integer.parseInt(text.substring(dash + 1))));
    }
}
