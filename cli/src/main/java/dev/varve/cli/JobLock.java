package dev.varve.cli;

import com.google.common.hash.Hashing;
import dev.varve.Table;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * That one process of this machine runs a job. The system gives it up when the process ends, however it ends. Its file, which is empty, stays in
 * the directory for temporary files: to delete it would let two processes hold different files of the same name.
 *
 * <p>It only spares work in vain: of two runs that it cannot see, such as those on two machines, {@link SoleRun} lets one commit.
 */
final class JobLock
        implements Closeable
{
    private final FileChannel channel;

    private JobLock(FileChannel channel)
    {
        this.channel = channel;
    }

    /**
     * @throws CommandException if another process, or this one, runs the job
     */
    static JobLock acquire(String job, Table table)
            throws CommandException, IOException
    {
        String key = table.location() + "\n" + table.branch() + "\n" + job;
        String name = "varve-job-" + System.getProperty("user.name") + "-" + Hashing.sha256().hashString(key, UTF_8) + ".lock";
        FileChannel channel = FileChannel.open(
                Path.of(System.getProperty("java.io.tmpdir"), name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        }
        catch (OverlappingFileLockException e) {
            // This process holds it.
        }
        finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new CommandException(("Job '%s' is writing to table %s already: wait until that run has ended, or, if this is another input, name its job differently. " +
                    "Nothing was written").formatted(job, table));
        }
        return new JobLock(channel);
    }

    @Override
    public void close()
            throws IOException
    {
        channel.close();
    }
}
