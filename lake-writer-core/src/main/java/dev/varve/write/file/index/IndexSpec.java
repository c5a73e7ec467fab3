package dev.varve.write.file.index;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.RowType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * An index that a table wants over a column of its files.
 *
 * @param type as in the option {@code file-index.<type>.columns}
 * @param position of the column in the table
 * @param options of the index, by their names without the prefix of type and column
 */
public record IndexSpec(String type, int position, Field column, OptionMap options)
{
    private static final String PREFIX = "file-index.";
    private static final String COLUMNS = ".columns";

    public IndexSpec
    {
        requireNonNull(type, "type is null");
        requireNonNull(column, "column is null");
        requireNonNull(options, "options is null");
    }

    /**
     * The indexes that the options of a table ask for. Those over single keys of maps ({@code column[key]}) are left out: to have none is
     * always right.
     *
     * @throws VarveException if an option makes no sense, or names a kind of index that is not known or does not go with the type of a column
     */
    public static List<IndexSpec> of(OptionMap options, RowType columns)
    {
        List<IndexSpec> specs = new ArrayList<>();
        for (String key : options.entries().keySet().stream().sorted().toList()) {
            if (key.startsWith(PREFIX) && key.endsWith(COLUMNS) && key.length() > PREFIX.length() + COLUMNS.length()) {
                String type = key.substring(PREFIX.length(), key.length() - COLUMNS.length());
                for (String name : options.list(key)) {
                    if (!name.endsWith("]")) {
                        specs.add(spec(options, columns, key, type, name));
                    }
                }
            }
        }
        return specs;
    }

    private static IndexSpec spec(OptionMap options, RowType columns, String key, String type, String name)
    {
        int position = columns.indexOf(name)
                .orElseThrow(() -> VarveException.invalid("Option " + key + " of the table names column '" + name + "', which does not exist"));
        String prefix = PREFIX + type + "." + name + ".";
        Map<String, String> own = options.entries().entrySet().stream()
                .filter(option -> option.getKey().startsWith(prefix))
                .collect(Collectors.toMap(option -> option.getKey().substring(prefix.length()), Map.Entry::getValue));
        IndexSpec spec = new IndexSpec(type, position, columns.field(position), new OptionMap(own));
        spec.open();
        return spec;
    }

    /** Begins an index of a file. */
    IndexWriter open()
    {
        DataType values = column.type();
        return switch (type) {
            case "bloom-filter" -> BloomFilterWriter.of(column, options);
            case "bitmap" -> BitmapWriter.of(IndexedValues.of(column, type), options);
            case "bsi" -> BitSlicedWriter.of(column);
            case "range-bitmap" -> RangeBitmapWriter.of(IndexedValues.of(column, type), values, options);
            default -> throw VarveException.unsupported("The table wants a file index of type '" + type + "' over column '" + column.name() +
                    "'; known are bloom-filter, bitmap, bsi and range-bitmap");
        };
    }

    /** The error that an index does not go with the type of a column. */
    static VarveException unfit(Field column, String type)
    {
        return VarveException.invalid("Column '" + column.name() + "' of type " + column.type() + " cannot have a file index of type '" + type +
                "'; take it out of the option file-index." + type + ".columns");
    }
}
