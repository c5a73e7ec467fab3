package dev.varve.write.maintain;

import dev.varve.error.VarveException;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonText;
import dev.varve.schema.OptionMap;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

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
            Map<String, Object> content = new LinkedHashMap<>();
            content.put(CREATED, created(file).orElse(now));
            content.put(MODIFIED, now);
            table.storage().overwrite(file, JsonText.print(content));
        }
        catch (IOException e) {
            throw new IOException("the tag is there, but " + file + " could not be written, for which others may wait; replace the tag to write it again: " + e.getMessage(), e);
        }
    }

    /** Empty if there is none, or one that was not written to its end. */
    private OptionalLong created(StoragePath file)
            throws IOException
    {
        Optional<byte[]> content = table.storage().readIfPresent(file);
        try {
            return content.isPresent() ? OptionalLong.of(JsonObject.parse(content.get(), file.text()).requiredLong(CREATED)) : OptionalLong.empty();
        }
        catch (VarveException e) {
            return OptionalLong.empty();
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
