package dev.varve.hms;

import static java.util.Objects.requireNonNull;

/** The classes by which Hive reads and writes a table. The metastore keeps the names; nothing here loads them. */
public record HiveFormat(String inputFormat, String outputFormat, String serialization)
{
    /** What other engines, and Paimon in Hive, know a table of this format by. */
    public static final HiveFormat PAIMON = new HiveFormat(
            "org.apache.paimon.hive.mapred.PaimonInputFormat",
            "org.apache.paimon.hive.mapred.PaimonOutputFormat",
            "org.apache.paimon.hive.PaimonSerDe");

    public HiveFormat
    {
        requireNonNull(inputFormat, "inputFormat is null");
        requireNonNull(outputFormat, "outputFormat is null");
        requireNonNull(serialization, "serialization is null");
    }
}
