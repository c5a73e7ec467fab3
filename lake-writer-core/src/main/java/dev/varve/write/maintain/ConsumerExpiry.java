package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.schema.OptionMap;
import dev.varve.storage.WritableStorage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Forgets streaming readers that have told nothing for {@code consumer.expiration-time}, so that what they have not read may expire. Failures are
 * {@link dev.varve.error.VarveException}s. Safe for use by several threads.
 */
public final class ConsumerExpiry
{
    private final MaintainedTable table;

    private ConsumerExpiry(MaintainedTable table)
    {
        this.table = table;
    }

    /** @param storage the one of the table */
    public static ConsumerExpiry of(Table table, WritableStorage storage)
    {
        return new ConsumerExpiry(MaintainedTable.of(table, storage));
    }

    /**
     * Removes consumers, by the time at which the store says that their file was written.
     *
     * @param nowMillis the time, in milliseconds since the epoch
     * @return their names
     */
    public List<String> expire(long nowMillis)
    {
        Optional<Duration> time = new OptionMap(table.table().latestSchema().options()).duration("consumer.expiration-time");
        return time.isEmpty()
                ? List.of()
                : table.attempt("Expiring the consumers", () -> table.consumers().removeOlder(table.storage(), nowMillis - time.get().toMillis()));
    }
}
