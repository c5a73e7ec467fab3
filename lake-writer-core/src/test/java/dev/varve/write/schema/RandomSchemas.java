package dev.varve.write.schema;

import dev.varve.schema.TypeText;
import dev.varve.type.DataType;
import dev.varve.write.schema.SchemaChange.AddColumn;
import dev.varve.write.schema.SchemaChange.ChangeNullability;
import dev.varve.write.schema.SchemaChange.ChangeType;
import dev.varve.write.schema.SchemaChange.DropColumn;
import dev.varve.write.schema.SchemaChange.DropPrimaryKey;
import dev.varve.write.schema.SchemaChange.MoveColumn;
import dev.varve.write.schema.SchemaChange.Position;
import dev.varve.write.schema.SchemaChange.RemoveOption;
import dev.varve.write.schema.SchemaChange.RenameColumn;
import dev.varve.write.schema.SchemaChange.SetColumnComment;
import dev.varve.write.schema.SchemaChange.SetDefaultValue;
import dev.varve.write.schema.SchemaChange.SetOption;
import dev.varve.write.schema.SchemaChange.SetTableComment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Tables and changes of them: names and values come from small sets, so that many fit together and many contradict each other. */
final class RandomSchemas
{
    private static final List<String> NAMES = List.of("id", "dt", "v", "w", "seq", "r", "a", "m");
    private static final List<String> MEMBERS = List.of("x", "y", "z");
    private static final List<String> TYPES = List.of(
            "INT", "BIGINT", "TINYINT", "STRING", "VARCHAR(5)", "CHAR(4)", "DOUBLE", "FLOAT", "DECIMAL(10, 2)", "BOOLEAN", "DATE", "BYTES", "BINARY(4)",
            "TIME(3)", "TIMESTAMP(3)", "TIMESTAMP(6)", "TIMESTAMP(9)", "TIMESTAMP(3) WITH LOCAL TIME ZONE", "VARIANT",
            "ROW<x INT, y ROW<x INT NOT NULL, z STRING>>", "ARRAY<INT>", "ARRAY<ROW<x INT, y STRING>>", "MAP<STRING, BIGINT>", "MAP<INT, ROW<x INT, y ARRAY<INT>>>", "MULTISET<STRING>");
    private static final List<String> DEFAULTS = List.of("1", "'a'", "abc", "2024-01-01", "true", "'1'", "1.5");
    private static final List<String> COLUMN_NAMES_REFUSED = List.of("_KEY_id", "rowkind", "_ROW_ID", "_VALUE_KIND");

    /** Values of options. An asterisk stands for a column. */
    private static final Map<String, List<String>> OPTIONS = Map.ofEntries(
            Map.entry("bucket", List.of("1", "2", "-1", "-2", "0", "4")),
            Map.entry("bucket-key", List.of("*", "*,*", "id")),
            Map.entry("merge-engine", List.of("deduplicate", "partial-update", "aggregation", "first-row")),
            Map.entry("changelog-producer", List.of("none", "input", "lookup", "full-compaction")),
            Map.entry("sequence.field", List.of("seq", "*", "*,*")),
            Map.entry("fields.*.aggregate-function", List.of("max", "last_non_null_value", "first_value", "nonsense")),
            Map.entry("fields.default-aggregate-function", List.of("last_value", "last_non_null_value")),
            Map.entry("fields.*.sequence-group", List.of("*", "v,w")),
            Map.entry("fields.*.ignore-retract", List.of("true", "false")),
            Map.entry("partial-update.remove-record-on-delete", List.of("true", "false")),
            Map.entry("partial-update.remove-record-on-sequence-group", List.of("*", "seq")),
            Map.entry("ignore-delete", List.of("true", "false")),
            Map.entry("ignore-update-before", List.of("true", "false")),
            Map.entry("deletion-vectors.enabled", List.of("true", "false")),
            Map.entry("deletion-vectors.modifiable", List.of("true", "false")),
            Map.entry("rowkind.field", List.of("*")),
            Map.entry("file.format", List.of("parquet", "orc", "avro")),
            Map.entry("snapshot.num-retained.min", List.of("0", "1", "5", "20")),
            Map.entry("snapshot.num-retained.max", List.of("3", "10", "30")),
            Map.entry("changelog.num-retained.min", List.of("1", "15")),
            Map.entry("row-tracking.enabled", List.of("true")),
            Map.entry("data-evolution.enabled", List.of("true")),
            Map.entry("streaming-read-overwrite", List.of("true")),
            Map.entry("partition.expiration-time", List.of("1 d")),
            Map.entry("record-level.time-field", List.of("*")),
            Map.entry("full-compaction.delta-commits", List.of("2")),
            Map.entry("table-read.sequence-number.enabled", List.of("true")),
            Map.entry("disable-explicit-type-casting", List.of("true", "false")),
            Map.entry("alter-column-null-to-not-null.disabled", List.of("true", "false")),
            Map.entry("add-column-before-partition", List.of("true", "false")),
            Map.entry("primary-key", List.of("id", "id,dt", "*")),
            Map.entry("partition", List.of("dt", "*")),
            Map.entry("upsert-key", List.of("id", "*")),
            Map.entry("pk-clustering-override", List.of("true")),
            Map.entry("clustering.columns", List.of("v")),
            Map.entry("target-file-size", List.of("64 mb")));

    private final Random random;

    RandomSchemas(Random random)
    {
        this.random = random;
    }

