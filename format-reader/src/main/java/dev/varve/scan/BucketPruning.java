package dev.varve.scan;

import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.predicate.Predicate.In;
import dev.varve.predicate.Predicate.Leaf;
import dev.varve.predicate.Predicate.Or;
import dev.varve.row.BinaryRow;
import dev.varve.row.BucketFunction;
import dev.varve.schema.Bucketing;
import dev.varve.schema.TableSchema;
import dev.varve.type.BigIntType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Leaves out buckets that no key of the predicate is hashed to. That takes one value, or a few, for each bucket key; the
 * number of buckets is that of the file in question, as it may have changed between partitions.
 */
final class BucketPruning
{
    private static final int MAX_KEYS = 1000;

    private final TableSchema schema;
    private final BucketFunction function;
    /** The bucket keys as column indexes. */
    private final List<Integer> keys;
    private final List<DataType> types;
    /** Empty if it cannot tell buckets apart. */
    private final Optional<Predicate> predicate;

    private BinaryRow lastPartition;
    private Optional<List<List<Object>>> lastKeys = Optional.empty();
    private int lastTotal;
    private BitSet lastBuckets;

    private BucketPruning(TableSchema schema, BucketFunction function, List<Integer> keys, Optional<Predicate> predicate)
    {
        this.schema = schema;
        this.function = function;
        this.keys = keys;
        this.types = keys.stream().map(key -> schema.fields().field(key).type()).toList();
        this.predicate = predicate;
    }

    static BucketPruning of(TableSchema schema, Bucketing bucketing, Optional<Predicate> predicate)
    {
        List<Integer> keys = bucketing.keys().stream().map(key -> schema.fields().indexOf(key).orElseThrow()).toList();
        BucketPruning pruning = new BucketPruning(schema, bucketing.function(), keys, predicate);
        boolean useful = !keys.isEmpty()
                && predicate.isPresent()
                && keys.stream().allMatch(Columns.of(predicate.get())::get)
                && pruning.types.stream().allMatch(pruning::isHashable);
        return useful ? pruning : new BucketPruning(schema, bucketing.function(), keys, Optional.empty());
    }

    /** Whether the bytes that were hashed are known when the value is. Engines may have padded CHARs or not. */
    private boolean isHashable(DataType type)
    {
        boolean timestamp = type instanceof TimestampType || type instanceof LocalZonedTimestampType;
        boolean hashed = switch (function) {
            case DEFAULT -> true;
            case MOD -> keys.size() == 1 && (type instanceof IntType || type instanceof BigIntType);
            case HIVE -> !timestamp;
        };
        return hashed && !(type instanceof CharType);
    }

    /**
     * Whether a bucket may hold rows that match.
     *
     * @param fileSchema of the file in question: what it was hashed by
     */
    boolean mayMatch(BinaryRow partition, int bucket, int totalBuckets, TableSchema fileSchema)
    {
        if (predicate.isEmpty() || totalBuckets <= 0 || bucket < 0 || !hasSameKeys(fileSchema)) {
            return true;
        }
        if (partition != lastPartition) {
            lastKeys = keys(partition);
            lastPartition = partition;
            lastBuckets = null;
        }
        if (lastKeys.isEmpty()) {
            return true;
        }
        if (lastBuckets == null || lastTotal != totalBuckets) {
            lastBuckets = new BitSet(totalBuckets);
            lastKeys.get().forEach(key -> lastBuckets.set(function.bucket(types, key, totalBuckets)));
            lastTotal = totalBuckets;
        }
        return lastBuckets.get(bucket);
    }

