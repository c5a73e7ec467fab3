package dev.varve.hiveserver;

import org.apache.hadoop.hive.ql.exec.TaskFactory;
import org.apache.hadoop.hive.ql.exec.TaskFactory.TaskTuple;
import org.apache.hadoop.hive.ql.exec.tez.TezSessionState;
import org.apache.hadoop.hive.ql.exec.tez.TezTask;
import org.apache.hadoop.hive.ql.plan.TezWork;
import org.apache.hadoop.hive.ql.session.SessionState;
import org.apache.tez.client.LocalClient;
import org.apache.tez.client.TezClient;
import org.apache.tez.dag.api.TezException;
import org.apache.tez.dag.api.client.DAGClientHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.reflect.Field;

/**
 * A job of Tez that ends when its statement is cancelled. Hive asks Tez over a connection that Tez in this JVM does not have, and then waits until the job has done all its work. So what would
 * be at the other end of the connection is asked; there is no way to it but its fields.
 */
public final class StoppableTezTask
        extends TezTask
{
    private static final Logger LOG = LoggerFactory.getLogger(StoppableTezTask.class);
    private static final int RETRY_MILLIS = 500;

    private volatile SessionState running;

    /** Has Hive make these instead of its own. */
    static void install()
    {
        TaskFactory.taskvec.replaceAll(task -> task.workClass == TezWork.class ? new TaskTuple<>(TezWork.class, StoppableTezTask.class) : task);
    }

    @Override
    public int execute()
    {
        running = SessionState.get();
        try {
            return super.execute();
        }
        finally {
            running = null;
        }
    }

    /** Returns when the job has ended. */
    @Override
    public void shutdown()
    {
        SessionState session = running;
        if (session != null) {
            Thread.ofPlatform().daemon().name("cancel-tez").start(() -> killUntilEnded(session));
        }
        super.shutdown();
    }

    /** More than once, as a job may be on its way to Tez yet. */
    private void killUntilEnded(SessionState session)
    {
        while (running != null) {
            kill(session);
            try {
                Thread.sleep(RETRY_MILLIS);
            }
            catch (InterruptedException e) {
                return;
            }
        }
    }

    private void kill(SessionState session)
    {
        TezSessionState tez = session.getTezSession();
        TezClient client = tez != null && tez.isOpen() ? tez.getSession() : null;
        String job = getJobID();
        if (client == null || job == null) {
            return;
        }
        try {
            // One elsewhere has a connection.
            if (field(TezClient.class, "frameworkClient").get(client) instanceof LocalClient local) {
                ((DAGClientHandler) field(LocalClient.class, "clientHandler").get(local)).tryKillDAG(job);
            }
        }
        catch (ReflectiveOperationException | TezException e) {
            LOG.warn("A cancelled statement may go on for a while: {}", e.getMessage());
        }
    }

    private static Field field(Class<?> type, String name)
            throws NoSuchFieldException
    {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
