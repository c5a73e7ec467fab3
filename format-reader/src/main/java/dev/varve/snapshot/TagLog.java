package dev.varve.snapshot;

import dev.varve.error.VarveException;
import dev.varve.storage.Storage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** The tags of a table or of one of its branches: the files {@code tag/tag-<name>}. Safe for use by several threads. */
public final class TagLog
{
    private static final String PREFIX = "tag-";

    private final Storage storage;
    private final StoragePath directory;

    private TagLog(Storage storage, StoragePath directory)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.directory = requireNonNull(directory, "directory is null");
    }

    /**
     * @param root the directory of the table, or of a branch
     */
    public static TagLog of(Storage storage, StoragePath root)
    {
        return new TagLog(storage, root.child("tag"));
    }

    /** The names of all tags, sorted. */
    public List<String> names()
            throws IOException
    {
        List<String> names = new ArrayList<>();
        for (StorageEntry entry : storage.list(directory)) {
            String name = entry.path().name();
            if (!entry.directory() && name.startsWith(PREFIX) && name.length() > PREFIX.length()) {
                names.add(name.substring(PREFIX.length()));
            }
        }
        names.sort(String::compareTo);
        return names;
    }

    /** The tag of that name, empty if there is none. */
    public Optional<Tag> find(String name)
            throws IOException
    {
        if (!StoragePath.isPlainName(name)) {
            return Optional.empty();
        }
        return JsonFile.read(storage, directory.file(PREFIX + name)).map(json -> TagJson.parse(name, json));
    }

    /**
     * @throws VarveException of kind NOT_FOUND if there is no such tag, CORRUPT_TABLE if it is damaged
     */
    public Tag tag(String name)
            throws IOException
    {
        return find(name).orElseThrow(() -> VarveException.notFound("Tag '" + name + "' does not exist"));
    }

    /**
     * Creates a tag unless there is one of that name.
     *
     * @param storage the one of this log
     * @return whether this call did
     */
    public boolean create(WritableStorage storage, Tag tag)
            throws IOException
    {
        return storage.createAtomically(file(tag.name()), TagJson.print(tag));
    }

    /** Writes a tag in place of the one of that name. */
    public void replace(WritableStorage storage, Tag tag)
            throws IOException
    {
        storage.overwrite(file(tag.name()), TagJson.print(tag));
    }

    /** Removes a tag; it is no error if there is none. */
    public void delete(WritableStorage storage, String name)
            throws IOException
    {
        storage.delete(file(name));
    }

    /**
     * The file of a tag, whether it exists or not.
     *
     * @throws VarveException of kind INVALID_REQUEST if it cannot be the name of a tag
     */
    public StoragePath file(String name)
    {
        if (!StoragePath.isPlainName(name)) {
            throw VarveException.invalid("'" + name + "' cannot be the name of a tag");
        }
        return directory.file(PREFIX + name);
    }
}
