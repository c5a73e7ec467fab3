package dev.varve.scan;

import dev.varve.datafile.FilePart;
import dev.varve.merge.Sections;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowOrder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

import static java.util.Objects.requireNonNull;

/**
 * Cuts the files of a bucket into portions that can be read on their own. A pure function of the files, and of what is inside where that is asked for.
 *
 * @param kind what is in the files
 * @param keyOrder of the keys of files, for primary-key tables
 * @param targetBytes a portion that has more gets no further files
 * @param openFileBytes what a file counts at least
 */
record SplitGeneration(Kind kind, RowOrder keyOrder, long targetBytes, long openFileBytes)
{
    enum Kind
    {
        /** No key: any file can be read alone. */
        APPEND,
        /** Files above level 0 never share a key that is not deleted in all but one: deletion vectors, or first-row. */
        KEYS_DISJOINT_ABOVE_LEVEL_0,
        /** Files of different levels may share keys. */
        KEYS_OVERLAP,
    }

    /** Files that weigh this much more than they should are cut. */
    private static final double TOO_LARGE = 1.5;
    /** Those of whose files row groups can be told apart without reading them all. */
    private static final List<String> DIVISIBLE = List.of(".parquet", ".orc");

    /** @param raw and the others see {@link Split#rawConvertible} and on */
    record Group(List<SplitFile> files, boolean raw, Optional<KeyRange> range, Optional<FilePart> part)
    {
        Group
        {
            files = List.copyOf(files);
        }

        Group(List<SplitFile> files, boolean raw)
        {
            this(files, raw, Optional.empty(), Optional.empty());
        }
    }

    SplitGeneration
    {
        requireNonNull(kind, "kind is null");
        requireNonNull(keyOrder, "keyOrder is null");
    }

    /**
     * @param files in the order of the manifests
     */
    List<Group> groups(List<SplitFile> files)
    {
        if (kind == Kind.APPEND) {
            return packed(bySequenceNumber(files), this::weight).stream().map(group -> new Group(group, true)).toList();
        }
        if (needsNoMerge(files)) {
            return packed(files, this::weight).stream().map(group -> new Group(group, true)).toList();
        }
        List<List<SplitFile>> sections = sections(files);
        List<Group> groups = new ArrayList<>();
        for (List<List<SplitFile>> group : packed(sections, this::sectionWeight)) {
            Set<SplitFile> members = Collections.newSetFromMap(new IdentityHashMap<>());
            group.forEach(members::addAll);
            List<SplitFile> ordered = files.stream().filter(members::contains).toList();
            groups.add(new Group(ordered, ordered.size() == 1 && ordered.get(0).holdsOnlyAdditions()));
        }
        return groups;
    }

    private static List<SplitFile> bySequenceNumber(List<SplitFile> files)
    {
        for (int i = 1; i < files.size(); i++) {
            if (files.get(i - 1).minSequenceNumber() > files.get(i).minSequenceNumber()) {
                return files.stream().sorted(Comparator.comparingLong(SplitFile::minSequenceNumber)).toList();
            }
        }
        return files;
    }

    private List<List<SplitFile>> sections(List<SplitFile> files)
    {
        return new Sections<SplitFile, BinaryRow>(SplitFile::minKey, SplitFile::maxKey, keyOrder).partition(files).stream()
                .map(runs -> runs.stream().flatMap(List::stream).toList())
                .toList();
    }

    /**
     * As {@link #groups(List)}, but cuts large files into parts, and sections that are large into ranges of keys.
     */
    List<Group> portions(List<SplitFile> files, KeyRangeCut cut)
            throws IOException
    {
        if (kind == Kind.APPEND || needsNoMerge(files)) {
            return groups(files).stream().flatMap(group -> parts(group).stream()).toList();
        }
        List<Group> groups = new ArrayList<>();
        List<SplitFile> rest = new ArrayList<>(files);
        for (List<SplitFile> section : sections(files)) {
            List<KeyRange> ranges = cut.ranges(section);
            if (!ranges.isEmpty()) {
                Set<SplitFile> members = Set.copyOf(section);
                rest.removeAll(members);
                List<SplitFile> ordered = files.stream().filter(members::contains).toList();
                for (KeyRange range : ranges) {
                    List<SplitFile> overlapping = ordered.stream().filter(file -> cut.overlaps(file, range)).toList();
                    groups.add(new Group(overlapping, overlapping.size() == 1 && overlapping.get(0).holdsOnlyAdditions(), Optional.of(range), Optional.empty()));
                }
            }
        }
        if (!rest.isEmpty()) {
            groups.addAll(groups(rest));
        }
        return groups;
    }

    private List<Group> parts(Group group)
    {
        SplitFile file = group.files().get(0);
        if (group.files().size() > 1 || file.size() <= TOO_LARGE * targetBytes || DIVISIBLE.stream().noneMatch(file.name()::endsWith)) {
            return List.of(group);
        }
        int count = (int) Math.min(file.rowCount(), Math.round((double) file.size() / targetBytes));
        return IntStream.range(0, count).mapToObj(i -> new Group(group.files(), group.raw(), Optional.empty(), Optional.of(new FilePart(i, count)))).toList();
    }

    /**
     * Portions of rows whose columns may lie in several files.
     *
     * @param groups the files of the same rows each
     */
    List<Group> rowGroups(List<List<SplitFile>> groups)
    {
        return packed(groups, this::sectionWeight).stream()
                .map(group -> new Group(group.stream().flatMap(List::stream).toList(), group.stream().allMatch(files -> files.size() == 1)))
                .toList();
    }

    /** Whether the rows of the files are the rows of the bucket, as no key occurs twice and none is retracted. */
    boolean needsNoMerge(List<SplitFile> files)
    {
        boolean compacted = files.stream().allMatch(file -> file.level() != 0 && file.holdsOnlyAdditions());
        return compacted && (kind == Kind.KEYS_DISJOINT_ABOVE_LEVEL_0 || onOneLevel(files));
    }

    private static boolean onOneLevel(List<SplitFile> files)
    {
        return files.stream().mapToInt(SplitFile::level).distinct().count() <= 1;
    }

    private long weight(SplitFile file)
    {
        return Math.max(file.size(), openFileBytes);
    }

    private long sectionWeight(List<SplitFile> section)
    {
        return Math.max(section.stream().mapToLong(SplitFile::size).sum(), openFileBytes);
    }

    /** Fills one bin after the other, in order. */
    private <T> List<List<T>> packed(List<T> items, ToLongFunction<T> weight)
    {
        List<List<T>> bins = new ArrayList<>();
        List<T> bin = new ArrayList<>();
        long binWeight = 0;
        for (T item : items) {
            long itemWeight = weight.applyAsLong(item);
            if (!bin.isEmpty() && binWeight + itemWeight > targetBytes) {
                bins.add(bin);
                bin = new ArrayList<>();
                binWeight = 0;
            }
            bin.add(item);
            binWeight += itemWeight;
        }
        if (!bin.isEmpty()) {
            bins.add(bin);
        }
        return bins;
    }
}
