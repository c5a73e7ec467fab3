package dev.varve.write.maintain;

import dev.varve.json.JsonObject;
import dev.varve.json.JsonText;
import dev.varve.schema.OptionMap;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files {@code tag/tag-success-file/<tag>_SUCCESS} of tables with {@code tag.create-success-file}: jobs that wait for a tag wait for its file. It is
 * written after the tag and deleted after it. Safe for use by several threads.
 */
final class SuccessFiles
{
    private static final String CREATED = "creationTime";
    private static final String MODIFIED = "modificationTime";

    private final MaintainedTable table;

    private SuccessFiles(MaintainedTable table)
    {
        this.table = table;
    }

    static SuccessFiles of(MaintainedTable table)
    {
        return new SuccessFiles(table);
    }

    /** Tells that the tag is there, if the table wants that. */
    void write(String tag)
            throws IOException
    {
        if (!new OptionMap(table.table().latestSchema().options()).flag("tag.create-success-file", false)) {
            return;
        }
        StoragePath file = file(tag);
        try {
            long now = System.currentTimeMillis();
            Optional<byte[]> before = table.storage().readIfPresent(file);
            Map<String, Object> content = new LinkedHashMap<>();
            content.put(CREATED, before.isPresent() ? JsonObject.parse(before.get(), file.text()).requiredLong(CREATED) : now);
            content.put(MODIFIED, now);
            table.storage().overwrite(file, JsonText.print(content));
        }
        catch (IOException e) {
            throw new IOException("the tag is there, but " + file + " could not be written, for which others may wait; replace the tag to write it again: " + e.getMessage(), e);
        }
    }

    /** Also if the table does not want such files any more. */
    void delete(String tag)
            throws IOException
    {
        table.storage().delete(file(tag));
    }

    private StoragePath file(String tag)
    {
        return table.root().child("tag/tag-success-file").file(tag + "_SUCCESS");
    }
}
