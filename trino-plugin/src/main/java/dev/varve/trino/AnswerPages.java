package dev.varve.trino;

import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import dev.varve.row.BinaryRow;
import dev.varve.row.Literal;
import dev.varve.row.LiteralColumn;
import dev.varve.scan.Split;
import dev.varve.scan.SplitCodec;
import dev.varve.trino.handle.VarveAnswerHandle;
import dev.varve.trino.handle.VarveAnswerHandle.Aggregate;
import dev.varve.trino.handle.VarveAnswerHandle.Function;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.predicate.NativeValue;
import dev.varve.type.DataType;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.connector.ConnectorPageSource;
import io.trino.spi.connector.FixedPageSource;
import io.trino.spi.type.TypeUtils;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static dev.varve.trino.error.ErrorTranslation.translating;

/** Completes what metadata told of groups of rows with the splits that it did not tell of, and shows it. */
final class AnswerPages
{
    private final TableVersion version;
    private final DataFileFormats formats;
    private final VarveAnswerHandle answer;
    /** By the values that they are grouped by. */
    private final Map<List<Object>, Group> groups = new LinkedHashMap<>();

    private AnswerPages(TableVersion version, DataFileFormats formats, VarveAnswerHandle answer)
    {
        this.version = version;
        this.formats = formats;
        this.answer = answer;
    }

    /** @param columns of the answer that are wanted */
    static ConnectorPageSource open(TableVersion version, DataFileFormats formats, VarveAnswerHandle answer, List<VarveColumnHandle> columns)
    {
        AnswerPages pages = new AnswerPages(version, formats, answer);
        return translating(() -> {
            pages.addKnown();
            pages.addUnknown();
            return new FixedPageSource(List.of(pages.page(columns)));
        });
    }

    /** One without rows is none, unless it is that of everything. */
    private static final class Group
    {
        private final Object[] values;
        private long rows;

        private Group(List<Aggregate> aggregates)
        {
            values = aggregates.stream().map(aggregate -> aggregate.counts() ? (Object) 0L : null).toArray();
        }
    }

    private Group group(List<Object> key)
    {
        return groups.computeIfAbsent(key, _ -> new Group(answer.aggregates()));
    }

    private void addKnown()
    {
        int groupedBy = answer.groupedBy().size();
        List<DataType> types = AggregationPushdown.types(version, answer.groupedBy(), answer.aggregates());
        for (String encoded : answer.known()) {
            BinaryRow row = BinaryRow.of(Base64.getDecoder().decode(encoded));
            List<Object> key = new ArrayList<>();
            for (int i = 0; i < groupedBy; i++) {
                key.add(row.value(i, types.get(i)));
            }
            Group group = group(key);
            for (int i = 0; i < group.values.length; i++) {
                add(group, i, row.value(groupedBy + i, types.get(groupedBy + i)));
            }
            group.rows += (long) row.value(types.size() - 1, types.getLast());
        }
    }

    /** @param value null if there is none */
    private void add(Group group, int index, Object value)
    {
        if (value == null) {
            return;
        }
        Object before = group.values[index];
        group.values[index] = switch (answer.aggregates().get(index).function()) {
            case COUNT_ROWS, COUNT_VALUES -> (long) before + (long) value;
            case MIN -> before == null || Literal.compare(value, before) < 0 ? value : before;
            case MAX -> before == null || Literal.compare(value, before) > 0 ? value : before;
        };
    }

    private void addUnknown()
            throws IOException
    {
        List<Integer> columns = answer.aggregates().stream()
                .filter(aggregate -> aggregate.function() != Function.COUNT_ROWS)
                .map(this::index)
                .distinct()
                .toList();
        TableReader reader = TableReader.of(version, formats, columns, Optional.empty(), new ReadMetrics());
        for (String encoded : answer.unknown()) {
            Split split = SplitCodec.decode(Base64.getDecoder().decode(encoded));
            Group group = group(AggregationPushdown.group(version, answer.groupedBy(), split.partition()));
            try (BatchSource batches = reader.open(split)) {
                for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                    add(group, batch.get(), columns);
                }
            }
        }
    }

    private int index(Aggregate aggregate)
    {
        return version.schema().fields().indexOfId(aggregate.argument().fieldId()).orElseThrow();
    }

    private void add(Group group, Batch batch, List<Integer> columns)
            throws IOException
    {
        group.rows += batch.selection().count();
        for (int i = 0; i < answer.aggregates().size(); i++) {
            Aggregate aggregate = answer.aggregates().get(i);
            if (aggregate.function() == Function.COUNT_ROWS) {
                add(group, i, (long) batch.selection().count());
                continue;
            }
            DataType type = version.schema().fields().field(index(aggregate)).type();
            Column column = batch.selection().apply(batch.column(columns.indexOf(index(aggregate)))).flatten();
            for (int position = 0; position < column.size(); position++) {
                if (!column.isNull(position)) {
                    add(group, i, aggregate.function() == Function.COUNT_VALUES ? (Object) 1L : LiteralColumn.value(type, column, position));
                }
            }
        }
    }

    private Page page(List<VarveColumnHandle> columns)
    {
        if (answer.groupedBy().isEmpty()) {
            // Without groups there is one, even if it has no rows.
            group(List.of());
        }
        else {
            groups.values().removeIf(group -> group.rows == 0);
        }
        Block[] blocks = new Block[columns.size()];
        for (int i = 0; i < blocks.length; i++) {
            VarveColumnHandle column = columns.get(i);
            BlockBuilder builder = column.type().createBlockBuilder(null, groups.size());
            int grouping = answer.groupedBy().indexOf(column);
            int aggregate = answer.aggregates().stream().map(Aggregate::result).toList().indexOf(column);
            groups.forEach((key, group) -> {
                Object value = grouping >= 0 ? key.get(grouping) : group.values[aggregate];
                TypeUtils.writeNativeValue(column.type(), builder, value == null ? null : NativeValue.ofLiteral(column.type(), value));
            });
            blocks[i] = builder.build();
        }
        return new Page(groups.size(), blocks);
    }
}