    private boolean hasSameKeys(TableSchema fileSchema)
    {
        if (fileSchema.id() == schema.id()) {
            return true;
        }
        for (int key : keys) {
            Field field = schema.fields().field(key);
            boolean same = fileSchema.fields().indexOfId(field.id()).stream()
                    .allMatch(index -> fileSchema.fields().field(index).type().equalsIgnoringNullable(field.type()));
            if (!same || fileSchema.fields().indexOfId(field.id()).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** All bucket keys that match in a partition; empty if there may be others. */
    private Optional<List<List<Object>>> keys(BinaryRow partition)
    {
        Predicate rest = Columns.substitute(
                predicate.orElseThrow(),
                column -> PartitionPruning.isPartitionColumn(schema, column),
                column -> PartitionPruning.value(schema, partition, column));
        Map<Integer, Set<Object>> values = new TreeMap<>();
        for (int key : keys) {
            if (PartitionPruning.isPartitionColumn(schema, key)) {
                values.put(key, singleton(PartitionPruning.value(schema, partition, key)));
            }
        }
        for (Predicate conjunct : Predicate.conjuncts(Optional.of(rest))) {
            BitSet columns = Columns.of(conjunct);
            if (columns.cardinality() == 1 && keys.contains(columns.nextSetBit(0))) {
                Set<Object> literals = new LinkedHashSet<>();
                if (collectEqual(conjunct, literals)) {
                    values.merge(columns.nextSetBit(0), literals, BucketPruning::intersection);
                }
            }
        }
        return keys.stream().allMatch(values::containsKey) ? product(values) : Optional.empty();
    }

    private static Set<Object> singleton(Object value)
    {
        Set<Object> values = new HashSet<>();
        values.add(value);
        return values;
    }

    private static Set<Object> intersection(Set<Object> left, Set<Object> right)
    {
        Set<Object> both = new LinkedHashSet<>(left);
        both.retainAll(right);
        return both;
    }

    private Optional<List<List<Object>>> product(Map<Integer, Set<Object>> values)
    {
        List<List<Object>> product = List.of(List.of());
        for (int key : keys) {
            Set<Object> literals = values.get(key);
            if ((long) product.size() * literals.size() > MAX_KEYS) {
                return Optional.empty();
            }
            List<List<Object>> longer = new ArrayList<>();
            for (List<Object> prefix : product) {
                for (Object literal : literals) {
                    List<Object> next = new ArrayList<>(prefix);
                    next.add(literal);
                    longer.add(next);
                }
            }
            product = longer;
        }
        return Optional.of(product);
    }

    /** The values that meet a condition on one column; false if there is no list of them. */
    private static boolean collectEqual(Predicate predicate, Set<Object> values)
    {
        if (predicate instanceof Or or) {
            return or.operands().stream().allMatch(operand -> collectEqual(operand, values));
        }
        if (predicate instanceof Compare compare && compare.comparison() == Comparison.EQUAL) {
            collectStored(compare, compare.literal(), values);
            return true;
        }
        if (predicate instanceof In in) {
            in.literals().forEach(literal -> collectStored(in, literal, values));
            return true;
        }
        return false;
    }

    /** The values that may be stored where a literal is equal to them: none if the column cannot hold it. */
    private static void collectStored(Leaf leaf, Object literal, Set<Object> values)
    {
        DataType type = leaf.type();
        if (literal instanceof Double number) {
            if (number == 0) {
                values.add(0.0);
                values.add(-0.0);
            }
            else if (!number.isNaN()) {
                values.add(number);
            }
        }
        else if (literal instanceof Float number) {
            if (number == 0) {
                values.add(0.0f);
                values.add(-0.0f);
            }
            else if (!number.isNaN()) {
                values.add(number);
            }
        }
        else if (literal instanceof BigDecimal decimal && type instanceof DecimalType decimalType) {
            BigDecimal stripped = decimal.stripTrailingZeros();
            if (stripped.scale() <= decimalType.scale() && stripped.precision() - stripped.scale() <= decimalType.precision() - decimalType.scale()) {
                values.add(decimal.setScale(decimalType.scale()));
            }
        }
        else if (literal instanceof Long number) {
            if (isInRange(type, number)) {
                values.add(number);
            }
        }
        else {
            values.add(literal);
        }
    }

    private static boolean isInRange(DataType type, long number)
    {
        if (type instanceof TinyIntType) {
            return number == (byte) number;
        }
        if (type instanceof SmallIntType) {
            return number == (short) number;
        }
        return type instanceof BigIntType || number == (int) number;
    }
}
