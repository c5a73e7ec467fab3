package dev.varve.scan;

import dev.varve.error.VarveException;
import dev.varve.schema.MergeEngine;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;

import java.util.Locale;

/**
 * How much of what a primary-key table has not compacted yet a read merges: a trade of how new the rows are for how fast they come. New rows sink
 * from level 0 to deeper levels, so what is left out is always what was written last.
 *
 * @param levels how many levels are merged at most, counted from the deepest; 0 for all but level 0
 */
public record Freshness(int levels)
{
    /** Every level: the rows of the snapshot. */
    public static final Freshness FULL = new Freshness(Integer.MAX_VALUE);

    private static final String FULL_TEXT = "full";
    private static final String SKIP_LEVEL_0 = "skip_level_0";
    private static final String READ_OPTIMIZED = "read_optimized";

    public Freshness
    {
        if (levels < 0) {
            throw new IllegalArgumentException("levels is negative: " + levels);
        }
    }

    /**
     * @param text {@code full}, {@code skip_level_0}, {@code read_optimized}, which is one level, or a number of levels
     * @throws VarveException of kind INVALID_REQUEST for any other text
     */
    public static Freshness parse(String text)
    {
        return switch (text) {
            case FULL_TEXT -> FULL;
            case SKIP_LEVEL_0 -> new Freshness(0);
            case READ_OPTIMIZED -> new Freshness(1);
            default -> {
                if (!text.matches("[1-9][0-9]{0,2}")) {
                    throw VarveException.invalid("Freshness is '" + text + "', expected is '" + FULL_TEXT + "', '" + SKIP_LEVEL_0 + "', '" + READ_OPTIMIZED +
                            "' or how many levels are merged at most, 1 to 999");
                }
                yield new Freshness(Integer.parseInt(text));
            }
        };
    }

    public boolean isFull()
    {
        return equals(FULL);
    }

    /**
     * The lowest level that is read of a table.
     *
     * @throws VarveException of kind UNSUPPORTED_FEATURE if the table would then show rows that it never had
     */
    public int lowestLevel(TableSchema schema, TableOptions options)
    {
        int lowest = !schema.hasPrimaryKey() ? 0 : levels == 0 ? 1 : Math.max(0, options.numLevels() - levels);
        int lowestVisible = options.hidesLevel0() ? 1 : 0;
        if (lowest > lowestVisible) {
            requireWholeRows(schema, options, lowest);
        }
        return lowest;
    }

    private static void requireWholeRows(TableSchema schema, TableOptions options, int lowest)
    {
        MergeEngine engine = options.merge().engine();
        if (engine == MergeEngine.PARTIAL_UPDATE || engine == MergeEngine.AGGREGATION) {
            throw refused("merge-engine is " + engine.name().toLowerCase(Locale.ENGLISH).replace('_', '-') +
                    ": part of what a commit says of a row may have been compacted already, and a row made of it alone was never there");
        }
        if (options.deletionVectors() && lowest > 1) {
            throw refused("deletion vectors mark the rows of deeper levels that newer levels replace: without these, the rows would be missing");
        }
        if (!schema.primaryKeys().containsAll(schema.partitionKeys())) {
            throw refused("the primary key does not have all partition columns: a row that moved to another partition could be in both, or in none");
        }
        if (options.fallbackBranch().isPresent()) {
            throw refused("scan.fallback-branch is set: the levels of the other branch are other levels");
        }
        if (options.overlappingLevels()) {
            throw refused("pk-clustering-override is set: a level may hold several versions of a row");
        }
    }

    private static VarveException refused(String reason)
    {
        return VarveException.unsupported("Levels cannot be left out of a read of this table, as " + reason + ". Ask for full freshness");
    }
}
