package dev.varve.cli;

import io.trino.cli.AlignedTablePrinter;
import io.trino.cli.CsvPrinter;
import io.trino.cli.CsvPrinter.CsvOutputFormat;
import io.trino.cli.OutputPrinter;
import io.trino.client.Column;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** How results look. */
enum OutputFormat
{
    /** An aligned table with a header, for people. */
    TABLE("ALIGNED"),
    /** Quoted values under a header. */
    CSV("CSV_HEADER"),
    /** One object for each row, each on a line. */
    JSON("JSON");

    private final String trinoName;

    OutputFormat(String trinoName)
    {
        this.trinoName = trinoName;
    }

    /** The name of the format in Trino's shell. */
    String trinoName()
    {
        return trinoName;
    }

    OutputPrinter printer(List<Column> columns, Writer out)
            throws IOException
    {
        List<String> names = columns.stream().map(Column::getName).toList();
        return switch (this) {
            case TABLE -> new AlignedTablePrinter(columns, out);
            case CSV -> new CsvPrinter(names, out, CsvOutputFormat.STANDARD);
            case JSON -> new JsonLinesPrinter(names, out);
        };
    }
}
