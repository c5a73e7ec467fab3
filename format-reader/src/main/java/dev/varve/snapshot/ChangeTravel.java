package dev.varve.snapshot;

import dev.varve.error.VarveException;
import dev.varve.snapshot.ChangeSelector.BetweenSnapshots;
import dev.varve.snapshot.ChangeSelector.BetweenTimes;
import dev.varve.snapshot.ChangeSelector.BetweenVersions;
import dev.varve.snapshot.ChangeSelector.ToAutomaticTag;

import java.io.IOException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/** Finds the states that a {@link ChangeSelector} means, and what lies between them. Safe for use by several threads. */
public final class ChangeTravel
{
    private final SnapshotLog snapshots;
    private final SnapshotLog changelogs;
    private final TagLog tags;

    /** @param changelogs of expired snapshots, see {@link SnapshotLog#ofChangelogs} */
    public ChangeTravel(SnapshotLog snapshots, SnapshotLog changelogs, TagLog tags)
    {
        this.snapshots = requireNonNull(snapshots, "snapshots is null");
        this.changelogs = requireNonNull(changelogs, "changelogs is null");
        this.tags = requireNonNull(tags, "tags is null");
    }

    /**
     * @param hasChangelog whether the table has a changelog producer
     * @param automaticTags the names that the table gives to tags it creates
     * @throws VarveException of kind INVALID_REQUEST if the end is before the start or the selector is nonsense, NOT_FOUND if a tag or a snapshot does not
     *         exist, EXPIRED if one has expired
     */
    public ChangeRange resolve(ChangeSelector selector, ChangeMode mode, boolean hasChangelog, AutomaticTags automaticTags)
            throws IOException
    {
        if (selector instanceof ToAutomaticTag tag) {
            return toAutomaticTag(tag.tag(), state(mode), automaticTags);
        }
        if (selector instanceof BetweenTimes times) {
            return betweenTimes(times, written(mode, hasChangelog));
        }
        if (selector instanceof BetweenSnapshots ids) {
            return betweenIds(ids.from(), ids.to(), written(mode, hasChangelog));
        }
        BetweenVersions versions = (BetweenVersions) selector;
        Optional<Tag> from = tags.find(versions.from());
        Optional<Tag> to = tags.find(versions.to());
        if (from.isPresent() && to.isPresent()) {
            return versions.tagsAreSnapshots()
                    ? betweenIds(from.get().snapshot().id(), to.get().snapshot().id(), written(mode, hasChangelog))
                    : betweenTags(from.get(), to.get(), state(mode));
        }
        requireExistence(versions.from(), from);
        requireExistence(versions.to(), to);
        return betweenIds(id(versions.from()), id(versions.to()), written(mode, hasChangelog));
    }

    private static ChangeMode written(ChangeMode mode, boolean hasChangelog)
    {
        return mode == ChangeMode.AUTO ? hasChangelog ? ChangeMode.CHANGELOG : ChangeMode.DELTA : mode;
    }

    private static ChangeMode state(ChangeMode mode)
    {
        return mode == ChangeMode.NET ? ChangeMode.NET : ChangeMode.DIFF;
    }

    private static void requireExistence(String text, Optional<Tag> tag)
    {
        if (!isId(text) && tag.isEmpty()) {
            throw VarveException.notFound("Tag '" + text + "' does not exist, and it is no snapshot id");
        }
    }

    private static boolean isId(String text)
    {
        return text.matches("[0-9]{1,18}");
    }

    private static long id(String text)
    {
        if (!isId(text)) {
            throw VarveException.invalid("Changes are between two tags or two snapshot ids, and only '" + text + "' is a tag");
        }
        return Long.parseLong(text);
    }

    private ChangeRange betweenIds(long from, long to, ChangeMode mode)
            throws IOException
    {
        requireOrder("snapshot", from, to);
        if (from != to) {
            requireAvailable(from, to, mode);
        }
        return new ChangeRange(mode, from, to, Optional.empty(), Optional.empty());
    }

    private void requireAvailable(long from, long to, ChangeMode mode)
            throws IOException
    {
        boolean states = mode == ChangeMode.DIFF || mode == ChangeMode.NET;
        if (states) {
            if (from > 0) {
                snapshots.snapshot(from);
            }
            snapshots.snapshot(to);
            return;
        }
        Optional<Snapshot> latest = snapshots.latest();
        if (latest.isEmpty()) {
            throw VarveException.notFound("There are no changes up to snapshot " + to + ": the table has no snapshots");
        }
        long earliest = earliestWithChanges();
        String range = "the table has the changes of snapshots " + earliest + " to " + latest.get().id();
        if (to > latest.get().id()) {
            throw VarveException.notFound("Snapshot " + to + " does not exist: " + range);
        }
        if (from < earliest - 1) {
            throw new VarveException(VarveException.Kind.EXPIRED, "Snapshot " + (from + 1) + " has expired, and its changes with it: " + range);
        }
    }

