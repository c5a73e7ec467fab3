package dev.varve.hive.error;

import dev.varve.error.VarveException;
import org.apache.hadoop.hive.metastore.api.MetaException;
import org.apache.hadoop.hive.ql.metadata.HiveException;
import org.apache.hadoop.hive.ql.parse.SemanticException;
import org.apache.hadoop.hive.serde2.SerDeException;

import java.io.IOException;

/**
 * Failures as Hive wants them. The message is that of the kernel, which names table and file, with the kind in front so that tools can tell:
 * {@code Varve EXPIRED: …}.
 */
public final class HiveErrors
{
    private HiveErrors() {}

    /** While splits are made and rows are read. */
    public static IOException reading(VarveException failure)
    {
        return new IOException(message(failure), failure);
    }

    /** While the columns of a table are looked up. */
    public static SerDeException describing(VarveException failure)
    {
        return new SerDeException(message(failure), failure);
    }

    /** While a statement is analysed. */
    public static SemanticException analysing(VarveException failure)
    {
        return new SemanticException(message(failure), failure);
    }

    /** While a table is created or changed along with its entry in the metastore. */
    public static MetaException ofMetastore(VarveException failure)
    {
        MetaException metastore = new MetaException(message(failure));
        metastore.initCause(failure);
        return metastore;
    }

    /** While a statement is executed. */
    public static HiveException executing(VarveException failure)
    {
        return new HiveException(message(failure), failure);
    }

    private static String message(VarveException failure)
    {
        return "Varve " + failure.kind() + ": " + failure.getMessage();
    }
}
