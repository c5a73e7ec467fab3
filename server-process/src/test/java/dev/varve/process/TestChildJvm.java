package dev.varve.process;

import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public final class TestChildJvm
{
    private Path state;

    /** A server that nobody asks anything. */
    static final class Idle
    {
        private Idle() {}

        public static void main(String[] arguments)
                throws InterruptedException
        {
            ParentWatch.start();
            System.out.println("ready");
            Thread.sleep(TimeUnit.MINUTES.toMillis(10));
        }
    }

    @BeforeClass
    public void createState()
            throws IOException
    {
        state = Files.createTempDirectory("varve-process");
    }

    @AfterClass(alwaysRun = true)
    public void deleteState()
            throws IOException
    {
        Files.deleteIfExists(state);
    }

    @Test
    public void testEnds()
            throws Exception
    {
        RunDirectory directory = RunDirectory.create(state);
        ChildJvm child = start(directory);
        assertThat(child.process().inputReader().readLine()).isEqualTo("ready");
        assertThat(child.process().isAlive()).isTrue();

        child.close();
        child.close();
        assertThat(child.process().isAlive()).isFalse();
        assertThat(directory.path()).doesNotExist();
    }

    @Test
    public void testKilledLeavesItsDirectory()
            throws Exception
    {
        RunDirectory directory = RunDirectory.create(state);
        ChildJvm child = start(directory);
        child.kill();
        assertThat(child.process().isAlive()).isFalse();
        assertThat(directory.path()).exists();
        child.close();
        assertThat(directory.path()).doesNotExist();
    }

    @Test
    public void testEndsWithItsParent()
            throws Exception
    {
        RunDirectory directory = RunDirectory.create(state);
        try (ChildJvm child = start(directory)) {
            assertThat(child.process().inputReader().readLine()).isEqualTo("ready");
            // This is what the system does when the parent is gone.
            child.process().getOutputStream().close();
            assertThat(child.process().waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    public void testAbandonedDirectory()
            throws Exception
    {
        Path runs = state.resolve("abandoned");
        Process gone = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
        gone.waitFor();
        Files.createDirectories(runs.resolve(gone.pid() + "-1/etc"));
        Path ours = Files.createDirectories(runs.resolve(ProcessHandle.current().pid() + "-1"));
        Path foreign = Files.createDirectories(runs.resolve("notes"));

        RunDirectory directory = RunDirectory.create(runs);
        assertThat(runs).isDirectoryContaining(path -> path.equals(ours)).isDirectoryContaining(path -> path.equals(foreign));
        assertThat(runs.resolve(gone.pid() + "-1")).doesNotExist();

        directory.delete();
        Files.delete(ours);
        Files.delete(foreign);
        Files.delete(runs);
    }

    @Test
    public void testPort()
            throws Exception
    {
        try (ServerSocket taken = new ServerSocket(ServerPort.claim(0))) {
            assertThatThrownBy(() -> ServerPort.claim(taken.getLocalPort()))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " is not free");
        }
    }

    private static ChildJvm start(RunDirectory directory)
            throws IOException
    {
        String classes = Optional.ofNullable(System.getProperty("surefire.test.class.path")).orElse(System.getProperty("java.class.path"));
        return ChildJvm.start(ChildJvm.command(List.of("-XX:+UseSerialGC", "-cp", classes, Idle.class.getName())).redirectErrorStream(true), directory);
    }
}
