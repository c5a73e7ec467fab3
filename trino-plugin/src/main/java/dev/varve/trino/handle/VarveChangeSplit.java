package dev.varve.trino.handle;

import dev.varve.scan.ChangeSplit;
import dev.varve.scan.ChangeSplitCodec;
import io.trino.spi.SplitWeight;
import io.trino.spi.connector.ConnectorSplit;

import java.util.Base64;

import static io.airlift.slice.SizeOf.estimatedSizeOf;
import static io.airlift.slice.SizeOf.instanceSize;
import static java.util.Objects.requireNonNull;

/**
 * A portion of the changes of a table that one worker reads.
 *
 * @param encoded the kernel's portion as bytes, in base 64
 * @param weight against that of a split of the usual size, see {@link SplitWeight#fromRawValue}
 */
public record VarveChangeSplit(String encoded, long weight)
        implements ConnectorSplit
{
    private static final int INSTANCE_SIZE = instanceSize(VarveChangeSplit.class);

    public VarveChangeSplit
    {
        requireNonNull(encoded, "encoded is null");
    }

    /**
     * @param standardBytes the size of a split that counts as one
     */
    public static VarveChangeSplit of(ChangeSplit split, long standardBytes)
    {
        return new VarveChangeSplit(Base64.getEncoder().encodeToString(ChangeSplitCodec.encode(split)), VarveSplit.weight(split.bytes(), standardBytes));
    }

    /** The kernel's portion. */
    public ChangeSplit decode()
    {
        return ChangeSplitCodec.decode(Base64.getDecoder().decode(encoded));
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
}
