package dev.varve.cli;

import dev.varve.cli.rows.LiteralText;
import dev.varve.error.VarveException;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.write.commit.PartitionSpec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Partitions as users write them: {@code dt=2024-01-31,country=NZ}, with values as in an input; columns that are left out may have any. */
final class PartitionText
{
    private PartitionText() {}

    /**
     * @throws CommandException for what is no partition of the table
     */
    static PartitionSpec parse(String text, TableSchema schema)
            throws CommandException
    {
        List<String> keys = schema.partitionKeys();
        if (keys.isEmpty()) {
            throw new CommandException("The table has no partitions, so that '%s' is none".formatted(text));
        }
        String nullText = TableOptions.layoutOf(schema).defaultPartitionName();
        Map<String, Optional<Object>> values = new LinkedHashMap<>();
        int position = 0;
        while (position <= text.length()) {
            int equals = text.indexOf('=', position);
            String key = equals < 0 ? text.substring(position) : text.substring(position, equals).strip();
            if (equals < 0 || !keys.contains(key)) {
                throw new CommandException("'%s' is no partition: '%s' is none of the partition columns %s; write %s=VALUE".formatted(text, key, keys, keys.get(0)));
            }
            int end = end(text, equals + 1, keys);
            if (values.put(key, value(key, text.substring(equals + 1, end), nullText, schema)) != null) {
                throw new CommandException("'%s' is no partition: %s occurs twice".formatted(text, key));
            }
            position = end + 1;
        }
        return new PartitionSpec(values);
    }

    /** The next comma that the name of a column follows: others are part of the value. */
    private static int end(String text, int from, List<String> keys)
    {
        for (int comma = text.indexOf(',', from); comma >= 0; comma = text.indexOf(',', comma + 1)) {
            String rest = text.substring(comma + 1).stripLeading();
            if (keys.stream().anyMatch(key -> rest.startsWith(key + "="))) {
                return comma;
            }
        }
        return text.length();
    }

    private static Optional<Object> value(String key, String text, String nullText, TableSchema schema)
            throws CommandException
    {
        if (text.equals(nullText)) {
            return Optional.empty();
        }
        try {
            return Optional.of(LiteralText.parse(schema.column(key).type(), text));
        }
        catch (VarveException e) {
            throw new CommandException("'%s' is no partition: column '%s': %s".formatted(key + "=" + text, key, e.getMessage()), e);
        }
    }
}
