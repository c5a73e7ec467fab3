package dev.varve.cli;

import dev.varve.hiveserver.HiveColumn;
import dev.varve.hiveserver.HiveRows;
import io.trino.cli.OutputPrinter;
import io.trino.client.ClientTypeSignature;
import io.trino.client.Column;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

import static java.util.Objects.requireNonNull;

/** Prints the result of a statement in one of the formats of the SQL shell; statements without a result print nothing. */
final class HiveResultPrinter
        implements HiveRows
{
    private static final int ROWS_PRINTED_TOGETHER = 10_000;

    private final OutputFormat format;
    private final PrintWriter out;
    private List<HiveColumn> columns = List.of();
    private OutputPrinter printer;
    private List<List<?>> rows = new ArrayList<>();

    HiveResultPrinter(OutputFormat format, PrintWriter out)
    {
        this.format = requireNonNull(format, "format is null");
        this.out = requireNonNull(out, "out is null");
    }

    @Override
    public void columns(List<HiveColumn> columns)
            throws IOException
    {
        this.columns = columns;
        printer = format.printer(columns.stream().map(HiveResultPrinter::column).toList(), out);
    }

    private static Column column(HiveColumn column)
    {
        String type = isNumber(column.type()) ? "double" : "varchar";
        return new Column(column.name(), type, new ClientTypeSignature(type));
    }

    @Override
    public void row(List<String> values)
            throws IOException
    {
        List<Object> row = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            row.add(value(columns.get(i).type(), values.get(i)));
        }
        rows.add(row);
        if (rows.size() == ROWS_PRINTED_TOGETHER) {
            printer.printRows(rows, false);
            rows = new ArrayList<>();
        }
    }

    /** Called at the end of a statement that succeeded. */
    void finish()
            throws IOException
    {
        if (printer != null) {
            printer.printRows(rows, true);
            printer.finish();
        }
    }

    /** So that JSON has numbers and truth values; all else is text. */
    private static Object value(String type, String text)
    {
        if (text == null) {
            return null;
        }
        return switch (type) {
            case "boolean" -> Boolean.valueOf(text);
            case "tinyint", "smallint", "int", "bigint" -> Long.valueOf(text);
            case "double" -> Double.valueOf(text);
            default -> text;
        };
    }

    private static boolean isNumber(String type)
    {
        return List.of("tinyint", "smallint", "int", "bigint", "float", "double").contains(type) || type.startsWith("decimal");
    }
}
