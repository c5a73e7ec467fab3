package dev.varve.schema;

import dev.varve.error.VarveException;
import dev.varve.storage.Storage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import static java.util.Objects.requireNonNull;

/**
 * The schemas of a table or of one of its branches: the files {@code schema/schema-<id>}. They never change once written, so
 * each is read once. Safe for use by several threads.
 */
public final class SchemaLog
{
    private static final String PREFIX = "schema-";

    private final Storage storage;
    private final StoragePath directory;
    private final Map<Long, TableSchema> cache = new ConcurrentHashMap<>();

    private SchemaLog(Storage storage, StoragePath directory)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.directory = requireNonNull(directory, "directory is null");
    }

    /**
     * @param root the directory of the table, or of a branch
     */
    public static SchemaLog of(Storage storage, StoragePath root)
    {
        return new SchemaLog(storage, root.child("schema"));
    }

    /** The ids of all schemas, ascending. */
    public List<Long> ids()
            throws IOException
    {
        List<Long> ids = new ArrayList<>();
        for (StorageEntry entry : storage.list(directory)) {
            String name = entry.path().name();
            if (!entry.directory() && name.matches(PREFIX + "[0-9]{1,18}")) {
                ids.add(Long.parseLong(name.substring(PREFIX.length())));
            }
        }
        ids.sort(Long::compare);
        return ids;
    }

    /** The newest schema; empty if this is not a table. */
    public Optional<TableSchema> latest()
            throws IOException
    {
        List<Long> ids = ids();
        return ids.isEmpty() ? Optional.empty() : Optional.of(schema(ids.get(ids.size() - 1)));
    }

    /**
     * @throws VarveException of kind CORRUPT_TABLE if the file is missing or damaged
     */
    public TableSchema schema(long id)
            throws IOException
    {
        TableSchema schema = cache.get(id);
        if (schema == null) {
            schema = read(id);
            cache.put(id, schema);
        }
        return schema;
    }

    /**
     * Makes a schema the newest of the table, unless there is one of that id.
     *
     * @param storage the one of this log
     * @return whether this call did; false if another writer was faster
     * @throws IOException also if it is not known whether the schema is there now
     */
    public boolean create(WritableStorage storage, TableSchema schema)
            throws IOException
    {
        return storage.createAtomically(file(schema.id()), SchemaJson.print(schema));
    }

    /**
     * Writes a schema in place of another of that id, which nothing may refer to any more.
     *
     * @param storage the one of this log
     */
    public void replace(WritableStorage storage, TableSchema schema)
            throws IOException
    {
        storage.overwrite(file(schema.id()), SchemaJson.print(schema));
        cache.put(schema.id(), schema);
    }

    /** Removes a schema that nothing refers to; it is no error if there is none. */
    public void delete(WritableStorage storage, long id)
            throws IOException
    {
        storage.delete(file(id));
        cache.remove(id);
    }

    private StoragePath file(long id)
    {
        return directory.child(PREFIX + id);
    }

    private TableSchema read(long id)
            throws IOException
    {
        StoragePath file = file(id);
        byte[] json = storage.readIfPresent(file).orElseThrow(() -> VarveException.corrupt(
                "Schema file " + file + " is missing; without it, files that were written with that schema cannot be read"));
        TableSchema schema = SchemaJson.parse(json, file.text());
        if (schema.id() != id) {
            throw VarveException.corrupt("Schema file " + file + " is damaged: its id is " + schema.id());
        }
        return schema;
    }
}
