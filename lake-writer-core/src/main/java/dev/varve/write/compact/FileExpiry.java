package dev.varve.write.compact;

import dev.varve.manifest.DataFile;
import dev.varve.row.BinaryRow;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.RowType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Which files hold rows that have expired, by their statistics. */
final class FileExpiry
{
    private final CompactedBucket bucket;
    private final OptionalLong expiredBefore;

    FileExpiry(CompactedBucket bucket, long nowMillis)
    {
        this.bucket = bucket;
        expiredBefore = bucket.options().recordExpiry().isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(nowMillis / 1000 - bucket.options().recordExpiry().get().after().getSeconds());
    }

    /** Rows of earlier times have expired: in seconds since the epoch; empty if rows do not. */
    OptionalLong expiredBefore()
    {
        return expiredBefore;
    }

    /** Whether a row of the file has expired, as far as is known. */
    boolean hasExpired(DataFile file)
    {
        if (expiredBefore.isEmpty()) {
            return false;
        }
        OptionalLong oldest = oldest(file, bucket.options().recordExpiry().orElseThrow().column());
        return oldest.isPresent() && oldest.getAsLong() < expiredBefore.getAsLong();
    }

    private OptionalLong oldest(DataFile file, Field column)
    {
        RowType schema = bucket.table().schema(file.schemaId()).fields();
        List<String> covered = file.valueStatisticsColumns().orElseGet(() -> file.writeColumns().orElse(schema.names()));
        OptionalInt index = OptionalInt.empty();
        DataType type = column.type();
        for (Field field : schema.fields()) {
            if (field.id() == column.id() && covered.contains(field.name())) {
                index = OptionalInt.of(covered.indexOf(field.name()));
                type = field.type();
            }
        }
        BinaryRow minima = file.valueStatistics().min();
        if (index.isEmpty() || index.getAsInt() >= minima.arity() || minima.isNull(index.getAsInt())) {
            return OptionalLong.empty();
        }
        Object minimum = minima.value(index.getAsInt(), type);
        if (type instanceof IntType) {
            return OptionalLong.of((Long) minimum);
        }
        if (type instanceof BigIntType) {
            return OptionalLong.of(ExpiringRun.secondsOfBigInt((Long) minimum));
        }
        return type instanceof TimestampType || type instanceof LocalZonedTimestampType
                ? OptionalLong.of(((Timestamp) minimum).epochMillis() / 1000)
                : OptionalLong.empty();
    }
}
