package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.column.Column;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.FileFilter;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadRequest;
import dev.varve.error.VarveException;
import dev.varve.index.IndexFile;
import dev.varve.index.IndexManifestEntry;
import dev.varve.manifest.ManifestEntry;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowEncoder;
import dev.varve.schema.Bucketing;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.Field;
import dev.varve.write.maintain.Finding.Severity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

import static java.util.Objects.requireNonNull;

/**
 * Checks a whole table: that everything that any snapshot, tag, branch or changelog names is there and as it is described. It changes nothing, and
 * goes on after whatever it finds. Nobody should write to the table meanwhile: what expires in between seems to be missing. Memory: about 50 bytes
 * for each file of the table, and what a {@link StateCheck} holds of one state.
 */
public final class TableCheck
{
    private final MaintainedTable table;
    private final DataFileFormats formats;

    private TableCheck(MaintainedTable table, DataFileFormats formats)
    {
        this.table = table;
        this.formats = requireNonNull(formats, "formats is null");
    }

    /**
     * @param table of whatever branch: all are checked
     * @param storage the one of the table
     * @param formats of its data files
     */
    public static TableCheck of(Table table, WritableStorage storage, DataFileFormats formats)
    {
        return new TableCheck(MaintainedTable.of(table.branch(BranchLog.MAIN), storage), formats);
    }

    /** How much there was of what. */
    public record Summary(long states, long dataFiles, long errors, long warnings) {}

    /**
     * @param metadataOnly whether data files are not read; only their sizes are looked at
     * @param consumer is told of each finding at once
     * @throws VarveException of kind STORAGE_FAILURE if the store fails: the check is not complete then
     */
    public Summary check(boolean metadataOnly, Consumer<Finding> consumer, Progress progress)
    {
        return table.attempt("Checking the files", () -> new Run(metadataOnly, new Findings(consumer), progress).run());
    }

    private final class Run
    {
        private final boolean metadataOnly;
        private final Findings findings;
        private final Progress progress;
        private final StateCheck.Seen seen = new StateCheck.Seen();
        private long dataFiles;
        private long states;

        private Run(boolean metadataOnly, Findings findings, Progress progress)
        {
            this.metadataOnly = metadataOnly;
            this.findings = findings;
            this.progress = progress;
        }

        Summary run()
                throws IOException
        {
            List<String> branches = new ArrayList<>(table.table().branches().names());
            branches.add(0, BranchLog.MAIN);
            for (String branch : branches) {
                StoragePath root = table.table().branches().root(branch);
                if (SchemaLog.of(table.storage(), root).ids().isEmpty() && SnapshotLog.of(table.storage(), root).ids().isEmpty()) {
                    findings.warning(root, "has neither schema nor snapshot: it is what is left of a branch that was not created or deleted to the end; delete branch '" + branch + "'");
                }
                else {
                    findings.reading(root, () -> checkBranch(branch));
                }
            }
            checkOrphans();
            return new Summary(states, dataFiles, findings.count(Severity.ERROR), findings.count(Severity.WARNING));
        }

        private void checkBranch(String name)
                throws IOException
        {
            MaintainedTable branch = table.branch(name);
            TableOptions.of(branch.table().latestSchema());
            for (long id : branch.table().schemas().ids()) {
                findings.reading(branch.root().child("schema/schema-" + id), () -> branch.table().schema(id));
            }
            checkHints(branch.snapshots());
            checkHints(branch.changelogs());
            long latest = branch.snapshots().ids().stream().reduce((older, newer) -> newer).orElse(-1L);
            Optional<Snapshot> before = Optional.empty();
            for (TableState state : states(branch)) {
                progress.report("Checking snapshots and tags of " + branch.table(), states++, -1);
                StateCheck check = new StateCheck(branch, findings, seen, visitor(branch), state);
                boolean complete = check.run();
                if (state.kind() == TableState.Kind.SNAPSHOT) {
                    checkSuccession(before, state);
                    before = Optional.of(state.snapshot());
                    if (state.snapshot().id() == latest && complete && !metadataOnly) {
                        findings.reading(state.file(), () -> checkHashIndexes(branch, state.snapshot(), check));
                    }
                }
            }
        }

        /** Those that can be read; the others are findings. */
        private List<TableState> states(MaintainedTable branch)
                throws IOException
        {
            List<TableState> result = new ArrayList<>();
            String name = branch.table().branch();
            for (TableState.Kind kind : List.of(TableState.Kind.SNAPSHOT, TableState.Kind.CHANGELOG)) {
                SnapshotLog log = kind == TableState.Kind.SNAPSHOT ? branch.snapshots() : branch.changelogs();
                for (long id : log.ids()) {
                    findings.reading(log.file(id), () ->
                            log.find(id).ifPresent(snapshot -> result.add(new TableState(kind, name, log.file(id), snapshot))));
                }
            }
            for (String tag : branch.table().tags().names()) {
                StoragePath file = branch.table().tags().file(tag);
                findings.reading(file, () -> branch.table().tags().find(tag)
                        .ifPresent(found -> result.add(new TableState(TableState.Kind.TAG, name, file, found.snapshot()))));
            }
            return result;
        }

        private void checkHints(SnapshotLog log)
                throws IOException
        {
            List<Long> ids = log.ids();
            for (int i = 1; i < ids.size(); i++) {
                if (ids.get(i) != ids.get(i - 1) + 1) {
                    findings.error(log.file(ids.get(i - 1) + 1), "is missing, though there are " + log.file(ids.get(i - 1)).name() + " and " +
                            log.file(ids.get(i)).name());
                }
            }
            if (ids.isEmpty()) {
                return;
            }
            checkHint(log, "EARLIEST", log.earliestHint(), ids.get(0));
            checkHint(log, "LATEST", log.latestHint(), ids.get(ids.size() - 1));
        }

