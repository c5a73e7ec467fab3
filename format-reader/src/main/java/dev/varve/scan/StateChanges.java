package dev.varve.scan;

import dev.varve.error.VarveException;
import dev.varve.index.DeletionFile;
import dev.varve.index.DeletionVectorIndex;
import dev.varve.index.IndexManifestReader;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestReader;
import dev.varve.merge.Sections;
import dev.varve.predicate.Predicate;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowOrder;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.Bucketing;
import dev.varve.snapshot.ChangeMode;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.StoragePath;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files of two states of a table that can tell what is different between them, as portions of changes. */
final class StateChanges
{
    private final ScanTarget target;
    private final ManifestReader reader;
    private final Optional<Predicate> predicate;
    private final ChangeMode mode;
    private final PlanMetrics metrics;
    private final BucketPaths paths;

    /** @param mode {@link ChangeMode#DIFF} or {@link ChangeMode#NET} */
    StateChanges(ScanTarget target, ManifestReader reader, Optional<Predicate> predicate, ChangeMode mode, PlanMetrics metrics)
    {
        this.target = target;
        this.reader = reader;
        this.predicate = predicate;
        this.mode = mode;
        this.metrics = metrics;
        paths = BucketPaths.of(target.table(), target.schema(), target.options().layout());
    }

    /** What may hold the same keys: a bucket or, where keys may change theirs, a whole partition. */
    private record Unit(BinaryRow partition, int bucket) {}

    /** A file where it lies, with what is deleted of it. */
    private record LiveFile(SplitFile file, StoragePath directory, int totalBuckets) {}

    private static final class Sides
    {
        private final Map<SplitFile, LiveFile> before = new LinkedHashMap<>();
        private final Map<SplitFile, LiveFile> after = new LinkedHashMap<>();
    }

    List<ChangeSplit> between(Optional<Snapshot> before, Snapshot after)
            throws IOException
    {
        Map<Unit, Sides> units = new LinkedHashMap<>();
        if (before.isPresent()) {
            collect(before.get(), (unit, file) -> units.computeIfAbsent(unit, any -> new Sides()).before.put(file.file(), file));
        }
        collect(after, (unit, file) -> units.computeIfAbsent(unit, any -> new Sides()).after.put(file.file(), file));
        List<ChangeSplit> splits = new ArrayList<>();
        for (Map.Entry<Unit, Sides> unit : units.entrySet()) {
            if (mode == ChangeMode.DIFF) {
                withoutCommonFiles(after, unit.getKey(), unit.getValue(), splits);
            }
            else {
                changedSections(after, unit.getKey(), unit.getValue(), splits);
            }
        }
        return splits;
    }

    private interface Collector
    {
        void add(Unit unit, LiveFile file);
    }

    private void collect(Snapshot snapshot, Collector collector)
            throws IOException
    {
        DeletionVectorIndex deletions = target.options().deletionVectors()
                ? IndexManifestReader.of(target.storage(), target.table(), target.options().layout(), paths, target.formats()).deletionVectors(snapshot)
                : DeletionVectorIndex.EMPTY;
        Pruning pruning = Pruning.of(target, predicate);
        ManifestSweep sweep = new ManifestSweep(target, reader, reader.manifests(snapshot), pruning, metrics);
        while (sweep.hasNext()) {
            sweep.visitNext(pruning, false, (entry, number) -> {
                Optional<DeletionFile> deletion = deletions.find(entry.partition(), entry.bucket(), entry.file().name());
                collector.add(unit(entry), new LiveFile(
                        SplitFile.of(entry.file()).withDeletionFile(deletion),
                        paths.bucket(entry.partition(), entry.bucket()),
                        entry.totalBuckets()));
            });
        }
    }

    private Unit unit(ManifestEntry entry)
    {
        boolean keysStay = target.options().bucketing().count() > 0;
        return new Unit(entry.partition(), mode == ChangeMode.DIFF || keysStay && entry.totalBuckets() == target.options().bucketing().count() ? entry.bucket() : Bucketing.DYNAMIC);
    }

