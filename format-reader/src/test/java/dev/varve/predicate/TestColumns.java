package dev.varve.predicate;

import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import org.testng.annotations.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

public class TestColumns
{
    private static final DataType INT = new IntType(true);
    private static final Predicate A = equal(0, 1);
    private static final Predicate B = equal(1, 1);
    private static final Predicate C = equal(2, 1);

    @Test
    public void splitsByColumns()
    {
        Predicate mixed = Predicate.or(List.of(A, C));
        Predicate inside = Predicate.or(List.of(A, B));
        PredicateSplit split = PredicateSplit.of(Optional.of(Predicate.and(List.of(A, Predicate.and(List.of(inside, mixed)), C))), column -> column < 2);
        assertThat(split.inside()).contains(Predicate.and(List.of(A, inside)));
        assertThat(split.outside()).contains(Predicate.and(List.of(mixed, C)));
        assertThat(PredicateSplit.of(Optional.empty(), column -> true)).isEqualTo(new PredicateSplit(Optional.empty(), Optional.empty()));
    }

    @Test
    public void remapsEveryKindOfCondition()
    {
        long seed = System.nanoTime();
        RandomRows rows = new RandomRows(new Random(seed));
        for (int round = 0; round < 500; round++) {
            Predicate predicate = rows.predicate(RandomRows.TYPES, 3);
            Predicate there = Columns.remap(predicate, column -> column + 100);
            assertThat(Columns.of(there).stream()).as("seed %s", seed).allMatch(column -> column >= 100);
            assertThat(Columns.remap(there, column -> column - 100)).as("seed %s", seed).isEqualTo(predicate);
        }
    }

    @Test
    public void substitutingValuesChangesNoResult()
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(random);
        for (int round = 0; round < 2_000; round++) {
            Predicate predicate = rows.predicate(RandomRows.TYPES, 3);
            List<Object> row = new ArrayList<>();
            RandomRows.TYPES.forEach(type -> row.add(rows.valueOrNull(type)));
            int known = random.nextInt(RandomRows.TYPES.size() + 1);
            Predicate rest = Columns.substitute(predicate, column -> column < known, row::get);
            assertThat(Columns.of(rest).stream()).as("seed %s", seed).allMatch(column -> column >= known);
            assertThat(RowModel.passes(rest, row)).as("seed %s: %s of %s", seed, rest, predicate).isEqualTo(RowModel.passes(predicate, row));
        }
    }

    @Test
    public void substitutionFoldsConstants()
    {
        Predicate predicate = Predicate.and(List.of(Predicate.or(List.of(A, B)), C));
        assertThat(substitute(predicate, 1, 5, 5)).isEqualTo(C);
        assertThat(substitute(predicate, 5, 5, 5)).isEqualTo(Predicate.FALSE);
        assertThat(Columns.substitute(predicate, column -> true, column -> 1L)).isEqualTo(Predicate.TRUE);
    }

    /** With columns 0 and 1 known. */
    private static Predicate substitute(Predicate predicate, long... values)
    {
        return Columns.substitute(predicate, column -> column < 2, column -> values[column]);
    }

    private static Predicate equal(int column, long value)
    {
        return new Compare(column, INT, Comparison.EQUAL, value);
    }
}
