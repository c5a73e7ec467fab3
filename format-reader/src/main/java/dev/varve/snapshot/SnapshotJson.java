package dev.varve.snapshot;

import dev.varve.error.VarveException;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonText;
import dev.varve.snapshot.Snapshot.Commit;
import dev.varve.snapshot.Snapshot.ListFile;
import dev.varve.storage.StoragePath;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads and prints {@code snapshot/snapshot-<id>}; the page {@code docs/format/snapshot.md} describes the file. */
final class SnapshotJson
{
    private static final int VERSION = 3;
    private static final long NO_WATERMARK = Long.MIN_VALUE;

    private SnapshotJson() {}

    /**
     * @throws VarveException of kind CORRUPT_TABLE or UNSUPPORTED_FEATURE
     */
    static Snapshot parse(JsonObject object)
    {
        int version = object.has("version") ? object.requiredInt("version") : 1;
        if (version != VERSION) {
            throw VarveException.unsupported("Snapshot file " + object.source() + " has version " + version + ", known is version " + VERSION +
                    (version < VERSION ? "; the table is older than Paimon 0.4 and must be recreated" : ""));
        }
        OptionalLong watermark = object.optionalLong("watermark");
        return new Snapshot(
                object.requiredLong("id"),
                object.optionalText("uuid"),
                object.requiredLong("schemaId"),
                list(object, "baseManifestList").orElseThrow(() -> object.wrong("baseManifestList", "is missing")),
                list(object, "deltaManifestList").orElseThrow(() -> object.wrong("deltaManifestList", "is missing")),
                list(object, "changelogManifestList"),
                fileName(object, "indexManifest"),
                new Commit(
                        object.requiredText("commitUser"),
                        object.requiredLong("commitIdentifier"),
                        commitKind(object),
                        object.requiredLong("timeMillis")),
                object.requiredLong("totalRecordCount"),
                object.requiredLong("deltaRecordCount"),
                object.optionalLong("changelogRecordCount"),
                watermark.orElse(NO_WATERMARK) == NO_WATERMARK ? OptionalLong.empty() : watermark,
                fileName(object, "statistics"),
                object.textMap("properties"),
                object.optionalLong("nextRowId"),
                object.optionalText("operation"));
    }

    /** The content of the file, with the keys in the order of Paimon. */
    static byte[] print(Snapshot snapshot)
    {
        return JsonText.print(members(snapshot));
    }

    /** The members of the object, in order; more may be added. */
    static Map<String, Object> members(Snapshot snapshot)
    {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("version", VERSION);
        snapshot.uuid().ifPresent(uuid -> members.put("uuid", uuid));
        members.put("id", snapshot.id());
        members.put("schemaId", snapshot.schemaId());
        put(members, "baseManifestList", snapshot.baseManifestList());
        put(members, "deltaManifestList", snapshot.deltaManifestList());
        snapshot.changelogManifestList().ifPresent(list -> put(members, "changelogManifestList", list));
        snapshot.indexManifest().ifPresent(name -> members.put("indexManifest", name));
        members.put("commitUser", snapshot.commit().user());
        members.put("commitIdentifier", snapshot.commit().identifier());
        members.put("commitKind", snapshot.commit().kind().name());
        members.put("timeMillis", snapshot.timeMillis());
        members.put("totalRecordCount", snapshot.totalRecordCount());
        members.put("deltaRecordCount", snapshot.deltaRecordCount());
        put(members, "changelogRecordCount", snapshot.changelogRecordCount());
        put(members, "watermark", snapshot.watermark());
        snapshot.statistics().ifPresent(name -> members.put("statistics", name));
        if (!snapshot.properties().isEmpty()) {
            members.put("properties", snapshot.properties());
        }
        put(members, "nextRowId", snapshot.nextRowId());
        snapshot.operation().ifPresent(operation -> members.put("operation", operation));
        return members;
    }

    private static void put(Map<String, Object> members, String key, ListFile list)
    {
        members.put(key, list.name());
        put(members, key + "Size", list.size());
    }

    private static void put(Map<String, Object> members, String key, OptionalLong value)
    {
        value.ifPresent(number -> members.put(key, number));
    }

    private static Optional<ListFile> list(JsonObject object, String key)
    {
        return fileName(object, key).map(name -> new ListFile(name, object.optionalLong(key + "Size")));
    }

    private static Optional<String> fileName(JsonObject object, String key)
    {
        Optional<String> name = object.optionalText(key);
        if (name.isPresent() && !StoragePath.isPlainName(name.get())) {
            throw object.wrong(key, "is not the name of a file");
        }
        return name;
    }

    private static CommitKind commitKind(JsonObject object)
    {
        String text = object.requiredText("commitKind");
        for (CommitKind kind : CommitKind.values()) {
            if (kind.name().equals(text)) {
                return kind;
            }
        }
        throw VarveException.unsupported("Snapshot file " + object.source() + " has commit kind '" + text + "', which is not known");
    }
}
