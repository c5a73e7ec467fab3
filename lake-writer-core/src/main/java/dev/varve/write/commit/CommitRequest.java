package dev.varve.write.commit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * What a job asks to commit at once.
 *
 * @param identifier of the commit among those of its user, never smaller than that of an earlier one; {@link #BATCH} for a job that commits once
 * @param watermark event time, epoch milliseconds
 * @param properties kept in the snapshot, and only in this one
 * @param operation the statement that made the changes, such as {@code DELETE}
 */
public record CommitRequest(
        long identifier,
        List<CommitMessage> messages,
        OptionalLong watermark,
        Map<String, String> properties,
        Optional<String> operation)
{
    /** The identifier of the only commit of a batch job. */
    public static final long BATCH = Long.MAX_VALUE;

    public CommitRequest
    {
        messages = List.copyOf(messages);
        requireNonNull(watermark, "watermark is null");
        properties = Map.copyOf(properties);
        requireNonNull(operation, "operation is null");
    }

    public static CommitRequest of(long identifier, List<CommitMessage> messages)
    {
        return new CommitRequest(identifier, messages, OptionalLong.empty(), Map.of(), Optional.empty());
    }

    /** The only commit of a batch job. */
    public static CommitRequest batch(List<CommitMessage> messages)
    {
        return of(BATCH, messages);
    }

    public CommitRequest withWatermark(long watermark)
    {
        return new CommitRequest(identifier, messages, OptionalLong.of(watermark), properties, operation);
    }

    public CommitRequest withProperties(Map<String, String> properties)
    {
        return new CommitRequest(identifier, messages, watermark, properties, operation);
    }

    public CommitRequest withOperation(String operation)
    {
        return new CommitRequest(identifier, messages, watermark, properties, Optional.of(operation));
    }
}