    NewTable table()
    {
        List<NewColumn> columns = new ArrayList<>();
        columns.add(column("id", "INT"));
        if (random.nextInt(10) > 0) {
            columns.add(column("dt", "STRING"));
        }
        if (random.nextBoolean()) {
            columns.add(column("seq", random.nextBoolean() ? "BIGINT" : "INT"));
        }
        for (String name : NAMES.subList(2, NAMES.size())) {
            if (random.nextInt(3) > 0 && columns.stream().noneMatch(column -> column.name().equals(name))) {
                columns.add(column(name, pick(TYPES)));
            }
        }
        if (random.nextInt(30) == 0) {
            columns.add(column(pick(COLUMN_NAMES_REFUSED), "INT"));
        }
        if (random.nextInt(40) == 0) {
            columns.add(column("id", "INT"));
        }
        List<String> partitionKeys = random.nextInt(3) == 0 ? List.of(random.nextInt(8) == 0 ? pick(NAMES) : "dt") : List.of();
        return new NewTable(columns, partitionKeys, primaryKeys(), options(), maybe("a table"));
    }

    private List<String> primaryKeys()
    {
        return switch (random.nextInt(6)) {
            case 0, 1 -> List.of();
            case 2, 3 -> List.of("id");
            case 4 -> List.of("id", "dt");
            default -> List.of(pick(NAMES));
        };
    }

    private NewColumn column(String name, String type)
    {
        return new NewColumn(name, TypeText.parse(type).withNullable(random.nextInt(4) > 0), maybe("about " + name), random.nextInt(15) == 0 ? Optional.of(pick(DEFAULTS)) : Optional.empty());
    }

    private Map<String, String> options()
    {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String key = pick(List.copyOf(new java.util.TreeSet<>(OPTIONS.keySet())));
            options.put(withColumn(key), withColumn(pick(OPTIONS.get(key))));
        }
        if (random.nextBoolean()) {
            options.putIfAbsent("bucket", "1");
        }
        return options;
    }

    private String withColumn(String text)
    {
        String result = text;
        while (result.contains("*")) {
            result = result.replaceFirst("\\*", pick(NAMES));
        }
        return result;
    }

    List<SchemaChange> changes()
    {
        List<SchemaChange> changes = new ArrayList<>();
        for (int i = random.nextInt(5) == 0 ? 2 : 1; i > 0; i--) {
            changes.add(change());
        }
        return changes;
    }

    private SchemaChange change()
    {
        switch (random.nextInt(13)) {
            case 0: {
                String key = pick(List.copyOf(new java.util.TreeSet<>(OPTIONS.keySet())));
                return new SetOption(withColumn(key), withColumn(pick(OPTIONS.get(key))));
            }
            case 1:
                return new RemoveOption(withColumn(pick(List.copyOf(new java.util.TreeSet<>(OPTIONS.keySet())))));
            case 2:
                return new SetTableComment(maybe("changed"));
            case 3:
                return new DropColumn(random.nextInt(3) == 0 ? memberPath() : List.of(pick(NAMES)));
            case 4:
                return new RenameColumn(List.of(pick(NAMES)), pick(NAMES) + (random.nextBoolean() ? "2" : ""));
            case 5:
                return new RenameColumn(memberPath(), pick(MEMBERS));
            case 6:
                return new ChangeNullability(path(), random.nextBoolean());
            case 7:
                return new SetColumnComment(random.nextBoolean() ? memberPath() : List.of(pick(NAMES)), maybe("changed"));
            case 8:
                return new SetDefaultValue(List.of(pick(NAMES)), random.nextInt(4) == 0 ? Optional.empty() : Optional.of(pick(DEFAULTS)));
            case 9:
                return new MoveColumn(pick(NAMES), position());
            case 10:
                return random.nextInt(4) == 0 ? new DropPrimaryKey() : new ChangeType(path(), type(), random.nextBoolean());
            case 11:
                return new ChangeType(path(), type(), random.nextBoolean());
            default:
                List<String> path = random.nextInt(3) == 0 ? memberPath() : List.of(pick(NAMES) + random.nextInt(3));
                return new AddColumn(path, type(), maybe("added"), path.size() == 1 && random.nextBoolean() ? Optional.of(position()) : Optional.empty());
        }
    }

    private Position position()
    {
        return switch (random.nextInt(4)) {
            case 0 -> new Position.First();
            case 1 -> new Position.Last();
            case 2 -> new Position.After(pick(NAMES));
            default -> new Position.Before(pick(NAMES));
        };
    }

    private DataType type()
    {
        return TypeText.parse(pick(TYPES)).withNullable(random.nextInt(5) > 0);
    }

    private List<String> path()
    {
        List<String> path = new ArrayList<>(List.of(pick(NAMES)));
        switch (random.nextInt(4)) {
            case 0:
                return memberPath();
            case 1:
                path.add(random.nextBoolean() ? "element" : "value");
                return path;
            default:
                return path;
        }
    }

    private List<String> memberPath()
    {
        List<String> path = new ArrayList<>(List.of(pick(NAMES)));
        if (random.nextInt(3) == 0) {
            path.add(random.nextBoolean() ? "element" : "value");
        }
        path.add(pick(MEMBERS));
        if (random.nextInt(4) == 0) {
            path.add(pick(MEMBERS));
        }
        return path;
    }

    private Optional<String> maybe(String text)
    {
        return random.nextInt(4) == 0 ? Optional.of(text) : Optional.empty();
    }

    private <T> T pick(List<T> values)
    {
        return values.get(random.nextInt(values.size()));
    }
}
