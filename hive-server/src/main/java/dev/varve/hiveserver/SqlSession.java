package dev.varve.hiveserver;

import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.api.FieldSchema;
import org.apache.hadoop.hive.ql.IDriver;
import org.apache.hadoop.hive.ql.processors.CommandProcessor;
import org.apache.hadoop.hive.ql.processors.CommandProcessorException;
import org.apache.hadoop.hive.ql.processors.CommandProcessorFactory;
import org.apache.hadoop.hive.ql.session.SessionState;
import org.apache.hadoop.hive.serde2.SerDeUtils;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The side of a session that has Hive; {@link SqlText} says how it talks. */
final class SqlSession
{
    private final HiveConf configuration;

    SqlSession(HiveConf configuration)
    {
        this.configuration = configuration;
        configuration.set(SerDeUtils.LIST_SINK_OUTPUT_FORMATTER, SqlFormatter.class.getName());
    }

    void serve(InputStream requests, OutputStream answers)
            throws IOException
    {
        DataInputStream input = new DataInputStream(new BufferedInputStream(requests));
        DataOutputStream output = new DataOutputStream(new BufferedOutputStream(answers, 1 << 16));
        Optional<Throwable> failure = start();
        if (failure.isPresent()) {
            SqlText.read(input);
            output.writeByte(SqlText.FAILURE);
            SqlText.write(output, "A session of Hive does not start: " + message(failure.get()));
            output.flush();
            return;
        }
        answer(input, output);
    }

    private static void answer(DataInputStream input, DataOutputStream output)
            throws IOException
    {
        while (true) {
            String statement;
            try {
                statement = SqlText.read(input);
            }
            catch (EOFException e) {
                return;
            }
            try {
                run(statement, output);
                output.writeByte(SqlText.END);
            }
            catch (CommandProcessorException | SQLException | RuntimeException e) {
                output.writeByte(SqlText.FAILURE);
                SqlText.write(output, message(e));
            }
            output.flush();
        }
    }

    /** One after the other: Hive sets up what all sessions of a process share with the first of them. */
    private Optional<Throwable> start()
    {
        synchronized (SqlSession.class) {
            try {
                SessionState.start(new SessionState(configuration));
                return Optional.empty();
            }
            catch (RuntimeException | LinkageError e) {
                return Optional.of(e);
            }
        }
    }

    private static void run(String statement, DataOutputStream output)
            throws CommandProcessorException, SQLException
    {
        HiveConf settings = SessionState.get().getConf();
        String[] words = statement.strip().split("\\s+");
        try (CommandProcessor processor = CommandProcessorFactory.get(words, settings)) {
            if (processor instanceof IDriver driver) {
                driver.run(statement);
                write(driver, output);
            }
            else {
                processor.run(statement.strip().substring(words[0].length()).strip());
            }
        }
        catch (RuntimeException | Error e) {
            throw new CommandProcessorException(1, 1, String.valueOf(e), null, e);
        }
        catch (Exception e) {
            if (e instanceof CommandProcessorException failure) {
                throw failure;
            }
            throw new CommandProcessorException(1, 1, String.valueOf(e.getMessage()), null, e);
        }
    }

    private static void write(IDriver driver, DataOutputStream output)
            throws IOException, CommandProcessorException
    {
        List<FieldSchema> columns = driver.getSchema() == null ? null : driver.getSchema().getFieldSchemas();
        if (columns == null || columns.isEmpty()) {
            return;
        }
        output.writeByte(SqlText.COLUMNS);
        output.writeInt(columns.size());
        for (FieldSchema column : columns) {
            SqlText.write(output, column.getName());
            SqlText.write(output, column.getType());
        }
        List<Object> rows = new ArrayList<>();
        try {
            while (driver.getResults(rows)) {
                for (Object row : rows) {
                    writeRow(row, columns.size(), output);
                }
                rows.clear();
            }
        }
        catch (IOException e) {
            throw new CommandProcessorException(1, 1, String.valueOf(e.getMessage()), null, e);
        }
    }

    /** What SELECT returns is an array; what other statements print are lines with tabs. */
    private static void writeRow(Object row, int columns, DataOutputStream output)
            throws IOException
    {
        Object[] values = row instanceof Object[] array ? array : String.valueOf(row).split("\t", columns);
        output.writeByte(SqlText.ROW);
        for (int i = 0; i < columns; i++) {
            Object value = i < values.length ? values[i] : null;
            output.writeByte(value == null ? 0 : 1);
            if (value != null) {
                SqlText.write(output, value.toString());
            }
        }
    }

    /** Hive hides in the causes of an error what went wrong. */
    private static String message(Throwable error)
    {
        StringBuilder message = new StringBuilder(String.valueOf(error.getMessage()));
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            String reason = String.valueOf(cause.getMessage());
            if (message.indexOf(reason) < 0) {
                message.append(": ").append(reason);
            }
        }
        return message.toString();
    }
}
