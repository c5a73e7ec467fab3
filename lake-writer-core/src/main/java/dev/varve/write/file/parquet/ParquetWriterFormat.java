package dev.varve.write.file.parquet;

import dev.varve.error.VarveException;
import dev.varve.type.Field;
import dev.varve.write.file.format.ColumnFileFormat;
import dev.varve.write.file.format.ColumnFileWriter;
import dev.varve.write.file.format.FileEncoding;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;

/**
 * Writes Parquet files as the other writers of the format do: version 1 pages of 20,000 rows or 1 MiB, row groups of 128 MiB at most,
 * dictionaries of up to 1 MiB. The options of Parquet that change these are understood: {@code parquet.block.size},
 * {@code parquet.page.size}, {@code parquet.page.row.count.limit}, {@code parquet.enable.dictionary} (also by column, as
 * {@code parquet.enable.dictionary#column}), {@code parquet.dictionary.page.size} and {@code parquet.compression}.
 */
public final class ParquetWriterFormat
        implements ColumnFileFormat
{
    private static final long ROW_GROUP_BYTES = 128L << 20;
    private static final int PAGE_BYTES = 1 << 20;
    private static final int PAGE_ROWS = 20_000;
    private static final String DICTIONARY = "parquet.enable.dictionary";

    @Override
    public String identifier()
    {
        return "parquet";
    }

    @Override
    public ColumnFileWriter open(OutputStream output, List<Field> columns, FileEncoding encoding)
            throws IOException
    {
        return ParquetColumnFileWriter.open(
                output,
                columns,
                PageCompressor.of(encoding.option("parquet.compression").map(name -> name.toLowerCase(Locale.ROOT)).orElse(encoding.compression()), encoding.zstdLevel()),
                number(encoding, "parquet.block.size", encoding.blockSize().orElse(ROW_GROUP_BYTES)),
                column -> limits(encoding, column));
    }

    private static PageLimits limits(FileEncoding encoding, String column)
    {
        boolean dictionary = encoding.option(DICTIONARY + "#" + column)
                .or(() -> encoding.option(DICTIONARY))
                .map(text -> !text.equalsIgnoreCase("false"))
                .orElse(true);
        return new PageLimits(
                (int) Math.min(Integer.MAX_VALUE, number(encoding, "parquet.page.row.count.limit", PAGE_ROWS)),
                number(encoding, "parquet.page.size", PAGE_BYTES),
                dictionary ? number(encoding, "parquet.dictionary.page.size", PAGE_BYTES) : 0);
    }

    private static long number(FileEncoding encoding, String option, long defaultValue)
    {
        String text = encoding.option(option).orElse(null);
        if (text == null) {
            return defaultValue;
        }
        try {
            long value = Long.parseLong(text);
            if (value > 0) {
                return value;
            }
        }
        catch (NumberFormatException e) {
            // Reported below.
        }
        throw VarveException.invalid("Option " + option + " of the table is '" + text + "', expected is a positive number");
    }
}
