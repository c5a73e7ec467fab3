package dev.varve.trino;

import dev.varve.snapshot.VersionSelector;
import dev.varve.type.Timestamp;
import io.airlift.slice.Slice;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableVersion;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.LongTimestamp;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

import static io.trino.spi.StandardErrorCode.NOT_SUPPORTED;
import static io.trino.spi.type.DateTimeEncoding.unpackMillisUtc;
import static io.trino.spi.type.Timestamps.MICROSECONDS_PER_MILLISECOND;

/** What FOR VERSION AS OF and FOR TIMESTAMP AS OF mean. */
final class TableVersions
{
    private static final String BRANCH_PREFIX = "branch:";

    private TableVersions() {}

    /** The name of the branch whose newest state is meant, if no tag has that name. */
    static Optional<String> branch(VersionSelector selector)
    {
        return selector instanceof VersionSelector.VersionText(String text) && text.startsWith(BRANCH_PREFIX)
                ? Optional.of(text.substring(BRANCH_PREFIX.length()))
                : Optional.empty();
    }

    static VersionSelector selector(ConnectorSession session, ConnectorTableVersion version)
    {
        return switch (version.getPointerType()) {
            case TARGET_ID -> byId(version.getVersionType(), version.getVersion());
            case TEMPORAL -> new VersionSelector.AtTime(epochMillis(session, version.getVersionType(), version.getVersion()));
        };
    }

    private static VersionSelector byId(Type type, Object version)
    {
        return switch (type) {
            case TinyintType _, SmallintType _, IntegerType _, BigintType _ -> new VersionSelector.SnapshotId((long) version);
            case VarcharType _ -> new VersionSelector.VersionText(((Slice) version).toStringUtf8());
            default -> throw new TrinoException(
                    NOT_SUPPORTED, "FOR VERSION AS OF takes the id of a snapshot (bigint), or the name of a tag or branch:<name> (varchar), not a " + type.getDisplayName());
        };
    }

    /** A time without zone is one of the session's zone, a date its first moment there. */
    private static long epochMillis(ConnectorSession session, Type type, Object version)
    {
        ZoneId zone = session.getTimeZoneKey().getZoneId();
        return switch (type) {
            case DateType _ -> LocalDate.ofEpochDay((long) version).atStartOfDay(zone).toInstant().toEpochMilli();
            case TimestampType timestamp -> inZone(timestamp.isShort() ? (long) version : ((LongTimestamp) version).getEpochMicros(), zone);
            case TimestampWithTimeZoneType timestamp when timestamp.isShort() -> unpackMillisUtc((long) version);
            case TimestampWithTimeZoneType _ -> ((LongTimestampWithTimeZone) version).getEpochMillis();
            default -> throw new TrinoException(NOT_SUPPORTED, "FOR TIMESTAMP AS OF takes a timestamp, with or without time zone, or a date, not a " + type.getDisplayName());
        };
    }

    private static long inZone(long epochMicros, ZoneId zone)
    {
        return Timestamp.ofMicros(Math.floorDiv(epochMicros, (long) MICROSECONDS_PER_MILLISECOND) * MICROSECONDS_PER_MILLISECOND)
                .toLocalDateTime()
                .atZone(zone)
                .toInstant()
                .toEpochMilli();
    }
}
