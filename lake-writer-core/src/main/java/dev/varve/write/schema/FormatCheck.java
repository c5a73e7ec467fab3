package dev.varve.write.schema;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;
import dev.varve.type.ArrayType;
import dev.varve.type.BlobType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether the file formats of a table can hold its columns. */
final class FormatCheck
{
    private static final Set<String> FORMATS = new TreeSet<>(Set.of("parquet", "orc", "avro"));

    private FormatCheck() {}

    static void require(TableSchema schema, OptionMap options)
    {
        requireDedicatedFiles(schema, options);
        for (String format : formats(options)) {
            for (Field column : schema.fields().fields()) {
                requireStorable(format, column.name(), column.type());
            }
        }
    }

    private static Set<String> formats(OptionMap options)
    {
        Set<String> formats = new TreeSet<>();
        addFormat("file.format", options.text("file.format").orElse("parquet"), formats);
        options.text("changelog-file.format").ifPresent(format -> addFormat("changelog-file.format", format, formats));
        for (String level : options.list("file.format.per.level")) {
            String[] pair = level.split(":");
            if (pair.length != 2) {
                throw options.bad("file.format.per.level", "a list of LEVEL:FORMAT");
            }
            addFormat("file.format.per.level", pair[1].trim(), formats);
        }
        return formats;
    }

    private static void addFormat(String option, String text, Set<String> formats)
    {
        String format = text.toLowerCase(Locale.ROOT);
        if (!FORMATS.contains(format)) {
            throw VarveException.unsupported("Option " + option + " is '" + text + "', supported are " + FORMATS);
        }
        formats.add(format);
    }

    private static void requireDedicatedFiles(TableSchema schema, OptionMap options)
    {
        List<Field> blobs = schema.fields().fields().stream().filter(field -> field.type() instanceof BlobType).toList();
        for (String option : List.of("blob-descriptor-field", "blob-external-storage-field")) {
            for (String name : options.list(option)) {
                if (blobs.stream().noneMatch(field -> field.name().equals(name))) {
                    throw VarveException.invalid("Option " + option + " names '" + name + "', which is no column of type BLOB");
                }
            }
        }
        for (String name : options.list("vector-field")) {
            if (!(KeyCheck.columnOfOption(schema, "vector-field", name).type() instanceof VectorType)) {
                throw VarveException.invalid("Option vector-field names column '" + name + "', which is no VECTOR");
            }
        }
        if (blobs.isEmpty()) {
            return;
        }
        if (!options.flag("data-evolution.enabled", false)) {
            throw VarveException.invalid("Column '" + blobs.get(0).name() + "' of type BLOB needs option data-evolution.enabled=true");
        }
        if (blobs.size() == schema.fields().size()) {
            throw VarveException.invalid("A table with columns of type BLOB needs another column");
        }
    }

    /**
     * @param path the column, and what leads to the type inside it
     */
    private static void requireStorable(String format, String path, DataType type)
    {
        Optional<String> problem = problem(format, type);
        if (problem.isPresent()) {
            throw VarveException.invalid("Column '" + path + "' is " + type + ": " + problem.get());
        }
        if (type instanceof ArrayType array) {
            requireStorable(format, path + ".element", array.element());
        }
        else if (type instanceof MultisetType multiset) {
            requireStorable(format, path + ".element", multiset.element());
        }
        else if (type instanceof MapType map) {
            requireStorable(format, path + ".key", map.key());
            requireStorable(format, path + ".value", map.value());
        }
        else if (type instanceof RowType row) {
            for (Field member : row.fields()) {
                requireStorable(format, path + "." + member.name(), member.type());
            }
        }
    }

    private static Optional<String> problem(String format, DataType type)
    {
        if (type instanceof VectorType && !format.equals("avro")) {
            return Optional.of("files of format " + format + " cannot hold it");
        }
        if (type instanceof VariantType && !format.equals("parquet")) {
            return Optional.of("only files of format parquet can hold it, set option file.format=parquet");
        }
        if (format.equals("avro")) {
            return avroProblem(type);
        }
        return Optional.empty();
    }

    private static Optional<String> avroProblem(DataType type)
    {
        if (type instanceof TimestampType timestamp && timestamp.precision() > 6
                || type instanceof LocalZonedTimestampType instant && instant.precision() > 6) {
            return Optional.of("files of format avro hold 6 fractional digits at most");
        }
        if (type instanceof TimeType time && time.precision() > 3) {
            return Optional.of("files of format avro hold 3 fractional digits at most");
        }
        if (type instanceof RowType row) {
            for (Field member : row.fields()) {
                if (!isAvroName(member.name())) {
                    return Optional.of("'" + member.name() + "' cannot be a name in files of format avro");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isAvroName(String name)
    {
        return !name.isEmpty()
                && (Character.isLetter(name.charAt(0)) || name.charAt(0) == '_')
                && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
    }
}
