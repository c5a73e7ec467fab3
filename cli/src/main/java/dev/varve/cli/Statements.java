package dev.varve.cli;

import io.trino.cli.OutputPrinter;
import io.trino.cli.lexer.StatementSplitter;
import io.trino.cli.lexer.StatementSplitter.Statement;
import io.trino.client.ClientException;
import io.trino.client.ClientSession;
import io.trino.client.Column;
import io.trino.client.QueryError;
import io.trino.client.QueryStatusInfo;
import io.trino.client.StatementClient;
import okhttp3.OkHttpClient;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import static io.trino.client.StatementClientFactory.newStatementClient;
import static java.util.Objects.requireNonNull;

/**
 * Runs statements on a server, one after the other in one session, and prints their results. For one thread; closing it
 * cancels nothing, since no statement outlives {@link #execute}.
 */
final class Statements
        implements AutoCloseable
{
    private static final int ROWS_PRINTED_TOGETHER = 10_000;

    private final OkHttpClient client = new OkHttpClient.Builder()
            .readTimeout(Duration.ofMinutes(1))
            .build();
    private final AtomicReference<StatementClient> running = new AtomicReference<>();
    private final OutputFormat format;
    private final boolean debug;
    private final PrintWriter out;
    private final PrintWriter messages;
    private ClientSession session;

    Statements(Connection connection, OutputFormat format, boolean debug, PrintWriter out, PrintWriter messages)
    {
        this.format = requireNonNull(format, "format is null");
        this.debug = debug;
        this.out = requireNonNull(out, "out is null");
        this.messages = requireNonNull(messages, "messages is null");
        ClientSession.Builder builder = ClientSession.builder()
                .server(connection.server())
                .user(Optional.of(System.getProperty("user.name")))
                .source("varve")
                .catalog(connection.catalog())
                .timeZone(ZoneId.systemDefault())
                .locale(Locale.getDefault());
        connection.schema().ifPresent(builder::schema);
        session = builder.build();
        // An interrupt ends the program; the query must not go on without it.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Optional.ofNullable(running.get()).ifPresent(StatementClient::close)));
    }

    /** Returns 0, or another exit code after the first statement that failed. */
    int execute(String statements)
    {
        // What the last semicolon leaves is a statement, too.
        StatementSplitter splitter = new StatementSplitter(statements + "\n;");
        for (Statement statement : splitter.getCompleteStatements()) {
            Optional<String> failure = run(statement.statement());
            out.flush();
            if (failure.isPresent()) {
                messages.println(failure.get());
                messages.flush();
                return Varve.FAILURE;
            }
        }
        return 0;
    }

    private Optional<String> run(String sql)
    {
        try (StatementClient statement = newStatementClient(client, session, sql)) {
            running.set(statement);
            print(statement);
            QueryStatusInfo end = statement.finalStatusInfo();
            if (end.getError() != null) {
                return Optional.of(describe(end.getId(), end.getError()));
            }
            session = sessionAfter(statement);
            return Optional.empty();
        }
        catch (ClientException | UncheckedIOException e) {
            return Optional.of("The server %s does not answer: %s".formatted(session.getServer(), e.getMessage()));
        }
        catch (IOException e) {
            return Optional.of("Cannot print the result: " + e.getMessage());
        }
        finally {
            running.set(null);
        }
    }

    private void print(StatementClient statement)
            throws IOException
    {
        Optional<OutputPrinter> printer = Optional.empty();
        List<List<?>> rows = new ArrayList<>();
        while (statement.isRunning()) {
            List<Column> columns = statement.currentStatusInfo().getColumns();
            if (printer.isEmpty() && columns != null) {
                printer = Optional.of(format.printer(columns, out));
            }
            for (List<Object> row : statement.currentRows()) {
                rows.add(row);
            }
            if (rows.size() >= ROWS_PRINTED_TOGETHER) {
                printer.orElseThrow().printRows(rows, false);
                rows = new ArrayList<>();
                if (out.checkError()) {
                    throw new IOException("nobody reads it");
                }
            }
            statement.advance();
        }
        if (statement.finalStatusInfo().getError() != null) {
            return;
        }
        if (printer.isPresent()) {
            printer.get().printRows(rows, true);
            printer.get().finish();
        }
        else if (format == OutputFormat.TABLE && statement.finalStatusInfo().getUpdateType() != null) {
            out.println(statement.finalStatusInfo().getUpdateType());
        }
    }

    private String describe(String query, QueryError error)
    {
        if (debug && error.getFailureInfo() != null) {
            error.getFailureInfo().toException().printStackTrace(messages);
        }
        return "Query %s failed: %s".formatted(query, error.getMessage());
    }

    /** What USE and SET SESSION changed holds for the statements after them. */
    private ClientSession sessionAfter(StatementClient statement)
    {
        ClientSession.Builder builder = ClientSession.builder(session);
        statement.getSetCatalog().ifPresent(builder::catalog);
        statement.getSetSchema().ifPresent(builder::schema);
        Map<String, String> properties = new HashMap<>(session.getProperties());
        properties.putAll(statement.getSetSessionProperties());
        properties.keySet().removeAll(statement.getResetSessionProperties());
        return builder.properties(properties).build();
    }

    @Override
    public void close()
    {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
