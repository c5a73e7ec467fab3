package dev.varve.scan;

import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.schema.FileLayout;
import dev.varve.schema.TableSchema;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What the directories of partitions say about partition columns. */
public final class PartitionCondition
{
    private PartitionCondition() {}

    /**
     * A condition that every row meets which lies in one of the directories; others may meet it, too.
     *
     * @param directories as {@link dev.varve.row.PartitionPath#of} makes them
     * @return in terms of the columns of the schema
     */
    public static Predicate of(TableSchema schema, FileLayout layout, Collection<String> directories)
    {
        return Predicate.or(directories.stream().map(directory -> ofOne(schema, layout, directory)).toList());
    }

    private static Predicate ofOne(TableSchema schema, FileLayout layout, String directory)
    {
        List<Field> keys = schema.partitionFields();
        String[] parts = directory.split("/", -1);
        if (parts.length != keys.size()) {
            return Predicate.FALSE;
        }
        List<Predicate> conjuncts = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            Field key = keys.get(i);
            String text = unescaped(parts[i].substring(parts[i].indexOf('=') + 1));
            if (!text.equals(layout.defaultPartitionName())) {
                literal(key.type(), text).ifPresent(literal ->
                        conjuncts.add(new Compare(schema.fields().indexOf(key.name()).orElseThrow(), key.type(), Comparison.EQUAL, literal)));
            }
        }
        return Predicate.and(conjuncts);
    }

    private static String unescaped(String text)
    {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        }
        catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** The only value that has that text, for types of which that is certain. */
    private static Optional<Object> literal(DataType type, String text)
    {
        if (type instanceof VarCharType) {
            return Optional.of(Slices.utf8Slice(text));
        }
        boolean integer = type instanceof TinyIntType || type instanceof SmallIntType || type instanceof IntType || type instanceof BigIntType;
        return integer && text.matches("-?[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
