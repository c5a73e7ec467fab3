package dev.varve.merge;

import dev.varve.aggregate.AggregateFunction;
import dev.varve.aggregate.AggregateOptions;
import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.datafile.ReadMetrics;
import dev.varve.error.VarveException;
import dev.varve.merge.FoldSpec.Aggregate;
import dev.varve.merge.FoldSpec.ColumnFold;
import dev.varve.merge.FoldSpec.Engine;
import dev.varve.merge.FoldSpec.KeyColumn;
import dev.varve.merge.FoldSpec.LastNonNull;
import dev.varve.merge.FoldSpec.Protected;
import dev.varve.merge.FoldSpec.ProtectedAggregate;
import dev.varve.merge.FoldSpec.SequenceColumn;
import dev.varve.merge.FoldSpec.SequenceGroup;
import dev.varve.merge.MergeSpec.ColumnRef;
import dev.varve.row.LiteralColumn;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.TinyIntType;
import org.testng.annotations.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rows of one key, a commit each, and what real Paimon 1.4.2 makes of them. */
public class TestFoldingMerge
{
    private static final DataType INT = new IntType(true);
    private static final Integer NIL = null;

    private static final int INSERT = 0;
    private static final int UPDATE_BEFORE = 1;
    private static final int DELETE = 3;

    @Test
    public void partialUpdateKeepsTheLastValueThatIsNotNull()
            throws IOException
    {
        FoldSpec fold = partialUpdate(false, 3);
        assertThat(merge(fold, row(1, 1, NIL, 7), row(1, NIL, 2, NIL))).containsExactly(Arrays.asList(1, 1, 2, 7));
        assertThat(merge(fold, row(2, NIL, NIL, NIL))).containsExactly(Arrays.asList(2, NIL, NIL, NIL));
    }

    @Test
    public void partialUpdateRemovesTheRowOnDelete()
            throws IOException
    {
        FoldSpec fold = partialUpdate(true, 3);
        Row first = row(1, 1, 2, 7);
        Row delete = retract(DELETE, 1, 1, NIL, 7);
        assertThat(merge(fold, first, delete)).isEmpty();
        assertThat(merge(fold, first, delete, row(1, NIL, 9, NIL))).describedAs("values of the delete stay").containsExactly(Arrays.asList(1, 1, 9, 7));
        assertThat(merge(fold, first, retract(UPDATE_BEFORE, 1, 7, 7, 8))).describedAs("-U is no delete").containsExactly(Arrays.asList(1, 1, 2, 7));
        assertThat(merge(fold, retract(UPDATE_BEFORE, 1, 7, 7, 8), retract(UPDATE_BEFORE, 1, 7, 7, 8))).isEmpty();
        assertThat(merge(fold, retract(DELETE, 1, 7, 7, 8), row(1, NIL, 1, NIL))).describedAs("a leading delete seeds the row").containsExactly(Arrays.asList(1, 7, 1, 8));
    }

    @Test
    public void partialUpdateRefusesDeletesWithoutMeaning()
            throws IOException
    {
        FoldSpec fold = partialUpdate(false, 3);
        assertThat(merge(fold, retract(DELETE, 1, 1, 1, 1))).describedAs("a lone row is not merged").isEmpty();
        assertThatThrownBy(() -> merge(fold, row(1, 1, 1, 1), retract(DELETE, 1, 1, 1, 1)))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("remove-record-on-delete");
    }

    /** Columns k, a, b, g1, c, d, g2, free; g1 orders a and b, g2 orders c and d. */
    @Test
    public void sequenceGroupsMoveOnTheirOwn()
            throws IOException
    {
        FoldSpec fold = new FoldSpec(
                Engine.PARTIAL_UPDATE,
                List.of(
                        new KeyColumn(INT), new Protected(INT, 0), new Protected(INT, 0), new SequenceColumn(INT, 0),
                        new Protected(INT, 1), new Protected(INT, 1), new SequenceColumn(INT, 1), new LastNonNull(INT)),
                List.of(group(false, 3), group(false, 6)),
                false,
                false);
        List<Row> rows = new ArrayList<>();
        rows.add(row(1, 1, 1, 1, 1, 1, 1, 1));
        rows.add(row(1, 2, 2, 2, 2, 2, NIL, 2));
        assertThat(merge(fold, rows)).describedAs("a null sequence skips its group").containsExactly(Arrays.asList(1, 2, 2, 2, 1, 1, 1, 2));
        rows.add(row(1, 3, 3, 1, 3, 3, 3, 3));
        assertThat(merge(fold, rows)).describedAs("g1 is older").containsExactly(Arrays.asList(1, 2, 2, 2, 3, 3, 3, 3));
        rows.add(retract(DELETE, 1, 9, 9, 2, 9, 9, 2, 9));
        assertThat(merge(fold, rows)).describedAs("a tie retracts g1, g2 is older").containsExactly(Arrays.asList(1, NIL, NIL, 2, 3, 3, 3, 3));
        rows.add(row(1, NIL, 7, 5, NIL, NIL, NIL, NIL));
        assertThat(merge(fold, rows)).describedAs("null overwrites in a group that wins").containsExactly(Arrays.asList(1, NIL, 7, 5, 3, 3, 3, 3));
    }

