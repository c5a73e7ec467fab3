package dev.varve.system;

import dev.varve.Table;
import dev.varve.schema.SchemaText;
import dev.varve.schema.SecretOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Snapshot.ListFile;
import dev.varve.snapshot.Tag;
import dev.varve.system.SystemTable.Definition;
import dev.varve.type.Field;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import static dev.varve.system.SystemColumn.bigint;
import static dev.varve.system.SystemColumn.maybeBigint;
import static dev.varve.system.SystemColumn.maybeText;
import static dev.varve.system.SystemColumn.maybeTime;
import static dev.varve.system.SystemColumn.text;
import static dev.varve.system.SystemColumn.time;

/** The system tables about a table as a whole, which have no versions: its history, schemas, names and readers. */
final class SnapshotTables
{
    private SnapshotTables() {}

    static Definition<Snapshot> snapshots(Table table, ZoneId zone)
    {
        return new Definition<>(
                List.of(
                        bigint("snapshot_id", Snapshot::id),
                        bigint("schema_id", Snapshot::schemaId),
                        text("commit_user", snapshot -> snapshot.commit().user()),
                        bigint("commit_identifier", snapshot -> snapshot.commit().identifier()),
                        text("commit_kind", snapshot -> snapshot.commit().kind().toString()),
                        time("commit_time", zone, Snapshot::timeMillis),
                        text("base_manifest_list", snapshot -> snapshot.baseManifestList().name()),
                        text("delta_manifest_list", snapshot -> snapshot.deltaManifestList().name()),
                        maybeText("changelog_manifest_list", snapshot -> snapshot.changelogManifestList().map(ListFile::name)),
                        maybeBigint("total_record_count", snapshot -> OptionalLong.of(snapshot.totalRecordCount())),
                        maybeBigint("delta_record_count", snapshot -> OptionalLong.of(snapshot.deltaRecordCount())),
                        maybeBigint("changelog_record_count", Snapshot::changelogRecordCount),
                        maybeBigint("watermark", Snapshot::watermark),
                        maybeBigint("next_row_id", Snapshot::nextRowId)),
                request -> Items.of(wanted(request, table.snapshots().ids()), table.snapshots()::find));
    }

    static Definition<TableSchema> schemas(Table table, ZoneId zone)
    {
        return new Definition<>(
                List.of(
                        bigint("schema_id", TableSchema::id),
                        text("fields", SchemaText::fields),
                        text("partition_keys", SchemaText::partitionKeys),
                        text("primary_keys", SchemaText::primaryKeys),
                        text("options", SchemaText::options),
                        maybeText("comment", TableSchema::comment),
                        time("update_time", zone, TableSchema::timeMillis)),
                request -> Items.of(wanted(request, table.schemas().ids()), id -> Optional.of(table.schemas().schema(id))));
    }

    /** The ids, of things whose first column is the id, that may be wanted. */
    private static List<Long> wanted(SystemRequest request, List<Long> ids)
    {
        return ids.stream().filter(id -> request.mayWant(0, id)).toList();
    }

    static Definition<Map.Entry<String, String>> options(Table table)
    {
        return new Definition<>(
                List.of(
                        text("key", Map.Entry::getKey),
                        text("value", option -> SecretOptions.shown(option.getKey(), option.getValue()))),
                request -> Items.of(table.latestSchema().options().entrySet()));
    }

    static Definition<Tag> tags(Table table, ZoneId zone)
    {
        return new Definition<>(
                List.of(
                        text("tag_name", Tag::name),
                        bigint("snapshot_id", tag -> tag.snapshot().id()),
                        bigint("schema_id", tag -> tag.snapshot().schemaId()),
                        time("commit_time", zone, tag -> tag.snapshot().timeMillis()),
                        maybeBigint("record_count", tag -> OptionalLong.of(tag.snapshot().totalRecordCount())),
                        maybeTime("create_time", tag -> tag.created().map(LocalTimes::of).orElse(null)),
                        maybeText("time_retained", tag -> tag.retained().map(Duration::toString))),
                request -> Items.of(table.tags().names().stream().filter(name -> request.mayWant(0, name)).toList(), table.tags()::find));
    }

    static Definition<BranchLog.Branch> branches(Table table, ZoneId zone)
    {
        return new Definition<>(
                List.of(
                        text("branch_name", BranchLog.Branch::name),
                        time("create_time", zone, BranchLog.Branch::createdMillis)),
                request -> Items.of(
                        table.branches().names().stream().filter(name -> request.mayWant(0, name)).toList(),
                        name -> Optional.of(table.branches().branch(name))));
    }

    static Definition<Map.Entry<String, Long>> consumers(Table table)
    {
        return new Definition<>(
                List.of(
                        text("consumer_id", Map.Entry::getKey),
                        bigint("next_snapshot_id", Map.Entry::getValue)),
                request -> Items.of(table.consumers().nextSnapshots().entrySet()));
    }

    static Definition<FieldOptions> aggregationFields(Table table)
    {
        return new Definition<>(
                List.of(
                        text("field_name", field -> field.field().name()),
                        text("field_type", field -> field.field().type().toString()),
                        maybeText("function", field -> Optional.of(field.values().toString())),
                        maybeText("function_options", field -> Optional.of(field.keys().toString())),
                        maybeText("comment", field -> field.field().comment())),
                request -> Items.of(fieldOptions(table.latestSchema())));
    }

    /** A column with the options {@code fields.<column>.*} that it has. */
    record FieldOptions(Field field, List<String> keys, List<String> values) {}

    private static List<FieldOptions> fieldOptions(TableSchema schema)
    {
        List<FieldOptions> all = new ArrayList<>();
        for (Field field : schema.fields().fields()) {
            List<String> keys = new ArrayList<>();
            List<String> values = new ArrayList<>();
            SchemaText.printed(schema).forEach((key, value) -> {
                String[] parts = key.split("\\.");
                if (parts.length > 2 && parts[0].equals("fields") && parts[1].equals(field.name())) {
                    keys.add(key);
                    values.add(SecretOptions.shown(key, value));
                }
            });
            all.add(new FieldOptions(field, keys, values));
        }
        return all;
    }
}
