package dev.varve.hiveserver;

import org.apache.hadoop.hive.ql.exec.TaskFactory;
import org.apache.hadoop.hive.ql.exec.TaskFactory.TaskTuple;
import org.apache.hadoop.hive.ql.exec.tez.TezSessionState;
import org.apache.hadoop.hive.ql.exec.tez.TezTask;
import org.apache.hadoop.hive.ql.plan.TezWork;
import org.apache.hadoop.hive.ql.session.SessionState;
import org.apache.tez.client.TezClient;
import org.apache.tez.dag.api.TezException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * A job of Tez that ends when its statement is cancelled. Tez in this JVM has no way to end a job (it would have to be asked over a network that it does not open), so that Hive would
 * wait until the job has done all its work. So the Tez of the session is stopped, which ends its jobs; Hive starts another for the next statement.
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
            Thread.ofPlatform().daemon().name("cancel-tez").start(() -> stopUntilEnded(session));
        }
        super.shutdown();
    }

    /** More than once, as a job may be on its way to Tez yet. */
    private void stopUntilEnded(SessionState session)
    {
        while (running != null) {
            stopTez(session);
            try {
                Thread.sleep(RETRY_MILLIS);
            }
            catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void stopTez(SessionState session)
    {
        TezSessionState tez = session.getTezSession();
        TezClient client = tez != null && tez.isOpen() ? tez.getSession() : null;
        if (client == null) {
            return;
        }
        try {
            client.stop();
        }
        catch (IOException | TezException e) {
            LOG.warn("A cancelled statement may go on for a while: {}", e.getMessage());
        }
    }
}
