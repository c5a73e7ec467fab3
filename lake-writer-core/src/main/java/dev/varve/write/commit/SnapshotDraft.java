package dev.varve.write.commit;

import dev.varve.error.VarveException;
import dev.varve.index.IndexManifestEntry;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Snapshot.Commit;
import dev.varve.snapshot.Snapshot.ListFile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One attempt at a snapshot: everything that the snapshot names is written, the snapshot itself is not. What the attempt wrote is
 * deleted if it fails, and can be used again by the next one.
 */
final class SnapshotDraft
{
    private static final String MAX_SEQUENCE_NUMBER = "sequence.generation.max-sequence-number";

    private final CommitTarget target;
    private final Snapshot snapshot;
    private final Changes changes;
    private final ManifestMerge.Merged merged;
    /** Of this attempt only. */
    private final List<String> ownFiles;
    /** Of this attempt, and of later ones with the same changes. */
    private final ChangeFiles changeFiles;

    private SnapshotDraft(
            CommitTarget target,
            Snapshot snapshot,
            Changes changes,
            ManifestMerge.Merged merged,
            List<String> ownFiles,
            ChangeFiles changeFiles)
    {
        this.target = target;
        this.snapshot = snapshot;
        this.changes = changes;
        this.merged = merged;
        this.ownFiles = ownFiles;
        this.changeFiles = changeFiles;
    }

    /**
     * The files that describe changes, whatever state they follow.
     *
     * @param names of all of them
     */
    private record ChangeFiles(Changes changes, ListFile delta, Optional<ListFile> changelog, List<String> names) {}

    Snapshot snapshot()
    {
        return snapshot;
    }

    Changes changes()
    {
        return changes;
    }

    /**
     * @param failed the attempt before, which did not succeed
     * @param undecided whether an attempt before may still have succeeded, so that nothing may be deleted
     * @throws VarveException of kind COMMIT_CONFLICT if the changes contradict the state
     */
    static SnapshotDraft prepare(
            CommitTarget target,
            Proposal proposal,
            Optional<Snapshot> latest,
            Optional<SnapshotDraft> failed,
            boolean undecided)
            throws IOException
    {
        List<String> written = new ArrayList<>();
        try {
            return prepare(target, proposal, latest, failed, written);
        }
        catch (IOException | RuntimeException e) {
            if (!undecided) {
                target.deleteManifests(written);
            }
            throw e;
        }
    }

    private static SnapshotDraft prepare(
            CommitTarget target,
            Proposal proposal,
            Optional<Snapshot> latest,
            Optional<SnapshotDraft> failed,
            List<String> written)
            throws IOException
    {
        long id = latest.map(Snapshot::id).orElse(0L) + 1;
        TableSchema schema = target.table().schemas().latest().orElseThrow(() -> VarveException.notFound(
                "Table '" + target.table() + "' does not exist any more: there is no schema in " + target.table().location()));
        Changes changes = target.checked(proposal, latest);
        requireKnownSchemas(schema, changes);
        List<IndexManifestEntry> indexes = List.of();
        if (!changes.indexes().isEmpty()) {
            List<IndexManifestEntry> known = latest.isEmpty() ? List.of() : target.indexReader().entries(latest.get());
            indexes = IndexMerge.apply(known, changes.indexes(), target.conflicts().sharedBucket());
        }
        long nextRowId = latest.map(Snapshot::nextRowId).orElse(OptionalLong.empty()).orElse(0);
        if (target.rowTracking()) {
            RowTracking tracked = RowTracking.assign(changes.files(), id, nextRowId);
            changes = changes.withFiles(tracked.files());
            nextRowId = tracked.nextRowId();
        }

        List<ManifestFile> manifests = latest.isEmpty() ? List.of() : target.manifestReader().manifests(latest.get());
        ManifestMerge.Merged merged = merged(target, manifests, failed);
        merged.written().forEach(manifest -> written.add(manifest.name()));
        ListFile base = target.manifestWriter().writeList(merged.replaceIn(manifests).orElse(manifests));
        written.add(base.name());
        ChangeFiles changeFiles = changeFiles(target, changes, failed, written);
        Optional<String> indexManifest = latest.flatMap(Snapshot::indexManifest);
        if (!changes.indexes().isEmpty()) {
            indexManifest = indexes.isEmpty() ? Optional.empty() : Optional.of(target.indexWriter().write(indexes));
            indexManifest.ifPresent(written::add);
        }

        long delta = rows(changes.files());
        Snapshot snapshot = new Snapshot(
                id,
                Optional.empty(),
                schema.id(),
                base,
                changeFiles.delta(),
                changeFiles.changelog(),
                indexManifest,
                new Commit(target.user(), proposal.identifier(), proposal.kind(), time(latest)),
                latest.map(Snapshot::totalRecordCount).orElse(0L) + delta,
                delta,
                changes.changelog().isEmpty() ? OptionalLong.empty() : OptionalLong.of(rows(changes.changelog())),
                watermark(proposal, latest),
                proposal.statistics().isPresent() ? proposal.statistics() : target.inheritedStatistics(latest, schema.id()),
                properties(target, proposal, latest, changes),
                OptionalLong.of(nextRowId),
                proposal.operation());
        List<String> ownFiles = new ArrayList<>(written);
        ownFiles.removeAll(changeFiles.names());
        return new SnapshotDraft(target, snapshot, changes, merged, ownFiles, changeFiles);
    }

