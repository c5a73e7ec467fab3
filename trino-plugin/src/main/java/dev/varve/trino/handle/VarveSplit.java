package dev.varve.trino.handle;

import dev.varve.scan.Split;
import dev.varve.scan.SplitCodec;
import io.trino.spi.SplitWeight;
import io.trino.spi.connector.ConnectorSplit;

import java.util.Base64;

import static io.airlift.slice.SizeOf.estimatedSizeOf;
import static io.airlift.slice.SizeOf.instanceSize;
import static java.util.Objects.requireNonNull;

/**
 * A portion of a table that one worker reads.
 *
 * @param encoded the kernel's split as bytes, in base 64
 * @param bucket which its rows are of
 * @param weight against that of a split of the usual size, see {@link SplitWeight#fromRawValue}
 */
public record VarveSplit(String encoded, int bucket, long weight)
        implements ConnectorSplit
{
    private static final int INSTANCE_SIZE = instanceSize(VarveSplit.class);
    private static final double MINIMUM_WEIGHT = 0.05;

    public VarveSplit
    {
        requireNonNull(encoded, "encoded is null");
    }

    /**
     * @param standardBytes the size of a split that counts as one
     */
    public static VarveSplit of(Split split, long standardBytes)
    {
        return new VarveSplit(Base64.getEncoder().encodeToString(SplitCodec.encode(split)), split.bucket(), weight(split.bytes(), standardBytes));
    }

    static long weight(long bytes, long standardBytes)
    {
        return SplitWeight.fromProportion(Math.clamp((double) bytes / standardBytes, MINIMUM_WEIGHT, 1.0)).getRawValue();
    }

    /** The kernel's split. */
    public Split decode()
    {
        return SplitCodec.decode(Base64.getDecoder().decode(encoded));
    }

    @Override
    public SplitWeight getSplitWeight()
    {
        return SplitWeight.fromRawValue(weight);
    }

    @Override
    public long getRetainedSizeInBytes()
    {
        return INSTANCE_SIZE + estimatedSizeOf(encoded);
    }

    @Override
    public String toString()
    {
        return "VarveSplit[" + encoded.length() * 3L / 4 + " bytes]";
    }
}