    /** The oldest snapshot whose changes are there, be the snapshot itself or only its changelog. */
    public long earliestWithChanges()
            throws IOException
    {
        OptionalLong snapshot = snapshots.earliestId();
        long earliest = snapshot.orElse(1);
        List<Long> kept = changelogs.ids();
        for (int i = kept.size() - 1; i >= 0 && kept.get(i) >= earliest - 1; i--) {
            earliest = Math.min(earliest, kept.get(i));
        }
        return earliest;
    }

    private static ChangeRange betweenTags(Tag from, Tag to, ChangeMode mode)
    {
        requireOrder("tag '" + from.name() + "' and '" + to.name() + "' of snapshot", from.snapshot().id(), to.snapshot().id());
        return new ChangeRange(mode, from.snapshot().id(), to.snapshot().id(), Optional.of(from.name()), Optional.of(to.name()));
    }

    private static void requireOrder(String what, long from, long to)
    {
        if (from < 0 || to < from) {
            throw VarveException.invalid("Changes end before they start: " + what + " " + from + " to " + to);
        }
    }

    private ChangeRange betweenTimes(BetweenTimes times, ChangeMode mode)
            throws IOException
    {
        requireOrder("milliseconds", times.fromMillis(), times.toMillis());
        Optional<Snapshot> earliest = snapshots.earliest();
        Optional<Snapshot> latest = snapshots.latest();
        if (earliest.isEmpty() || latest.isEmpty()
                || times.fromMillis() == times.toMillis()
                || times.fromMillis() > latest.get().timeMillis()
                || times.toMillis() < earliest.get().timeMillis()) {
            return new ChangeRange(mode, 0, 0, Optional.empty(), Optional.empty());
        }
        boolean states = mode == ChangeMode.DIFF || mode == ChangeMode.NET;
        TimeTravel travel = new TimeTravel(snapshots, tags);
        long from;
        if (times.fromMillis() >= earliest.get().timeMillis()) {
            from = travel.resolve(new VersionSelector.AtTime(times.fromMillis())).orElseThrow().id();
        }
        else {
            // The state before the earliest snapshot is not there, unless it was that of no rows.
            from = !states || mode == ChangeMode.NET && earliest.get().id() == 1 ? earliest.get().id() - 1 : earliest.get().id();
        }
        long to = travel.resolve(new VersionSelector.AtTime(times.toMillis())).orElseThrow().id();
        return new ChangeRange(mode, from, to, Optional.empty(), Optional.empty());
    }

    private ChangeRange toAutomaticTag(String name, ChangeMode mode, AutomaticTags automaticTags)
            throws IOException
    {
        LocalDateTime period = automaticTags.period(name).orElseThrow(() -> VarveException.invalid("Tag '" + name +
                "' is not named as a tag that the table creates for a period, see options tag.creation-period and tag.period-formatter"));
        Optional<Tag> end = tags.find(name);
        if (end.isEmpty()) {
            throw VarveException.notFound("Tag '" + name + "' does not exist");
        }
        String previous = null;
        LocalDateTime previousPeriod = LocalDateTime.MIN;
        for (String candidate : tags.names()) {
            Optional<LocalDateTime> start = automaticTags.period(candidate);
            if (start.isPresent() && start.get().isBefore(period) && start.get().isAfter(previousPeriod)) {
                previous = candidate;
                previousPeriod = start.get();
            }
        }
        if (previous == null) {
            long id = end.get().snapshot().id();
            return new ChangeRange(mode, id, id, Optional.of(name), Optional.of(name));
        }
        return betweenTags(tags.tag(previous), end.get(), mode);
    }

    /**
     * A snapshot whose changes are wanted, or what is kept of it.
     *
     * @throws VarveException of kind EXPIRED or NOT_FOUND if neither is there
     */
    public Snapshot withChanges(long id)
            throws IOException
    {
        Optional<Snapshot> found = findWithChanges(id);
        return found.isPresent() ? found.get() : snapshots.snapshot(id);
    }

    /** As {@link #withChanges}, but empty if neither is there. */
    public Optional<Snapshot> findWithChanges(long id)
            throws IOException
    {
        // A snapshot becomes a changelog file before it expires.
        Optional<Snapshot> found = snapshots.find(id);
        return found.isPresent() ? found : changelogs.find(id);
    }

    /** The state at one end of a range; empty for that before the first snapshot. */
    public Optional<Snapshot> state(long id, Optional<String> tag)
            throws IOException
    {
        if (tag.isPresent()) {
            Snapshot snapshot = tags.tag(tag.get()).snapshot();
            if (snapshot.id() != id) {
                throw VarveException.notFound("Tag '" + tag.get() + "' is no longer one of snapshot " + id);
            }
            return Optional.of(snapshot);
        }
        return id == 0 ? Optional.empty() : Optional.of(snapshots.snapshot(id));
    }
}
