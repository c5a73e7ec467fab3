package dev.varve.hive.write;

import org.apache.hadoop.conf.Configuration;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the tasks of this process are writing: sinks open it, and the committer ends it. Safe for use by several threads. */
final class TaskWrites
{
    private static final Map<Key, TaskWrite> OPEN = new HashMap<>();

    private TaskWrites() {}

    /** @param query the statement, as one process may run several */
    private record Key(String query, TaskName task, String job) {}

    static TaskWrite open(Configuration settings, String query, TaskName task, WriteJob job)
            throws IOException
    {
        synchronized (OPEN) {
            Key key = new Key(query, task, job.id());
            TaskWrite open = OPEN.get(key);
            if (open == null) {
                open = TaskWrite.open(settings, job, task);
                OPEN.put(key, open);
            }
            return open;
        }
    }

    static void commit(String query, TaskName task)
            throws IOException
    {
        for (TaskWrite write : remove(query, task)) {
            write.commit();
        }
    }

    static void abort(String query, TaskName task)
            throws IOException
    {
        for (TaskWrite write : remove(query, task)) {
            write.abort();
        }
    }

    private static List<TaskWrite> remove(String query, TaskName task)
    {
        synchronized (OPEN) {
            List<TaskWrite> removed = new ArrayList<>();
            for (Key key : List.copyOf(OPEN.keySet())) {
                if (key.query().equals(query) && key.task().equals(task)) {
                    removed.add(OPEN.remove(key));
                }
            }
            return removed;
        }
    }
}
