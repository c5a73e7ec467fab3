package dev.varve.hiveserver;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

import static java.util.Objects.requireNonNull;

/** A session of a {@link HiveSql}: what {@code SET} and {@code USE} change holds for its later statements. For one thread. */
public final class HiveSession
        implements AutoCloseable
{
    private final Socket socket;
    private final DataInputStream input;
    private final DataOutputStream output;

    HiveSession(Socket socket)
            throws IOException
    {
        this.socket = requireNonNull(socket, "socket is null");
        input = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        output = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    /**
     * Runs one statement, which has no semicolon at its end.
     *
     * @throws HiveStatementException if it fails; the session goes on
     * @throws IOException if Hive is gone, or {@code rows} fails; the session is then of no more use
     */
    public void run(String statement, HiveRows rows)
            throws HiveStatementException, IOException
    {
        SqlText.write(output, statement);
        output.flush();
        int columns = 0;
        while (true) {
            switch (input.readByte()) {
                case SqlText.COLUMNS -> {
                    List<HiveColumn> read = readColumns();
                    columns = read.size();
                    rows.columns(read);
                }
                case SqlText.ROW -> rows.row(readRow(columns));
                case SqlText.FAILURE -> throw new HiveStatementException(SqlText.read(input));
                default -> {
                    return;
                }
            }
        }
    }

    private List<HiveColumn> readColumns()
            throws IOException
    {
        int count = input.readInt();
        List<HiveColumn> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            columns.add(new HiveColumn(SqlText.read(input), SqlText.read(input)));
        }
        return columns;
    }

    private List<String> readRow(int columns)
            throws IOException
    {
        List<String> row = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            row.add(input.readByte() == 0 ? null : SqlText.read(input));
        }
        return row;
    }

    @Override
    public void close()
    {
        try {
            socket.close();
        }
        catch (IOException e) {
            // it is closed as far as it can be
        }
    }
}