    @Test
    public void aggregatesOfSequenceGroupsFoldLateRowsFirst()
            throws IOException
    {
        FoldSpec fold = new FoldSpec(
                Engine.PARTIAL_UPDATE,
                List.of(
                        new KeyColumn(INT), protectedAggregate("sum", 0), protectedAggregate("first_value", 0), new SequenceColumn(INT, 0),
                        protectedAggregate("max", 1), protectedAggregate("last_non_null_value", 1), new SequenceColumn(INT, 1), new LastNonNull(INT)),
                List.of(group(false, 3), group(false, 6)),
                false,
                false);
        assertThat(merge(fold, row(1, 1, 10, 2, 5, 1, 1, 1), row(1, 10, 20, 1, 9, 2, 0, NIL), row(1, 100, 30, 3, 7, NIL, 5, 4)))
                .containsExactly(Arrays.asList(1, 111, 20, 3, 9, 1, 5, 4));
    }

    @Test
    public void deleteRemovesTheRowThroughItsSequenceGroup()
            throws IOException
    {
        FoldSpec fold = new FoldSpec(
                Engine.PARTIAL_UPDATE,
                List.of(new KeyColumn(INT), new Protected(INT, 0), new SequenceColumn(INT, 0), new Protected(INT, 1), new SequenceColumn(INT, 1)),
                List.of(group(false, 2), group(true, 4)),
                false,
                false);
        Row first = row(1, 1, 1, 1, 1);
        assertThat(merge(fold, first, retract(DELETE, 1, 9, 2, 9, NIL))).describedAs("g2 is null: only g1 retracts").containsExactly(Arrays.asList(1, NIL, 2, 1, 1));
        assertThat(merge(fold, first, retract(DELETE, 1, 9, 2, 9, 2))).isEmpty();
        assertThat(merge(fold, first, retract(DELETE, 1, 9, 2, 9, 0))).describedAs("g2 is older").containsExactly(Arrays.asList(1, NIL, 2, 1, 1));
    }

    @Test
    public void sequencesOfSeveralColumnsCompareNullsFirst()
            throws IOException
    {
        FoldSpec fold = new FoldSpec(
                Engine.PARTIAL_UPDATE,
                List.of(new KeyColumn(INT), new Protected(INT, 0), new SequenceColumn(INT, 0), new SequenceColumn(INT, 0)),
                List.of(group(false, 2, 3)),
                false,
                false);
        Row first = row(1, 1, 1, 1);
        assertThat(merge(fold, first, row(1, 2, 1, NIL))).containsExactly(Arrays.asList(1, 1, 1, 1));
        assertThat(merge(fold, first, row(1, 2, NIL, 9))).containsExactly(Arrays.asList(1, 1, 1, 1));
        assertThat(merge(fold, first, row(1, 2, 2, 0))).containsExactly(Arrays.asList(1, 2, 2, 0));
    }

    @Test
    public void aggregationRetracts()
            throws IOException
    {
        FoldSpec sum = aggregation("sum", false);
        List<Row> rows = new ArrayList<>();
        assertThat(merge(sum, add(rows, row(1, NIL)))).containsExactly(Arrays.asList(1, NIL));
        assertThat(merge(sum, add(rows, row(1, 5)))).containsExactly(Arrays.asList(1, 5));
        assertThat(merge(sum, add(rows, retract(DELETE, 1, 3)))).containsExactly(Arrays.asList(1, 2));
        assertThat(merge(sum, add(rows, retract(UPDATE_BEFORE, 1, NIL)))).containsExactly(Arrays.asList(1, 2));
        assertThat(merge(sum, add(rows, retract(DELETE, 1, 10)))).containsExactly(Arrays.asList(1, -8));
        assertThat(merge(sum, retract(DELETE, 1, 3))).describedAs("a lone delete stays one").isEmpty();
        assertThat(merge(sum, retract(DELETE, 1, 3), retract(DELETE, 1, 4))).containsExactly(Arrays.asList(1, -7));
    }

