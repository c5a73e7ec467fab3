package dev.varve.system;

import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.predicate.Predicate.In;
import dev.varve.row.BinaryRow;
import dev.varve.row.PartitionPath;
import dev.varve.schema.TableSchema;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What system tables call a partition: {@code {v1, v2}}, or {@code k1=v1/k2=v2}. Values are as a cast to STRING gives them.
 */
final class PartitionNames
{
    private final TableSchema schema;
    private final List<Field> keys;
    private final boolean named;
    private final String nullName;

    private PartitionNames(TableSchema schema, boolean named, String nullName)
    {
        this.schema = schema;
        keys = schema.partitionFields();
        this.named = named;
        this.nullName = nullName;
    }

    /** {@code {v1, v2}}. */
    static PartitionNames values(TableSchema schema)
    {
        return new PartitionNames(schema, false, "null");
    }

    /**
     * {@code k1=v1/k2=v2}, not escaped.
     *
     * @param nullName what stands for null and for blank text
     */
    static PartitionNames path(TableSchema schema, String nullName)
    {
        return new PartitionNames(schema, true, nullName);
    }

    String of(BinaryRow partition)
    {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Field key = keys.get(i);
            Object value = partition.value(i, key.type());
            String text = value == null ? nullName : PartitionPath.castText(key.type(), value);
            texts.add(named ? key.name() + "=" + (text.isBlank() ? nullName : text) : text);
        }
        return named ? String.join("/", texts) : "{" + String.join(", ", texts) + "}";
    }

    /**
     * What a read says of the columns of the table, if it says which partitions it wants by name. Every partition whose name the read may
     * want meets it; the converse need not hold.
     *
     * @param column the one that holds the name
     */
    Optional<Predicate> predicate(SystemRequest request, int column)
    {
        List<Predicate> conjuncts = new ArrayList<>();
        for (Predicate conjunct : Predicate.conjuncts(request.predicate())) {
            wanted(conjunct, column).ifPresent(names -> conjuncts.add(Predicate.or(names.stream().map(this::predicate).toList())));
        }
        return conjuncts.isEmpty() ? Optional.empty() : Optional.of(Predicate.and(conjuncts));
    }

    /** The names that a condition is true for, if it lists them. */
    private static Optional<List<String>> wanted(Predicate conjunct, int column)
    {
        if (conjunct instanceof Compare compare && compare.column() == column && compare.comparison() == Comparison.EQUAL) {
            return Optional.of(List.of(((Slice) compare.literal()).toString(UTF_8)));
        }
        if (conjunct instanceof In in && in.column() == column) {
            return Optional.of(in.literals().stream().map(literal -> ((Slice) literal).toString(UTF_8)).toList());
        }
        return Optional.empty();
    }

    private Predicate predicate(String name)
    {
        Optional<List<String>> values = split(name);
        if (values.isEmpty() || values.get().size() != keys.size()) {
            // It may be that a value contains the separator.
            return Predicate.TRUE;
        }
        List<Predicate> conjuncts = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            conjuncts.add(equal(keys.get(i), values.get().get(i)));
        }
        return Predicate.and(conjuncts);
    }

    private Optional<List<String>> split(String name)
    {
        if (!named) {
            return name.startsWith("{") && name.endsWith("}") && name.length() > 1
                    ? Optional.of(pieces(name.substring(1, name.length() - 1), ", "))
                    : Optional.empty();
        }
        List<String> values = new ArrayList<>();
        List<String> pieces = pieces(name, "/");
        for (int i = 0; i < pieces.size() && pieces.size() == keys.size(); i++) {
            String prefix = keys.get(i).name() + "=";
            if (!pieces.get(i).startsWith(prefix)) {
                return Optional.empty();
            }
            values.add(pieces.get(i).substring(prefix.length()));
        }
        return Optional.of(values);
    }

    private List<String> pieces(String text, String separator)
    {
        return keys.size() <= 1 ? List.of(text) : Arrays.asList(text.split(Pattern.quote(separator), -1));
    }

    private Predicate equal(Field key, String text)
    {
        if (text.equals(nullName)) {
            return Predicate.TRUE;
        }
        try {
            return literal(key.type(), text)
                    .map(literal -> (Predicate) new Compare(schema.fields().indexOf(key.name()).orElseThrow(), key.type(), Comparison.EQUAL, literal))
                    .orElse(Predicate.TRUE);
        }
        catch (NumberFormatException | DateTimeParseException e) {
            // No value of that type has such a text.
            return Predicate.FALSE;
        }
    }

    /** The only value that has that text, for types of which that is certain. */
    private static Optional<Object> literal(DataType type, String text)
    {
        if (type instanceof VarCharType) {
            return Optional.of(Slices.utf8Slice(text));
        }
        if (type instanceof TinyIntType || type instanceof SmallIntType || type instanceof IntType || type instanceof BigIntType) {
            return Optional.of(Long.parseLong(text));
        }
        if (type instanceof DateType) {
            return Optional.of(LocalDate.parse(text).toEpochDay());
        }
        return Optional.empty();
    }
}
