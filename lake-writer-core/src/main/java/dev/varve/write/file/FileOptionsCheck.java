package dev.varve.write.file;

import dev.varve.error.VarveException;
import dev.varve.schema.TableSchema;

/** Finds out before there is a table what would otherwise fail with its first file. Needs no library of a file format. */
public final class FileOptionsCheck
{
    private FileOptionsCheck() {}

    /**
     * @throws VarveException of kind INVALID_REQUEST or UNSUPPORTED_FEATURE, naming the option of files that makes no sense
     */
    public static void require(TableSchema schema)
    {
        FileOptions.parse(schema);
    }
}