        private void checkHint(SnapshotLog log, String name, OptionalLong hint, long actual)
                throws IOException
        {
            StoragePath file = log.directory().child(name);
            if (hint.isEmpty()) {
                findings.note(file, "is missing; readers list the directory instead");
            }
            else if (hint.getAsLong() != actual) {
                // Readers believe a hint that seems possible.
                boolean believed = name.equals("EARLIEST")
                        ? table.storage().exists(log.file(hint.getAsLong()))
                        : table.storage().exists(log.file(hint.getAsLong())) && !table.storage().exists(log.file(hint.getAsLong() + 1));
                String message = "says " + hint.getAsLong() + ", but it is " + actual;
                if (believed) {
                    findings.error(file, message + ", and readers believe it");
                }
                else {
                    findings.warning(file, message);
                }
            }
        }

        private void checkSuccession(Optional<Snapshot> before, TableState state)
        {
            Snapshot snapshot = state.snapshot();
            if (before.isPresent()
                    && before.get().id() + 1 == snapshot.id()
                    && before.get().totalRecordCount() + snapshot.deltaRecordCount() != snapshot.totalRecordCount()) {
                findings.error(state.file(), "says that there are %s rows, but there were %s before, and it added %s"
                        .formatted(snapshot.totalRecordCount(), before.get().totalRecordCount(), snapshot.deltaRecordCount()));
            }
        }

        private StateCheck.FileVisitor visitor(MaintainedTable branch)
        {
            boolean wallClockInstants = TableOptions.of(branch.table().latestSchema()).orcWallClockInstants();
            return (entry, path, changelog) -> {
                progress.report("Checking data files", dataFiles++, -1);
                if (metadataOnly) {
                    return;
                }
                findings.reading(path, () -> {
                    TableSchema schema = branch.table().schema(entry.file().schemaId());
                    boolean sorted = !changelog && !StateCheck.isPostponed(entry);
                    new DataFileCheck(findings, path, entry.file(), schema, sorted).run(table.table().storage(), formats, wallClockInstants);
                });
            };
        }

        private record BucketKey(BinaryRow partition, int bucket) {}

        /** A key whose hash is missing could be written to another bucket, too. */
        private void checkHashIndexes(MaintainedTable branch, Snapshot snapshot, StateCheck state)
                throws IOException
        {
            TableSchema schema = branch.table().latestSchema();
            TableOptions options = TableOptions.of(schema);
            boolean hashed = options.bucketing().count() == Bucketing.DYNAMIC && schema.hasPrimaryKey() && schema.primaryKeys().containsAll(schema.partitionKeys());
            if (!hashed) {
                return;
            }
            Map<BucketKey, int[]> indexes = new HashMap<>();
            for (IndexManifestEntry entry : branch.indexes().entries(snapshot)) {
                if (entry.file().type().equals(IndexFile.HASH)) {
                    StoragePath path = branch.indexes().path(entry);
                    findings.reading(path, () -> indexes.put(new BucketKey(entry.partition(), entry.bucket()), hashes(path)));
                }
            }
            state.visitLive(entry -> {
                int[] known = indexes.get(new BucketKey(entry.partition(), entry.bucket()));
                StoragePath path = MaintainedTable.paths(branch.bucketPaths(), entry).get(0);
                if (known == null) {
                    findings.error(path, "is in bucket " + entry.bucket() + ", which has no hash index");
                }
                else {
                    findings.reading(path, () -> checkHashes(branch, entry, path, known, options));
                }
            });
        }

        private int[] hashes(StoragePath path)
                throws IOException
        {
            byte[] bytes = table.table().storage().readAll(path);
            int[] hashes = new int[bytes.length / Integer.BYTES];
            ByteBuffer.wrap(bytes).asIntBuffer().get(hashes);
            Arrays.sort(hashes);
            return hashes;
        }

        private void checkHashes(MaintainedTable branch, ManifestEntry entry, StoragePath path, int[] known, TableOptions options)
                throws IOException
        {
            List<Field> keys = branch.table().schema(entry.file().schemaId()).keyFields();
            RowEncoder encoder = RowEncoder.of(keys.stream().map(Field::type).toList());
            ReadRequest request = new ReadRequest(keys, FileFilter.NONE, new ReadMetrics(), options.orcWallClockInstants());
            long missing = 0;
            try (DataFileReader reader = formats.of(entry.file().name()).open(table.table().storage().open(path, entry.file().size()), request)) {
                for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                    Column[] columns = new Column[keys.size()];
                    for (int i = 0; i < columns.length; i++) {
                        columns[i] = batch.get().column(i).flatten();
                    }
                    for (int row = 0; row < batch.get().size(); row++) {
                        encoder.encode(columns, row);
                        missing += Arrays.binarySearch(known, encoder.bucketHash()) < 0 ? 1 : 0;
                    }
                }
            }
            if (missing > 0) {
                findings.error(path, "has " + missing + " rows whose keys are not in the hash index of bucket " + entry.bucket());
            }
        }

        private void checkOrphans()
                throws IOException
        {
            try {
                OrphanFiles.of(table.table(), table.storage()).find(
                        Instant.now(),
                        orphan -> findings.note(orphan.path(), "is referred to by nothing; it has " + orphan.size() + " bytes"),
                        progress);
            }
            catch (VarveException e) {
                if (e.kind() == VarveException.Kind.STORAGE_FAILURE) {
                    throw e;
                }
                findings.note(table.table().location(), "files that nothing refers to cannot be told: " + e.getMessage());
            }
        }
    }
}
