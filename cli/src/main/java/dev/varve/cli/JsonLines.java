package dev.varve.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.trino.cli.lexer.StatementSplitter;
import io.trino.client.ClientException;
import io.trino.client.ClientSession;
import io.trino.client.Column;
import io.trino.client.QueryError;
import io.trino.client.QueryStatusInfo;
import io.trino.client.Row;
import io.trino.client.RowField;
import io.trino.client.StatementClient;
import okhttp3.OkHttpClient;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import static io.trino.client.StatementClientFactory.newStatementClient;
import static java.util.Objects.requireNonNull;

/**
 * Runs statements and prints each row as a JSON object on a line of its own.
 *
 * <p>Trino's shell does the same, but fails on arrays, maps and rows. Maps become objects, varbinary becomes hexadecimal
 * text, and types that JSON does not have (dates, timestamps, intervals) the text that Trino gives them.
 */
final class JsonLines
{
    private final OkHttpClient client = new OkHttpClient.Builder()
            .readTimeout(Duration.ofMinutes(1))
            .build();
    private final PrintWriter out;
    private final PrintWriter messages;
    private ClientSession session;

    JsonLines(URI server, String catalog, Optional<String> schema, PrintWriter out, PrintWriter messages)
    {
        this.out = requireNonNull(out, "out is null");
        this.messages = requireNonNull(messages, "messages is null");
        ClientSession.Builder builder = ClientSession.builder()
                .server(server)
                .user(Optional.of(System.getProperty("user.name")))
                .source("varve")
                .catalog(catalog)
                .timeZone(ZoneId.systemDefault())
                .locale(Locale.getDefault());
        schema.ifPresent(builder::schema);
        session = builder.build();
    }

    /** Returns 0, or 1 after the first statement that failed. */
    int execute(String statements)
    {
        try {
            for (StatementSplitter.Statement statement : new StatementSplitter(statements + ";").getCompleteStatements()) {
                Optional<String> failure = run(statement.statement());
                if (failure.isPresent()) {
                    messages.println(failure.get());
                    return Varve.FAILURE;
                }
            }
            return 0;
        }
        finally {
            out.flush();
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }

    private Optional<String> run(String sql)
    {
        try (StatementClient statement = newStatementClient(client, session, sql);
                JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
            boolean any = false;
            while (statement.isRunning()) {
                List<Column> columns = statement.currentStatusInfo().getColumns();
                for (List<Object> row : statement.currentRows()) {
                    writeRow(json, columns, row);
                    any = true;
                }
                statement.advance();
            }
            json.flush();
            if (any) {
                out.println();
            }
            QueryStatusInfo end = statement.finalStatusInfo();
            if (end.getError() == null) {
                session = session(statement);
            }
            return Optional.ofNullable(end.getError()).map(error -> describe(end.getId(), error));
        }
        catch (ClientException | IOException e) {
            return Optional.of("The server did not answer: " + e.getMessage());
        }
    }

    private static String describe(String query, QueryError error)
    {
        return "Query %s failed: %s".formatted(query, error.getMessage());
    }

    /** What USE and SET SESSION changed holds for the statements after them. */
    private ClientSession session(StatementClient statement)
    {
        ClientSession.Builder builder = ClientSession.builder(session);
        statement.getSetCatalog().ifPresent(builder::catalog);
        statement.getSetSchema().ifPresent(builder::schema);
        Map<String, String> properties = new HashMap<>(session.getProperties());
        properties.putAll(statement.getSetSessionProperties());
        properties.keySet().removeAll(statement.getResetSessionProperties());
        return builder.properties(properties).build();
    }

    private static void writeRow(JsonGenerator json, List<Column> columns, List<Object> row)
            throws IOException
    {
        json.writeStartObject();
        for (int channel = 0; channel < columns.size(); channel++) {
            json.writeFieldName(columns.get(channel).getName());
            writeValue(json, row.get(channel));
        }
        json.writeEndObject();
    }

    private static void writeValue(JsonGenerator json, Object value)
            throws IOException
    {
        switch (value) {
            case null -> json.writeNull();
            case Boolean bool -> json.writeBoolean(bool);
            case Byte number -> json.writeNumber(number.intValue());
            case Short number -> json.writeNumber(number.intValue());
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case BigInteger number -> json.writeNumber(number);
            case BigDecimal number -> json.writeNumber(number.toPlainString());
            case Float number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case byte[] bytes -> json.writeString(HexFormat.of().formatHex(bytes));
            case List<?> elements -> {
                json.writeStartArray();
                for (Object element : elements) {
                    writeValue(json, element);
                }
                json.writeEndArray();
            }
            case Map<?, ?> entries -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : entries.entrySet()) {
                    json.writeFieldName(String.valueOf(entry.getKey()));
                    writeValue(json, entry.getValue());
                }
                json.writeEndObject();
            }
            case Row row -> {
                json.writeStartObject();
                for (RowField field : row.getFields()) {
                    json.writeFieldName(field.getName().orElseGet(() -> "field" + field.getOrdinal()));
                    writeValue(json, field.getValue());
                }
                json.writeEndObject();
            }
            default -> json.writeString(value.toString());
        }
    }
}