    @Test
    public void aggregationRemovesTheRowOnDelete()
            throws IOException
    {
        FoldSpec sum = aggregation("sum", true);
        List<Row> rows = new ArrayList<>();
        rows.add(row(1, 5));
        assertThat(merge(sum, add(rows, retract(DELETE, 1, 3)))).isEmpty();
        assertThat(merge(sum, add(rows, row(1, 7)))).containsExactly(Arrays.asList(1, 10));
        assertThat(merge(sum, add(rows, retract(UPDATE_BEFORE, 1, 1)))).containsExactly(Arrays.asList(1, 9));
        assertThat(merge(sum, add(rows, retract(DELETE, 1, 2)))).isEmpty();
    }

    @Test
    public void rowsThatACompactionHasFoldedAreNotFoldedAgain()
            throws IOException
    {
        FoldSpec sum = aggregation("sum", false);
        MergeSpec spec = spec(sum, true);
        List<RunSource> runs = List.of(run(5, 0, row(1, 11)), run(4, 1, row(1, 111)), run(0, 2, row(1, 1000)));
        assertThat(read(new FoldingMerge(spec, sum, runs, new ReadMetrics()), 2)).containsExactly(Arrays.asList(1, 1111));
    }

    private record Row(int kind, List<Integer> values) {}

    private static Row row(Integer... values)
    {
        return new Row(INSERT, Arrays.asList(values));
    }

    private static Row retract(int kind, Integer... values)
    {
        return new Row(kind, Arrays.asList(values));
    }

    private static List<Row> add(List<Row> rows, Row row)
    {
        rows.add(row);
        return rows;
    }

    private static FoldSpec partialUpdate(boolean removeOnDelete, int columns)
    {
        List<ColumnFold> folds = new ArrayList<>();
        folds.add(new KeyColumn(INT));
        for (int i = 0; i < columns; i++) {
            folds.add(new LastNonNull(INT));
        }
        return new FoldSpec(Engine.PARTIAL_UPDATE, folds, List.of(), false, removeOnDelete);
    }

    private static FoldSpec aggregation(String function, boolean removeOnDelete)
    {
        Field column = new Field(1, "v", INT);
        return new FoldSpec(
                Engine.AGGREGATION,
                List.of(new KeyColumn(INT), new Aggregate(INT, () -> AggregateFunction.create(function, column, AggregateOptions.DEFAULT))),
                List.of(),
                false,
                removeOnDelete);
    }

    private static ColumnFold protectedAggregate(String function, int group)
    {
        Field column = new Field(1, "v", INT);
        return new ProtectedAggregate(INT, group, () -> AggregateFunction.create(function, column, AggregateOptions.DEFAULT));
    }

    private static SequenceGroup group(boolean removeOnDelete, int... columns)
    {
        return new SequenceGroup(Arrays.stream(columns).mapToObj(column -> new ColumnRef(column, INT)).toList(), removeOnDelete);
    }

    private static List<List<Integer>> merge(FoldSpec fold, Row... rows)
            throws IOException
    {
        return merge(fold, Arrays.asList(rows));
    }

    /** Merges rows of one key, each a run of its own, later ones newer. */
    private static List<List<Integer>> merge(FoldSpec fold, List<Row> rows)
            throws IOException
    {
        List<RunSource> runs = new ArrayList<>();
        for (Row row : rows) {
            runs.add(run(0, runs.size(), row));
        }
        return read(new FoldingMerge(spec(fold, false), fold, runs, new ReadMetrics()), fold.columns().size());
    }

    /** Column 0 is the key, the last one the kind. */
    private static MergeSpec spec(FoldSpec fold, boolean lookupRule)
    {
        int columns = fold.columns().size();
        return new MergeSpec(columns, List.of(new ColumnRef(0, INT)), OptionalInt.empty(), OptionalInt.of(columns), List.of(), false, lookupRule);
    }

    private static RunSource run(int level, int rank, Row row)
    {
        List<Column> columns = new ArrayList<>();
        for (Integer value : row.values()) {
            ColumnBuilder builder = ColumnBuilder.of(INT, 1);
            builder.append(LiteralColumn.of(INT, value == null ? null : value.longValue()), 0);
            columns.add(builder.build());
        }
        columns.add(LiteralColumn.of(new TinyIntType(false), (long) row.kind()));
        return new MemoryRun(columns, new boolean[1], 1, level, rank);
    }

    private static List<List<Integer>> read(BatchSource source, int columns)
            throws IOException
    {
        List<List<Integer>> rows = new ArrayList<>();
        try (source) {
            for (Optional<Batch> next = source.next(); next.isPresent(); next = source.next()) {
                for (int position : next.get().selection().positions()) {
                    List<Integer> row = new ArrayList<>();
                    for (int column = 0; column < columns; column++) {
                        Long value = (Long) ColumnValues.literal(INT, next.get().column(column), position);
                        row.add(value == null ? null : Math.toIntExact(value));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }
}
