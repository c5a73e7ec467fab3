package dev.varve.scan;

import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.row.RowOrder;
import dev.varve.scan.SplitGeneration.Group;
import dev.varve.scan.SplitGeneration.Kind;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import org.testng.annotations.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

public class TestSplitGeneration
{
    private static final DataType INT = new IntType(false);
    private static final long TARGET = 100;
    private static final long OPEN_COST = 10;

    @Test
    public void packsInOrderUpToTheTarget()
    {
        List<SplitFile> files = List.of(file("a", 60, 0), file("b", 50, 0), file("c", 50, 0), file("d", 1, 0), file("e", 200, 0), file("f", 1, 0));
        assertThat(names(groups(Kind.APPEND, files))).containsExactly(List.of("a"), List.of("b", "c"), List.of("d"), List.of("e"), List.of("f"));
    }

    @Test
    public void countsSmallFilesAsTheCostToOpenThem()
    {
        List<SplitFile> files = IntStream.range(0, 25).mapToObj(i -> file("f" + i, 1, 0)).toList();
        assertThat(groups(Kind.APPEND, files)).extracting(group -> group.files().size()).containsExactly(10, 10, 5);
    }

    @Test
    public void readsAppendFilesInTheOrderOfTheirRows()
    {
        List<Group> groups = groups(Kind.APPEND, List.of(keyed("late", 0, 0, 0, 0, 9), keyed("early", 0, 0, 0, 0, 3)));
        assertThat(names(groups)).containsExactly(List.of("early", "late"));
        assertThat(groups).allMatch(Group::raw);
    }

    @Test
    public void needsNoMergeOnOneLevel()
    {
        List<Group> groups = groups(Kind.KEYS_OVERLAP, List.of(keyed("a", 60, 5, 0, 9, 0), keyed("b", 60, 5, 10, 19, 0)));
        assertThat(groups).allMatch(Group::raw).hasSize(2);
    }

    @Test
    public void mergesLevelsUnlessKeysAreDisjoint()
    {
        List<SplitFile> files = List.of(keyed("a", 60, 5, 0, 9, 0), keyed("b", 60, 4, 5, 19, 0));
        assertThat(names(groups(Kind.KEYS_OVERLAP, files))).containsExactly(List.of("a", "b"));
        assertThat(groups(Kind.KEYS_OVERLAP, files)).noneMatch(Group::raw);
        assertThat(groups(Kind.KEYS_DISJOINT_ABOVE_LEVEL_0, files)).allMatch(Group::raw).hasSize(2);
    }

    @Test
    public void neverDividesASection()
    {
        List<SplitFile> files = List.of(
                keyed("old", 500, 5, 0, 100, 0),
                keyed("new", 500, 0, 50, 150, 0),
                keyed("touching", 500, 0, 150, 160, 0),
                keyed("apart", 500, 0, 161, 170, 0));
        List<Group> groups = groups(Kind.KEYS_OVERLAP, files);
        assertThat(names(groups)).containsExactly(List.of("old", "new", "touching"), List.of("apart"));
        assertThat(groups).extracting(Group::raw).containsExactly(false, true);
    }

    @Test
    public void keepsTheOrderOfManifestsWithinASplit()
    {
        List<SplitFile> files = List.of(keyed("third", 1, 0, 50, 60, 0), keyed("first", 1, 0, 0, 10, 0), keyed("second", 1, 0, 5, 20, 0));
        assertThat(names(groups(Kind.KEYS_OVERLAP, files))).containsExactly(List.of("third", "first", "second"));
    }

    @Test
    public void doesNotTrustFilesThatDoNotCountTheirDeletes()
    {
        SplitFile unknown = new SplitFile("a", Optional.empty(), 60, 10, key(0), key(9), 0, 0, 0, 5, OptionalLong.empty(), List.of(),
                OptionalLong.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty(), false);
        assertThat(groups(Kind.KEYS_OVERLAP, List.of(unknown))).noneMatch(Group::raw);
        assertThat(groups(Kind.KEYS_DISJOINT_ABOVE_LEVEL_0, List.of(unknown))).noneMatch(Group::raw);
    }

    private static List<Group> groups(Kind kind, List<SplitFile> files)
    {
        return new SplitGeneration(kind, RowOrder.of(List.of(INT)), TARGET, OPEN_COST).groups(files);
    }

    private static List<List<String>> names(List<Group> groups)
    {
        return groups.stream().map(group -> group.files().stream().map(SplitFile::name).toList()).toList();
    }

    private static SplitFile file(String name, long size, int level)
    {
        return keyed(name, size, level, 0, 0, 0);
    }

    private static SplitFile keyed(String name, long size, int level, long minKey, long maxKey, long sequence)
    {
        return new SplitFile(name, Optional.empty(), size, 10, key(minKey), key(maxKey), sequence, sequence, 0, level, OptionalLong.of(0), List.of(),
                OptionalLong.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty(), false);
    }

    private static BinaryRow key(long value)
    {
        return BinaryRowWriter.write(List.of(INT), List.of(value));
    }
}
