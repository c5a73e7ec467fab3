package dev.varve.trino;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.varve.TableVersion;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.scan.MetadataSummary;
import dev.varve.scan.MetadataSummary.Asked;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitCodec;
import dev.varve.scan.SplitSource;
import dev.varve.trino.handle.VarveAnswerHandle;
import dev.varve.trino.handle.VarveAnswerHandle.Aggregate;
import dev.varve.trino.handle.VarveAnswerHandle.Function;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.handle.VarveTableHandle;
import dev.varve.trino.predicate.DomainPredicate;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import io.trino.spi.connector.AggregateFunction;
import io.trino.spi.connector.AggregationApplicationResult;
import io.trino.spi.connector.Assignment;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.expression.ConnectorExpression;
import io.trino.spi.expression.Variable;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.Type;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static dev.varve.trino.error.ErrorTranslation.translating;

/**
 * Answers {@code count}, {@code min} and {@code max} from manifests, grouped by partition columns or not at all. Buckets that manifests do not tell all of are
 * read for the answer, if there is no more to read of them than a split has; otherwise Trino aggregates the rows as always.
 */
final class AggregationPushdown
{
    private static final int REMEMBERED = 200;

    private final CatalogTables tables;
    /** Trino asks again and again while it optimizes. */
    private final Cache<Question, Optional<VarveAnswerHandle>> answers = CacheBuilder.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(Duration.ofMinutes(1)).build();

    AggregationPushdown(CatalogTables tables)
    {
        this.tables = tables;
    }

    private record Question(String queryId, VarveTableHandle table, List<VarveColumnHandle> groupedBy, List<Aggregate> aggregates) {}

    Optional<AggregationApplicationResult<ConnectorTableHandle>> apply(
            ConnectorSession session,
            VarveTableHandle table,
            List<AggregateFunction> functions,
            Map<String, ColumnHandle> assignments,
            List<List<ColumnHandle>> groupingSets)
    {
        boolean plain = table.view().isEmpty() && table.skipped().isEmpty() && table.fallback().isEmpty() && table.limit().isEmpty() && table.snapshot().isPresent();
        boolean wholePartitions = table.unenforced().isAll()
                && !table.enforced().isNone()
                && table.enforced().getDomains().orElseThrow().keySet().stream().allMatch(column -> column.partitionKey() && !HiddenColumns.contains(column));
        if (!plain || !wholePartitions || groupingSets.size() != 1) {
            return Optional.empty();
        }
        List<VarveColumnHandle> groupedBy = groupingSets.getFirst().stream().map(VarveColumnHandle.class::cast).toList();
        if (!groupedBy.stream().allMatch(column -> column.partitionKey() && !column.isMember() && !HiddenColumns.contains(column) && isGroupable(column.type()))) {
            return Optional.empty();
        }
        List<Aggregate> aggregates = new ArrayList<>();
        for (AggregateFunction function : functions) {
            Optional<Aggregate> aggregate = aggregate(function, assignments, groupedBy.size() + aggregates.size());
            if (aggregate.isEmpty()) {
                return Optional.empty();
            }
            aggregates.add(aggregate.get());
        }
        Question question = new Question(session.getQueryId(), table, groupedBy, aggregates);
        Optional<VarveAnswerHandle> answer = answers.getIfPresent(question);
        if (answer == null) {
            answer = translating(() -> answer(session, question));
            answers.put(question, answer);
        }
        return answer.map(AggregationPushdown::result);
    }

    /** Whether values are equal in SQL only if partitions are the same: not if zeros have signs, or texts have padding. */
    private static boolean isGroupable(Type type)
    {
        return !(type instanceof RealType || type instanceof DoubleType || type instanceof CharType);
    }

    private static AggregationApplicationResult<ConnectorTableHandle> result(VarveAnswerHandle answer)
    {
        List<ConnectorExpression> projections = new ArrayList<>();
        List<Assignment> assignments = new ArrayList<>();
        for (Aggregate aggregate : answer.aggregates()) {
            VarveColumnHandle column = aggregate.result();
            projections.add(new Variable(column.name(), column.type()));
            assignments.add(new Assignment(column.name(), column, column.type()));
        }
        Map<ColumnHandle, ColumnHandle> grouping = new LinkedHashMap<>();
        answer.groupedBy().forEach(column -> grouping.put(column, column));
        return new AggregationApplicationResult<>(answer, projections, assignments, grouping, false);
    }

    private static Optional<Aggregate> aggregate(AggregateFunction function, Map<String, ColumnHandle> assignments, int index)
    {
        if (function.isDistinct() || function.getFilter().isPresent() || !function.getSortItems().isEmpty() || function.getArguments().size() > 1) {
            return Optional.empty();
        }
        VarveColumnHandle result = new VarveColumnHandle(index, "_answer_" + index, function.getOutputType(), false);
        if (function.getArguments().isEmpty()) {
            return function.getFunctionName().equals("count") ? Optional.of(new Aggregate(Function.COUNT_ROWS, result, result)) : Optional.empty();
        }
        if (!(function.getArguments().getFirst() instanceof Variable variable)) {
            return Optional.empty();
        }
        VarveColumnHandle argument = (VarveColumnHandle) assignments.get(variable.getName());
        if (argument.isMember() || HiddenColumns.contains(argument)) {
            return Optional.empty();
        }
        return switch (function.getFunctionName()) {
            case "count" -> Optional.of(new Aggregate(Function.COUNT_VALUES, argument, result));
            case "min" -> Optional.of(new Aggregate(Function.MIN, argument, result));
            case "max" -> Optional.of(new Aggregate(Function.MAX, argument, result));
            default -> Optional.empty();
        };
    }

