package dev.varve.write.schema;

import dev.varve.write.schema.TwinTables.Outcome;
import org.apache.paimon.CoreOptions;
import org.testng.annotations.Test;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

public class TestTwinSchemas
{
    private static final int TABLES = Integer.getInteger("varve.twin-tables", 200);
    private static final int CHANGES = 12;

    /** Where Varve refuses and Paimon does not, as {@code docs/tables.md} says. */
    private static final Pattern STRICTER = Pattern.compile(String.join("|",
            "after '.*', only '.*' can follow",
            "^Column '.*' does not exist: '.*' is [A-Z]",
            "^Option (fields\\..*\\.sequence-group|partial-update\\.remove-record-on-sequence-group) of the table names column",
            "^Column '.*' cannot be part of the .* key: it is VARIANT",
            "^Option bucket-key names a column twice",
            "cannot have the default value"));

    @Test
    public void refusesAndDoesWhatPaimonDoes()
            throws Exception
    {
        long seed = Long.getLong("varve.seed", System.nanoTime());
        Random random = new Random(seed);
        RandomSchemas schemas = new RandomSchemas(random);
        int created = 0;
        int altered = 0;
        try (TwinTables twins = TwinTables.open()) {
            for (int i = 0; i < TABLES; i++) {
                String name = "t" + i;
                NewTable table = schemas.table();
                if (!same(twins.createByVarve(name, table), twins.createByPaimon(name, table), "seed %s, table %s, %s".formatted(seed, name, table))) {
                    continue;
                }
                created++;
                if (random.nextBoolean()) {
                    twins.addSnapshots(name);
                }
                for (int j = 0; j < CHANGES; j++) {
                    List<SchemaChange> changes = schemas.changes();
                    Outcome paimon = twins.alterByPaimon(name, changes);
                    if (same(twins.alterByVarve(name, changes), paimon, "seed %s, table %s, %s, %s".formatted(seed, name, table, changes))) {
                        altered++;
                    }
                    else if (paimon.accepted()) {
                        // The twins are no longer alike.
                        break;
                    }
                }
            }
        }
        assertThat(created).as("tables created with seed %s", seed).isGreaterThan(TABLES / 5);
        assertThat(altered).as("changes made with seed %s", seed).isGreaterThan(created);
    }

    /** Whether both accepted it. What they did then is the same. */
    private static boolean same(Outcome varve, Outcome paimon, String description)
    {
        if (varve.accepted() && paimon.accepted()) {
            assertThat(varve.schema()).as(description).isEqualTo(paimon.schema());
            return true;
        }
        paimon.refusal().ifPresent(refusal -> assertThat(varve.accepted()).as("%s%nPaimon refuses: %s", description, refusal).isFalse());
        if (paimon.accepted()) {
            assertThat(varve.refusal().orElseThrow().getMessage()).as(description).containsPattern(STRICTER);
        }
        return false;
    }

    @Test
    public void knowsWhichOptionsAreImmutable()
    {
        assertThat(OptionChange.IMMUTABLE).isEqualTo(CoreOptions.IMMUTABLE_OPTIONS);
    }
}
