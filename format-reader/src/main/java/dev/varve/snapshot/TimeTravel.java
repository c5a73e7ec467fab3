package dev.varve.snapshot;

import dev.varve.error.VarveException;
import dev.varve.snapshot.VersionSelector.AtTime;
import dev.varve.snapshot.VersionSelector.AtWatermark;
import dev.varve.snapshot.VersionSelector.Latest;
import dev.varve.snapshot.VersionSelector.SnapshotId;
import dev.varve.snapshot.VersionSelector.TagName;
import dev.varve.snapshot.VersionSelector.VersionText;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/** Finds the snapshot that a {@link VersionSelector} means. */
public final class TimeTravel
{
    private static final String WATERMARK_PREFIX = "watermark-";

    private final SnapshotLog snapshots;
    private final TagLog tags;

    public TimeTravel(SnapshotLog snapshots, TagLog tags)
    {
        this.snapshots = requireNonNull(snapshots, "snapshots is null");
        this.tags = requireNonNull(tags, "tags is null");
    }

    /**
     * The snapshot; empty only for the latest one of a table that has none.
     *
     * @throws VarveException of kind NOT_FOUND or EXPIRED if there is none, INVALID_REQUEST for a text that is no version
     */
    public Optional<Snapshot> resolve(VersionSelector selector)
            throws IOException
    {
        if (selector instanceof Latest) {
            return snapshots.latest();
        }
        if (selector instanceof SnapshotId snapshot) {
            return Optional.of(snapshots.snapshot(snapshot.id()));
        }
        if (selector instanceof TagName tag) {
            return Optional.of(tags.tag(tag.name()).snapshot());
        }
        if (selector instanceof AtTime time) {
            return Optional.of(atTime(time.epochMillis()));
        }
        if (selector instanceof AtWatermark watermark) {
            return Optional.of(atWatermark(watermark.epochMillis()));
        }
        return Optional.of(version(((VersionText) selector).text()));
    }

    private Snapshot version(String text)
            throws IOException
    {
        Optional<Tag> tag = tags.find(text);
        if (tag.isPresent()) {
            return tag.get().snapshot();
        }
        if (text.matches(WATERMARK_PREFIX + "[0-9]{1,18}")) {
            return atWatermark(Long.parseLong(text.substring(WATERMARK_PREFIX.length())));
        }
        if (text.matches("[0-9]{1,18}")) {
            return snapshots.snapshot(Long.parseLong(text));
        }
        throw VarveException.notFound("There is no version '" + text + "': it is not the name of a tag, and neither a snapshot id nor watermark-<millis>");
    }

    private Snapshot atTime(long epochMillis)
            throws IOException
    {
        List<Long> ids = snapshots.ids();
        // The first snapshot after the time.
        int low = 0;
        int high = ids.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (snapshots.snapshot(ids.get(middle)).timeMillis() <= epochMillis) {
                low = middle + 1;
            }
            else {
                high = middle;
            }
        }
        if (low == 0) {
            throw noneAt("time " + Instant.ofEpochMilli(epochMillis), ids);
        }
        return snapshots.snapshot(ids.get(low - 1));
    }

    private Snapshot atWatermark(long epochMillis)
            throws IOException
    {
        List<Long> ids = snapshots.ids();
        int low = 0;
        int high = ids.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            OptionalLong watermark = watermark(ids, middle);
            if (watermark.isPresent() && watermark.getAsLong() >= epochMillis) {
                high = middle;
            }
            else {
                low = middle + 1;
            }
        }
        if (low == ids.size()) {
            throw VarveException.notFound("No snapshot has a watermark of " + epochMillis + " or later");
        }
        return snapshots.snapshot(ids.get(low));
    }

    /** The watermark of a snapshot, or of the nearest earlier one that has one. */
    private OptionalLong watermark(List<Long> ids, int index)
            throws IOException
    {
        for (int i = index; i >= 0; i--) {
            OptionalLong watermark = snapshots.snapshot(ids.get(i)).watermark();
            if (watermark.isPresent()) {
                return watermark;
            }
        }
        return OptionalLong.empty();
    }

    private VarveException noneAt(String what, List<Long> ids)
            throws IOException
    {
        if (ids.isEmpty()) {
            return VarveException.notFound("There is no snapshot at " + what + ": the table has no snapshots");
        }
        Snapshot earliest = snapshots.snapshot(ids.get(0));
        String message = "There is no snapshot at " + what + ": the earliest is " + earliest.id() + " of " + Instant.ofEpochMilli(earliest.timeMillis());
        return earliest.id() > 1 ? new VarveException(VarveException.Kind.EXPIRED, message) : VarveException.notFound(message);
    }
}
