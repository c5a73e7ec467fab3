package dev.varve.write.maintain;

import dev.varve.error.VarveException;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.LiveEntries;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.schema.BucketPaths;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Snapshot.ListFile;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Data files that may be deleted when states of a table are gone: first they are collected, then those are taken away that other states
 * hold. Files are told apart by their names, which are unique. Memory grows with the candidates only. Not thread-safe.
 */
final class Candidates
{
    private final ManifestReader manifests;
    private final BucketPaths buckets;
    private final Map<String, List<StoragePath>> files = new LinkedHashMap<>();
    /** By manifest: its entries of candidates. */
    private final Map<String, List<ManifestEntry>> seen = new HashMap<>();

    Candidates(MaintainedTable table)
    {
        manifests = table.table().manifests();
        buckets = table.bucketPaths();
    }

    boolean isEmpty()
    {
        return files.isEmpty();
    }

    /** All files of a state. */
    void addLive(Snapshot snapshot)
            throws IOException
    {
        LiveEntries.read(manifests, manifests.manifests(snapshot), partition -> true, false).forEach(this::add);
    }

    /**
     * The files that a list removes and that are wanted, less those that it adds again: a file that changes its level is removed and
     * added. Of a list that is gone there is nothing to add.
     */
    void addRemoved(ListFile list, Predicate<ManifestEntry> wanted)
            throws IOException
    {
        List<ManifestEntry> entries = entries(list);
        entries.stream().filter(entry -> entry.kind() == FileKind.DELETE && wanted.test(entry)).forEach(this::add);
        entries.stream().filter(entry -> entry.kind() == FileKind.ADD).forEach(entry -> files.remove(entry.file().name()));
    }

    /** The files that a list adds. Of a list that is gone there is nothing to add. */
    void addAdded(ListFile list)
            throws IOException
    {
        entries(list).stream().filter(entry -> entry.kind() == FileKind.ADD).forEach(this::add);
    }

    private void add(ManifestEntry entry)
    {
        files.put(entry.file().name(), MaintainedTable.paths(buckets, entry));
    }

    /** Takes away what a state holds. */
    void retainLive(Snapshot holder)
            throws IOException
    {
        if (isEmpty()) {
            return;
        }
        LiveEntries live = new LiveEntries();
        for (ManifestFile manifest : manifests.manifests(holder)) {
            entriesOfCandidates(manifest).forEach(live::add);
        }
        live.entries().forEach(entry -> files.remove(entry.file().name()));
    }

    /**
     * Takes away what a changelog holds that consists of the files which its snapshot added. If their list is gone, it needs none of them, as
     * changelogs have files of their own.
     */
    void retainChangelog(Snapshot changelog)
            throws IOException
    {
        if (!isEmpty() && changelog.changelogManifestList().isEmpty()) {
            entries(changelog.deltaManifestList()).stream()
                    .filter(entry -> entry.kind() == FileKind.ADD)
                    .forEach(entry -> files.remove(entry.file().name()));
        }
    }

    /** Takes away what a list adds. */
    void retainAdded(ListFile list)
            throws IOException
    {
        for (ManifestFile manifest : manifests.manifests(list)) {
            for (ManifestEntry entry : entriesOfCandidates(manifest)) {
                if (entry.kind() == FileKind.ADD) {
                    files.remove(entry.file().name());
                }
            }
        }
    }

    /** What remains: data files and the files beside them. */
    List<StoragePath> paths()
    {
        return files.values().stream().flatMap(List::stream).toList();
    }

    private List<ManifestEntry> entriesOfCandidates(ManifestFile manifest)
            throws IOException
    {
        List<ManifestEntry> known = seen.get(manifest.name());
        if (known != null) {
            return known;
        }
        List<ManifestEntry> found = new ArrayList<>();
        visit(manifest, entry -> {
            if (files.containsKey(entry.file().name())) {
                found.add(entry);
            }
        });
        seen.put(manifest.name(), found);
        return found;
    }

    private List<ManifestEntry> entries(ListFile list)
            throws IOException
    {
        List<ManifestEntry> entries = new ArrayList<>();
        try {
            for (ManifestFile manifest : manifests.manifests(list)) {
                visit(manifest, entries::add);
            }
        }
        catch (VarveException e) {
            if (e.kind() != VarveException.Kind.EXPIRED) {
                throw e;
            }
            // Somebody else was interrupted while he removed this state: what it alone knew are orphans now.
            return List.of();
        }
        return entries;
    }

    private interface Visitor
    {
        void visit(ManifestEntry entry);
    }

    private void visit(ManifestFile manifest, Visitor visitor)
            throws IOException
    {
        try (ManifestEntries entries = manifests.entriesWithoutStatistics(manifest)) {
            for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                visitor.visit(entry.get());
            }
        }
    }
}
