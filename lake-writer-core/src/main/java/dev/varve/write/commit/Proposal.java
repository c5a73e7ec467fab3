package dev.varve.write.commit;

import dev.varve.snapshot.CommitKind;
import dev.varve.snapshot.Snapshot;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * A snapshot that is to be made, whatever the state is that it follows.
 *
 * @param changes by the state
 * @param checked whether the changes may contradict the state
 * @param statistics the name of a new analysis; empty to keep that of the state
 */
record Proposal(
        long identifier,
        CommitKind kind,
        ChangesOf changes,
        boolean checked,
        OptionalLong watermark,
        Map<String, String> properties,
        Optional<String> operation,
        Optional<String> statistics)
{
    Proposal
    {
        requireNonNull(kind, "kind is null");
        requireNonNull(changes, "changes is null");
        requireNonNull(watermark, "watermark is null");
        requireNonNull(properties, "properties is null");
        requireNonNull(operation, "operation is null");
        requireNonNull(statistics, "statistics is null");
    }

    static Proposal of(CommitRequest request, CommitKind kind, boolean checked, ChangesOf changes)
    {
        return new Proposal(
                request.identifier(),
                kind,
                changes,
                checked,
                request.watermark(),
                request.properties(),
                request.operation(),
                Optional.empty());
    }

    /** The same, but only after states that fulfil a condition. */
    Proposal onlyIf(CommitCondition condition)
    {
        ChangesOf checkedChanges = latest -> {
            condition.check(latest);
            return changes.after(latest);
        };
        return new Proposal(identifier, kind, checkedChanges, checked, watermark, properties, operation, statistics);
    }

    interface ChangesOf
    {
        /** @param latest the state that the snapshot follows, empty if it is the first */
        Changes after(Optional<Snapshot> latest)
                throws IOException;
    }
}