    private static void requireKnownSchemas(TableSchema newest, Changes changes)
    {
        for (ManifestEntry entry : changes.files()) {
            if (entry.kind() == FileKind.ADD && entry.file().schemaId() > newest.id()) {
                throw new VarveException(VarveException.Kind.COMMIT_CONFLICT, "file " + entry.file().name() + " was written with schema " +
                        entry.file().schemaId() + ", but the newest is " + newest.id() + ": the table was dropped and created anew");
            }
        }
    }

    /** The merge of the attempt before if it still fits. It is not repeated, as that costs time in which others commit. */
    private static ManifestMerge.Merged merged(CommitTarget target, List<ManifestFile> manifests, Optional<SnapshotDraft> failed)
            throws IOException
    {
        if (failed.isEmpty()) {
            return target.manifestMerge().merge(manifests);
        }
        ManifestMerge.Merged before = failed.get().merged;
        return before.replaceIn(manifests).isPresent() ? before : new ManifestMerge.Merged(List.of(), List.of(), List.of());
    }

    private static ChangeFiles changeFiles(CommitTarget target, Changes changes, Optional<SnapshotDraft> failed, List<String> written)
            throws IOException
    {
        if (failed.isPresent() && failed.get().changeFiles.changes().equals(changes)) {
            written.addAll(failed.get().changeFiles.names());
            return failed.get().changeFiles;
        }
        List<String> names = new ArrayList<>();
        try {
            List<ManifestFile> manifests = target.manifestWriter().write(target.described(changes.files()));
            manifests.forEach(manifest -> names.add(manifest.name()));
            ListFile delta = target.manifestWriter().writeList(manifests);
            names.add(delta.name());
            Optional<ListFile> changelog = Optional.empty();
            if (!changes.changelog().isEmpty()) {
                List<ManifestFile> changelogManifests = target.manifestWriter().write(changes.changelog());
                changelogManifests.forEach(manifest -> names.add(manifest.name()));
                changelog = Optional.of(target.manifestWriter().writeList(changelogManifests));
                names.add(changelog.get().name());
            }
            return new ChangeFiles(changes, delta, changelog, List.copyOf(names));
        }
        finally {
            written.addAll(names);
        }
    }

    private static long rows(List<ManifestEntry> files)
    {
        return files.stream().mapToLong(entry -> entry.kind() == FileKind.ADD ? entry.file().rowCount() : -entry.file().rowCount()).sum();
    }

    /** Time travel counts on times that do not decrease, though clocks of machines differ. */
    private static long time(Optional<Snapshot> latest)
    {
        return Math.max(System.currentTimeMillis(), latest.map(Snapshot::timeMillis).orElse(0L));
    }

    private static OptionalLong watermark(Proposal proposal, Optional<Snapshot> latest)
    {
        OptionalLong before = latest.map(Snapshot::watermark).orElse(OptionalLong.empty());
        if (before.isEmpty() || proposal.watermark().isEmpty()) {
            return before.isPresent() ? before : proposal.watermark();
        }
        return OptionalLong.of(Math.max(before.getAsLong(), proposal.watermark().getAsLong()));
    }

    /** Properties are those of one snapshot, but for the highest sequence number, which some tables keep there. */
    private static Map<String, String> properties(CommitTarget target, Proposal proposal, Optional<Snapshot> latest, Changes changes)
    {
        Optional<String> before = latest
                .map(snapshot -> snapshot.properties().get(MAX_SEQUENCE_NUMBER))
                .filter(value -> value.matches("-?[0-9]{1,18}"));
        if (before.isEmpty() && !target.sequenceNumbersInSnapshots()) {
            return proposal.properties();
        }
        long highest = before.map(Long::parseLong).orElse(-1L);
        for (ManifestEntry entry : changes.files()) {
            DataFile file = entry.file();
            highest = Math.max(highest, file.maxSequenceNumber());
        }
        Map<String, String> properties = new HashMap<>(proposal.properties());
        properties.put(MAX_SEQUENCE_NUMBER, Long.toString(highest));
        return properties;
    }

    /** The names of all files that the snapshot names and that were written for it. */
    Set<String> files()
    {
        Set<String> files = new HashSet<>(ownFiles);
        files.addAll(changeFiles.names());
        return files;
    }
}
