package dev.varve.server;

import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

public class TestServerLog
{
    @Test
    public void configurationErrorsComeFirst()
            throws IOException
    {
        assertThat(log("""
                2026-01-01T00:00:00.000Z\tERROR\tmain\tio.trino.server.Server\tConfiguration is invalid
                ==========

                Errors:

                1) Error: Configuration property 'warehose' was not used
                2) Error: something else
                Caused by: java.lang.IllegalStateException: later
                """).reason()).contains("Configuration property 'warehose' was not used");
    }

    @Test
    public void withoutThemTheInnermostCauseIsTold()
            throws IOException
    {
        assertThat(log("""
                java.lang.RuntimeException: outer
                \tat a.B.c(B.java:1)
                Caused by: java.lang.IllegalArgumentException: middle
                \tat a.B.c(B.java:2)
                Caused by: java.io.IOException: no space left
                """).reason()).contains("no space left");
    }

    @Test
    public void theLastErrorIsToldWithItsCause()
            throws IOException
    {
        assertThat(log("""
                2026-01-01T00:00:00.000Z\tERROR\tmain\tio.trino.A\tnot this one
                Caused by: java.io.IOException: nor this one
                2026-01-01T00:00:01.000Z\tERROR\tmain\tio.trino.server.Server\tNo factory for connector 'x'
                java.lang.IllegalArgumentException: No factory for connector 'x'
                Caused by: java.io.IOException: plugin missing
                """).reason()).contains("No factory for connector 'x': plugin missing");
    }

    @Test
    public void aLogWithoutFailureTellsNothing()
            throws IOException
    {
        assertThat(log("======== SERVER STARTED ========\n").reason()).isEmpty();
        assertThat(new ServerLog(Path.of("no-such-log")).reason()).isEmpty();
    }

    private static ServerLog log(String text)
            throws IOException
    {
        Path file = Files.createTempFile("server", ".log");
        file.toFile().deleteOnExit();
        Files.writeString(file, text);
        return new ServerLog(file);
    }
}