    private Optional<VarveAnswerHandle> answer(ConnectorSession session, Question question)
    {
        TableVersion version = tables.version(session, question.table());
        List<Field> fields = version.schema().fields().fields();
        List<Asked> asked = new ArrayList<>();
        for (Aggregate aggregate : question.aggregates()) {
            if (aggregate.function() != Function.COUNT_ROWS) {
                int index = version.schema().fields().indexOfId(aggregate.argument().fieldId()).orElseThrow();
                boolean bounds = aggregate.function() != Function.COUNT_VALUES;
                if (bounds && !MetadataSummary.hasExactBounds(fields.get(index).type())) {
                    return Optional.empty();
                }
                asked.add(new Asked(index, !bounds, bounds));
            }
        }
        MetadataSummary summary = version.summary(DomainPredicate.condition(question.table().enforced(), version.schema().fields()), asked);
        PartitionDomains partitions = new PartitionDomains(version.schema().partitionFields());
        List<MetadataSummary.Partition> known = summary.known().stream().filter(partition -> partitions.include(partition.partition(), question.table().enforced())).toList();
        Optional<List<String>> unknown = unknown(version, question, summary, partitions);
        if (unknown.isEmpty() || known.isEmpty() && !unknown.get().isEmpty()) {
            return Optional.empty();
        }
        List<DataType> types = types(version, question.groupedBy(), question.aggregates());
        List<String> rows = known.stream().map(partition -> Base64.getEncoder().encodeToString(row(version, question, types, partition).toBytes())).toList();
        return Optional.of(new VarveAnswerHandle(question.table(), question.groupedBy(), question.aggregates(), rows, unknown.get()));
    }

    /** What must be read for the buckets that are not known; empty if that is much. */
    private static Optional<List<String>> unknown(TableVersion version, Question question, MetadataSummary summary, PartitionDomains partitions)
    {
        if (summary.unknown().isEmpty()) {
            return Optional.of(List.of());
        }
        List<String> splits = new ArrayList<>();
        long bytes = 0;
        try (SplitSource source = version.plan(ScanRequest.of(DomainPredicate.condition(question.table().enforced(), version.schema().fields())))) {
            for (Optional<Split> next = source.next(); next.isPresent(); next = source.next()) {
                Split split = next.get();
                if (summary.unknown().contains(new MetadataSummary.Bucket(split.partition(), split.bucket())) && partitions.include(split.partition(), question.table().enforced())) {
                    bytes += split.bytes();
                    if (bytes > version.options().scan().splitTargetBytes()) {
                        return Optional.empty();
                    }
                    splits.add(Base64.getEncoder().encodeToString(SplitCodec.encode(split)));
                }
            }
        }
        return Optional.of(splits);
    }

    /** Of the rows of an answer, as the kernel has them: the groups, the aggregates, and how many rows the group has. */
    static List<DataType> types(TableVersion version, List<VarveColumnHandle> groupedBy, List<Aggregate> aggregates)
    {
        List<DataType> types = new ArrayList<>();
        groupedBy.forEach(column -> types.add(type(version, column)));
        for (Aggregate aggregate : aggregates) {
            types.add(aggregate.counts() ? new BigIntType(true) : type(version, aggregate.argument()));
        }
        types.add(new BigIntType(true));
        return types;
    }

    /** The values, some of which may be null, that the rows of a partition are grouped by. */
    static List<Object> group(TableVersion version, List<VarveColumnHandle> groupedBy, BinaryRow partition)
    {
        List<Field> partitionFields = version.schema().partitionFields();
        List<Object> values = new ArrayList<>();
        for (VarveColumnHandle column : groupedBy) {
            Field field = partitionFields.stream().filter(found -> found.id() == column.fieldId()).findFirst().orElseThrow();
            values.add(partition.value(partitionFields.indexOf(field), field.type()));
        }
        return values;
    }

    private static DataType type(TableVersion version, VarveColumnHandle column)
    {
        return version.schema().fields().field(version.schema().fields().indexOfId(column.fieldId()).orElseThrow()).type();
    }

    private static BinaryRow row(TableVersion version, Question question, List<DataType> types, MetadataSummary.Partition partition)
    {
        List<Object> values = group(version, question.groupedBy(), partition.partition());
        int asked = 0;
        for (Aggregate aggregate : question.aggregates()) {
            switch (aggregate.function()) {
                case COUNT_ROWS -> values.add(partition.rows());
                case COUNT_VALUES -> values.add(partition.columns().get(asked++).values().orElseThrow());
                case MIN -> values.add(partition.columns().get(asked++).minimum().orElse(null));
                case MAX -> values.add(partition.columns().get(asked++).maximum().orElse(null));
            }
        }
        values.add(partition.rows());
        return BinaryRowWriter.write(types, values);
    }
}
