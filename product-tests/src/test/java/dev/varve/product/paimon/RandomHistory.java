package dev.varve.product.paimon;

import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import org.apache.paimon.catalog.Identifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Random questions about how one table came to be what it is: what changed between its snapshots, in which ways its rows can be shown, and what it
 * knows about itself.
 */
final class RandomHistory
{
    private static final List<String> VIEWS = List.of("ro", "audit_log", "binlog");
    private static final List<String> SYSTEM_TABLES = List.of(
            "snapshots", "schemas", "options", "tags", "branches", "consumers", "aggregation_fields", "files", "file_key_ranges", "manifests", "partitions", "buckets", "statistics",
            "table_indexes");
    /** Times depend on the zone in which they are asked for, and paths on how the warehouse was opened. */
    private static final Set<String> UNDEFINED = Set.of("commit_time", "update_time", "create_time", "file_path");
    /** Paimon prints a key of bytes as the identity of its Java array. */
    private static final Set<String> KEYS = Set.of("min_key", "max_key");

    private final Identifier identifier;
    private final PaimonReader paimon;
    private final Random random;
    private final List<Long> snapshots;
    private final boolean hasKeyOfBytes;

    RandomHistory(Identifier identifier, PaimonReader paimon, Random random)
            throws Exception
    {
        this.identifier = identifier;
        this.paimon = paimon;
        this.random = random;
        snapshots = paimon.snapshots(identifier).stream().map(PaimonReader.SnapshotTime::id).toList();
        String table = identifier.getTableName();
        List<String> columns = paimon.columns(identifier.getDatabaseName(), table, ReadVersion.LATEST).stream().filter(RandomTable.KEYS::contains).toList();
        ReadRequest keys = new ReadRequest(identifier.getDatabaseName(), table, Optional.empty(), ReadVersion.LATEST, columns, Optional.empty());
        hasKeyOfBytes = paimon.types(keys).stream().anyMatch(type -> type.startsWith("BYTES"));
    }

    /** Changes, and the rows as views show them: what clients with SQL can be asked, too. */
    List<ReadRequest> rows()
            throws Exception
    {
        List<ReadRequest> requests = new ArrayList<>();
        for (String view : VIEWS) {
            requests.add(request("$" + view, ReadVersion.LATEST));
        }
        for (String mode : snapshots.isEmpty() ? List.<String>of() : List.of("auto", "delta", "changelog", "diff")) {
            requests.add(request("", range(mode, false)));
        }
        return requests;
    }

    /** What nobody but the kernel is asked. */
    List<ReadRequest> aboutTheTable()
            throws Exception
    {
        List<ReadRequest> requests = new ArrayList<>();
        if (!snapshots.isEmpty()) {
            requests.add(request("$audit_log", new ReadVersion.SnapshotId(oneOfSnapshots())));
            requests.add(request("$audit_log", range("auto", true)));
            requests.add(request("$audit_log", range("diff", true)));
        }
        for (String system : SYSTEM_TABLES) {
            requests.add(request("$" + system, ReadVersion.LATEST));
        }
        return requests;
    }

    private ReadVersion range(String mode, boolean deletes)
    {
        long one = oneOfSnapshots();
        long other = oneOfSnapshots();
        // A difference needs a state to start with.
        long from = mode.equals("diff") || random.nextBoolean() ? Math.min(one, other) : snapshots.getFirst() - 1;
        return new ReadVersion.Changes(from, Math.max(one, other), mode, deletes);
    }

    private long oneOfSnapshots()
    {
        return snapshots.get(random.nextInt(snapshots.size()));
    }

    private ReadRequest request(String suffix, ReadVersion version)
            throws Exception
    {
        String table = identifier.getTableName() + suffix;
        List<String> columns = paimon.columns(identifier.getDatabaseName(), table, version.hasKinds() ? ReadVersion.LATEST : version).stream()
                .filter(column -> !UNDEFINED.contains(column) && !(hasKeyOfBytes && KEYS.contains(column)))
                .toList();
        return new ReadRequest(identifier.getDatabaseName(), table, Optional.empty(), version, columns, Optional.empty());
    }
}