    private void withoutCommonFiles(Snapshot after, Unit unit, Sides sides, List<ChangeSplit> splits)
    {
        Map<String, SplitFile> earlier = new HashMap<>();
        sides.before.keySet().forEach(file -> earlier.put(file.name(), file));
        Set<String> common = new HashSet<>();
        for (SplitFile file : sides.after.keySet()) {
            SplitFile same = earlier.get(file.name());
            if (same != null && same.withDeletionFile(Optional.empty()).equals(file.withDeletionFile(Optional.empty()))) {
                common.add(file.name());
            }
        }
        List<LiveFile> olds = sides.before.values().stream().filter(file -> !common.contains(file.file().name())).toList();
        List<LiveFile> news = sides.after.values().stream().filter(file -> !common.contains(file.file().name())).toList();
        if (!olds.isEmpty() && !news.isEmpty() && target.schema().hasPrimaryKey() && olds.get(0).totalBuckets() != news.get(0).totalBuckets()) {
            throw VarveException.unsupported("The buckets of the table were rescaled from " + olds.get(0).totalBuckets() + " to " + news.get(0).totalBuckets() +
                    " in between, which the scan mode 'diff' cannot compare: use 'net'");
        }
        add(after, unit, target.schema().hasPrimaryKey() ? olds : List.of(), news, splits);
    }

    /** Of tables with keys, only those ranges of keys whose files are not the same on both sides. */
    private void changedSections(Snapshot after, Unit unit, Sides sides, List<ChangeSplit> splits)
    {
        if (!target.schema().hasPrimaryKey()) {
            if (target.options().dataEvolution()) {
                // A file may hold columns of rows that are in files of both states.
                if (!sides.before.keySet().equals(sides.after.keySet())) {
                    add(after, unit, List.copyOf(sides.before.values()), List.copyOf(sides.after.values()), splits);
                }
                return;
            }
            List<LiveFile> olds = sides.before.values().stream().filter(file -> !sides.after.containsKey(file.file())).toList();
            List<LiveFile> news = sides.after.values().stream().filter(file -> !sides.before.containsKey(file.file())).toList();
            if (olds.isEmpty() && !news.isEmpty()) {
                splits.add(new ChangeSplit(ChangeSplit.Kind.AS_WRITTEN, after.id(), after.timeMillis(), Optional.empty(), side(after, unit, news)));
            }
            else {
                add(after, unit, olds, news, splits);
            }
            return;
        }
        Set<SplitFile> all = new LinkedHashSet<>(sides.before.keySet());
        all.addAll(sides.after.keySet());
        RowOrder order = RowOrder.of(target.schema().keyFields().stream().map(Field::type).toList());
        List<LiveFile> olds = new ArrayList<>();
        List<LiveFile> news = new ArrayList<>();
        long bytes = 0;
        for (List<List<SplitFile>> section : new Sections<SplitFile, BinaryRow>(SplitFile::minKey, SplitFile::maxKey, order).partition(List.copyOf(all))) {
            List<SplitFile> files = section.stream().flatMap(List::stream).toList();
            if (files.stream().allMatch(file -> sides.before.containsKey(file) && sides.after.containsKey(file))) {
                continue;
            }
            long sectionBytes = files.stream().mapToLong(SplitFile::size).sum();
            if (bytes > 0 && bytes + sectionBytes > target.options().scan().splitTargetBytes()) {
                add(after, unit, olds, news, splits);
                olds = new ArrayList<>();
                news = new ArrayList<>();
                bytes = 0;
            }
            for (SplitFile file : files) {
                Optional.ofNullable(sides.before.get(file)).ifPresent(olds::add);
                Optional.ofNullable(sides.after.get(file)).ifPresent(news::add);
            }
            bytes += sectionBytes;
        }
        add(after, unit, olds, news, splits);
    }

    private void add(Snapshot after, Unit unit, List<LiveFile> olds, List<LiveFile> news, List<ChangeSplit> splits)
    {
        if (!olds.isEmpty() || !news.isEmpty()) {
            ChangeSplit.Kind kind = mode == ChangeMode.DIFF ? ChangeSplit.Kind.LATER_ROWS : ChangeSplit.Kind.EVERY_CHANGE;
            splits.add(new ChangeSplit(kind, after.id(), after.timeMillis(), side(after, unit, olds), side(after, unit, news)));
        }
    }

    private static Optional<Split> side(Snapshot snapshot, Unit unit, List<LiveFile> files)
    {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        // The files of a unit may lie in several directories.
        List<SplitFile> placed = files.stream().map(file -> file.file().withDirectory(file.directory())).toList();
        LiveFile last = files.get(files.size() - 1);
        return Optional.of(new Split(snapshot.id(), unit.partition(), unit.bucket(), last.totalBuckets(), last.directory(), placed, false));
    }
}
