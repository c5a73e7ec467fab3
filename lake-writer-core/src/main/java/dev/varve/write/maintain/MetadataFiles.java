package dev.varve.write.maintain;

import dev.varve.error.VarveException;
import dev.varve.index.IndexManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Snapshot.ListFile;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Manifest lists, manifests, index files and analyses that may be deleted when states of a table are gone. What other states hold is told
 * first, and is never a candidate. Not thread-safe.
 */
final class MetadataFiles
{
    private final MaintainedTable table;
    private final Set<String> held = new HashSet<>();
    private final Map<String, List<ManifestFile>> lists = new HashMap<>();
    private final Map<String, StoragePath> candidates = new LinkedHashMap<>();

    MetadataFiles(MaintainedTable table)
    {
        this.table = table;
    }

    /** Protects everything that a state needs to be read. */
    void hold(Snapshot holder)
            throws IOException
    {
        for (ListFile list : List.of(holder.baseManifestList(), holder.deltaManifestList())) {
            held.add(list.name());
            read(list).forEach(manifest -> held.add(manifest.name()));
        }
        for (IndexManifestEntry entry : table.indexes().entries(holder)) {
            held.add(entry.file().name());
        }
        holder.indexManifest().ifPresent(held::add);
        holder.statistics().ifPresent(held::add);
    }

    /** Protects a list and its manifests, if it is there. */
    void holdList(ListFile list)
            throws IOException
    {
        held.add(list.name());
        readIfPresent(list).forEach(manifest -> held.add(manifest.name()));
    }

    /** Protects what a changelog needs: its list, or, if it has none, those of the files that the snapshot added. */
    void holdChangelog(Snapshot changelog)
            throws IOException
    {
        if (changelog.changelogManifestList().isPresent()) {
            holdList(changelog.changelogManifestList().get());
        }
        else {
            holdList(changelog.baseManifestList());
            holdList(changelog.deltaManifestList());
        }
    }

    boolean holds(String name)
    {
        return held.contains(name);
    }

    /** A list and its manifests. */
    void addList(ListFile list)
            throws IOException
    {
        for (ManifestFile manifest : readIfPresent(list)) {
            add(manifest.name(), table.manifest(manifest.name()));
        }
        add(list.name(), table.manifest(list.name()));
    }

    /** The index manifest with its index files, and the analysis. */
    void addIndexes(Snapshot snapshot)
            throws IOException
    {
        try {
            for (IndexManifestEntry entry : table.indexes().entries(snapshot)) {
                add(entry.file().name(), table.indexes().path(entry));
            }
        }
        catch (VarveException e) {
            if (e.kind() != VarveException.Kind.EXPIRED) {
                throw e;
            }
            // See Candidates: there is nothing left that names these files.
        }
        snapshot.indexManifest().ifPresent(name -> add(name, table.manifest(name)));
        snapshot.statistics().ifPresent(name -> add(name, table.statistics(name)));
    }

    private void add(String name, StoragePath path)
    {
        if (!held.contains(name)) {
            candidates.putIfAbsent(name, path);
        }
    }

    List<StoragePath> paths()
    {
        return List.copyOf(candidates.values());
    }

    private List<ManifestFile> read(ListFile list)
            throws IOException
    {
        List<ManifestFile> manifests = lists.get(list.name());
        if (manifests == null) {
            manifests = table.table().manifests().manifests(list);
            lists.put(list.name(), manifests);
        }
        return manifests;
    }

    private List<ManifestFile> readIfPresent(ListFile list)
            throws IOException
    {
        try {
            return read(list);
        }
        catch (VarveException e) {
            if (e.kind() != VarveException.Kind.EXPIRED) {
                throw e;
            }
            return List.of();
        }
    }
}
