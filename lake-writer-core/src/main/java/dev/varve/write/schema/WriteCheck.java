package dev.varve.write.schema;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import dev.varve.type.VariantType;

import java.util.List;

/**
 * Whether a table has options that let Paimon write something else, or more, than Varve does. To ignore them would be noticed by others, and late.
 * What options make of data files is checked where these are written.
 */
public final class WriteCheck
{
    private static final List<String> SHREDDING = List.of("variant.shreddingSchema", "parquet.variant.shreddingSchema");

    private WriteCheck() {}

    /**
     * @throws VarveException of kind UNSUPPORTED_FEATURE, naming the option and what to do
     */
    public static void require(TableSchema schema)
    {
        OptionMap options = new OptionMap(schema.options());
        if (options.text("commit.callbacks").isPresent()) {
            throw VarveException.unsupported("The table has option commit.callbacks, which names classes of Paimon's that are told of each commit: Varve cannot call " +
                    "them. Commit with Paimon, or remove the option");
        }
        String iceberg = options.text("metadata.iceberg.storage").orElse("disabled");
        if (!iceberg.equalsIgnoreCase("disabled")) {
            throw VarveException.unsupported("The table has option metadata.iceberg.storage=" + iceberg + ", but Varve writes no metadata of Iceberg: its readers would " +
                    "not see the commit. Commit with Paimon, or set it to disabled");
        }
        requirePossibleTags(schema, options);
        SchemaCheck.requireLevels(options);
        if (schema.fields().fields().stream().map(Field::type).anyMatch(WriteCheck::hasVariant)) {
            requireNoShredding(options);
        }
    }

    /** Commits with {@code write-only} make no tags with Paimon either: a job of their own does. */
    private static void requirePossibleTags(TableSchema schema, OptionMap options)
    {
        if (options.text("tag.automatic-creation").isEmpty() || !TagCreation.of(schema).byPeriod() || options.flag("write-only", false)) {
            return;
        }
        if (options.text("tag.callbacks").isPresent()) {
            throw VarveException.unsupported("The table creates tags by itself, option tag.automatic-creation, and has option tag.callbacks, which names classes of Paimon's " +
                    "that Varve cannot call. Set write-only=true and let another job create them, or remove the option");
        }
    }

    private static void requireNoShredding(OptionMap options)
    {
        for (String key : SHREDDING) {
            if (options.text(key).isPresent()) {
                throw VarveException.unsupported("The table has option " + key + ", but Varve writes values of VARIANT whole: remove the option, readers need it not");
            }
        }
        if (options.flag("variant.inferShreddingSchema", false)) {
            throw VarveException.unsupported("The table has option variant.inferShreddingSchema=true, but Varve writes values of VARIANT whole: set it to false");
        }
    }

    private static boolean hasVariant(DataType type)
    {
        return type instanceof VariantType || type instanceof RowType row && row.fields().stream().map(Field::type).anyMatch(WriteCheck::hasVariant);
    }
}
