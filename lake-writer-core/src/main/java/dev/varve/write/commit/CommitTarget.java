package dev.varve.write.commit;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.index.IndexManifestReader;
import dev.varve.index.IndexManifestWriter;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestReader;
import dev.varve.manifest.ManifestWriter;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowOrder;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.Bucketing;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Analysis;
import dev.varve.snapshot.AnalysisLog;
import dev.varve.snapshot.CommitKind;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.Field;
import dev.varve.write.schema.WriteCheck;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table that is committed to, what reads and writes its metadata, and what its options say of commits. */
final class CommitTarget
{
    private final Table table;
    private final WritableStorage storage;
    private final String user;
    private final TableSchema schema;
    private final CommitOptions options;
    private final TableOptions tableOptions;
    private final boolean sequenceNumbersInSnapshots;
    private final StrictMode strictMode;
    private final ManifestReader manifestReader;
    private final ManifestWriter manifestWriter;
    private final ManifestMerge manifestMerge;
    private final IndexManifestReader indexReader;
    private final IndexManifestWriter indexWriter;
    private final ConflictCheck conflicts;

    CommitTarget(Table table, WritableStorage storage, String user)
    {
        this.table = table;
        this.storage = storage;
        this.user = user;
        schema = table.latestSchema();
        WriteCheck.require(schema);
        options = CommitOptions.of(schema);
        tableOptions = TableOptions.of(schema);
        OptionMap map = new OptionMap(schema.options());
        strictMode = StrictMode.of(map);
        sequenceNumbersInSnapshots = map.text("write.sequence-number-init-mode").orElse("").equals("snapshot");
        manifestReader = table.manifests();
        manifestWriter = ManifestWriter.of(storage, table.location(), schema, options.manifests().compression(), options.manifests().targetSize());
        manifestMerge = new ManifestMerge(options.manifests(), schema, manifestReader, manifestWriter);
        indexReader = IndexManifestReader.of(table.storage(), table.location(), tableOptions.layout(), bucketPaths());
        indexWriter = IndexManifestWriter.of(storage, table.location(), options.manifests().compression());
        conflicts = new ConflictCheck(
                schema.hasPrimaryKey() && !tableOptions.overlappingLevels()
                        ? Optional.of(keyOrder())
                        : Optional.empty(),
                !schema.hasPrimaryKey() && tableOptions.bucketing().count() == Bucketing.DYNAMIC,
                tableOptions.dataEvolution());
    }

    Table table()
    {
        return table;
    }

    WritableStorage storage()
    {
        return storage;
    }

    String user()
    {
        return user;
    }

    /** When the table was opened. */
    TableSchema schema()
    {
        return schema;
    }

    CommitOptions options()
    {
        return options;
    }

    /** New files that replace all files of their buckets, on the levels where they belong. */
    List<ManifestEntry> placed(List<ManifestEntry> files)
    {
        if (!schema.hasPrimaryKey() || !options.upgradeOverwritten()) {
            return files;
        }
        return OverwriteLevels.place(files, keyOrder(), tableOptions.numLevels() - 1);
    }

    private RowOrder keyOrder()
    {
        return RowOrder.of(schema.keyFields().stream().map(Field::type).toList());
    }

    boolean rowTracking()
    {
        return tableOptions.rowTracking();
    }

    boolean sequenceNumbersInSnapshots()
    {
        return sequenceNumbersInSnapshots;
    }

    boolean indexBesideData()
    {
        return tableOptions.layout().indexBesideData();
    }

    BucketPaths bucketPaths()
    {
        return BucketPaths.of(table.location(), schema, tableOptions.layout());
    }

    ManifestReader manifestReader()
    {
        return manifestReader;
    }

    ManifestWriter manifestWriter()
    {
        return manifestWriter;
    }

    ManifestMerge manifestMerge()
    {
        return manifestMerge;
    }

    IndexManifestReader indexReader()
    {
        return indexReader;
    }

    IndexManifestWriter indexWriter()
    {
        return indexWriter;
    }

    ConflictCheck conflicts()
    {
        return conflicts;
    }

    /**
     * What a proposal changes after a state.
     *
     * @throws VarveException of kind COMMIT_CONFLICT if it contradicts the state
     */
    Changes checked(Proposal proposal, Optional<Snapshot> latest)
            throws IOException
    {
        Changes changes = proposal.changes().after(latest);
        strictMode.check(this, proposal.kind(), changes, latest);
        boolean discardDuplicates = options.discardDuplicates() && proposal.kind() == CommitKind.APPEND;
        if (latest.isEmpty() || changes.isEmpty() || !proposal.checked() && !discardDuplicates && !tableOptions.dataEvolution()) {
            return changes;
        }
        List<ManifestEntry> live = List.copyOf(PartitionSelection.of(schema, changes.partitions()).liveFiles(manifestReader, latest.get(), false));
        if (discardDuplicates) {
            Set<Object> known = new HashSet<>();
            live.forEach(entry -> known.add(entry.identity()));
            changes = changes.withFiles(changes.files().stream().filter(entry -> !known.contains(entry.identity())).toList());
        }
        Optional<String> conflict = conflicts.conflict(proposal.kind(), live, changes);
        if (conflict.isPresent()) {
            throw new VarveException(VarveException.Kind.COMMIT_CONFLICT, conflict.get());
        }
        return changes;
    }

    /** Is told of each commit of this target. */
    void committed(long snapshotId)
    {
        strictMode.committed(snapshotId);
    }

    /** The entries as manifests are to have them. */
    List<ManifestEntry> described(List<ManifestEntry> entries)
    {
        if (!options.dropDeletedStatistics()) {
            return entries;
        }
        return entries.stream()
                .map(entry -> entry.kind() == FileKind.ADD
                        ? entry
                        : new ManifestEntry(
                                entry.kind(),
                                entry.partition(),
                                entry.bucket(),
                                entry.totalBuckets(),
                                entry.file().withoutValueStatistics()))
                .toList();
    }

    /** The analysis of the state before, as long as the columns are the same. */
    Optional<String> inheritedStatistics(Optional<Snapshot> latest, long schemaId)
            throws IOException
    {
        if (latest.flatMap(Snapshot::statistics).isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<Analysis> analysis = AnalysisLog.of(table.storage(), table.location()).find(latest.get());
            return analysis.filter(known -> known.schemaId() == schemaId).isPresent() ? latest.get().statistics() : Optional.empty();
        }
        catch (VarveException e) {
            // Statistics that make no sense are of no use, and no reason to fail.
            return Optional.empty();
        }
    }

    StoragePath indexPath(BinaryRow partition, int bucket)
    {
        return indexBesideData() ? bucketPaths().bucket(partition, bucket) : table.location().child("index");
    }

    /** Deletes files of the directory of manifests that no snapshot names. Those that cannot be deleted remain as orphans. */
    void deleteManifests(Collection<String> names)
    {
        for (String name : names) {
            try {
                manifestWriter.delete(name);
            }
            catch (IOException e) {
                // Orphan removal will find it.
            }
        }
    }
}
