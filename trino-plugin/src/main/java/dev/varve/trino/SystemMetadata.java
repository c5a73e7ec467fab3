package dev.varve.trino;

import dev.varve.Table;
import dev.varve.TableName;
import dev.varve.predicate.Predicate;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.VersionSelector;
import dev.varve.system.GlobalTables;
import dev.varve.system.SystemTable;
import dev.varve.system.SystemTables;
import dev.varve.trino.handle.SystemTableHandle;
import dev.varve.trino.handle.SystemTableHandle.Subject;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.predicate.DomainPredicate;
import dev.varve.trino.type.TypeMapping;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.Constraint;
import io.trino.spi.connector.ConstraintApplicationResult;
import io.trino.spi.connector.LimitApplicationResult;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.predicate.TupleDomain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import static dev.varve.trino.error.ErrorTranslation.translating;
import static io.trino.spi.StandardErrorCode.NOT_SUPPORTED;
import static java.util.Objects.requireNonNull;

/** The tables about tables, as Trino sees them: {@code t$snapshots} and the like, and those of the schema {@code sys}. */
final class SystemMetadata
{
    private final CatalogTables tables;
    private final TypeMapping types;

    SystemMetadata(CatalogTables tables, TypeMapping types)
    {
        this.tables = requireNonNull(tables, "tables is null");
        this.types = requireNonNull(types, "types is null");
    }

    /** The tables of the schema {@code sys}. */
    static List<SchemaTableName> globalTables()
    {
        return GlobalTables.names().stream().map(name -> new SchemaTableName(GlobalTables.DATABASE, name)).toList();
    }

    static boolean isGlobal(SchemaTableName name)
    {
        return name.getSchemaName().equals(GlobalTables.DATABASE);
    }

    /** The table of the schema {@code sys}, empty if there is none of that name. */
    static Optional<SystemTableHandle> global(SchemaTableName name, Optional<VersionSelector> version)
    {
        if (!GlobalTables.names().contains(name.getTableName())) {
            return Optional.empty();
        }
        if (version.isPresent()) {
            throw new TrinoException(NOT_SUPPORTED, "Table '%s' has no versions".formatted(name));
        }
        return Optional.of(SystemTableHandle.of(name, name.getTableName(), Optional.empty()));
    }

    /**
     * The table of that name about a table.
     *
     * @param subject the table, or branch of it, that the name begins with
     * @throws TrinoException if there is no such system table; the message names those that there are
     */
    SystemTableHandle about(ConnectorSession session, SchemaTableName name, TableName parsed, Table subject, Optional<VersionSelector> version)
    {
        String system = parsed.system().orElseThrow();
        Optional<Snapshot> snapshot = SystemTables.hasVersions(system)
                ? translating(() -> subject.snapshot(version.orElse(VersionSelector.LATEST)))
                : Optional.empty();
        Optional<String> tag = version.flatMap(selected -> CatalogTables.tag(subject, selected));
        SystemTableHandle handle = SystemTableHandle.of(name, system, Optional.of(new Subject(
                new SchemaTableName(name.getSchemaName(), parsed.table()),
                subject.location().text(),
                CatalogTables.branch(subject),
                snapshot.map(found -> tables.pin(session, subject, found, tag)))));
        translating(() -> SystemTables.of(subject, system, version, session.getTimeZoneKey().getZoneId()));
        return handle;
    }

    /** What a handle stands for. */
    SystemTable table(ConnectorSession session, SystemTableHandle handle)
    {
        return translating(() -> {
            if (handle.subject().isEmpty()) {
                return GlobalTables.of(tables.catalog(session), tables.options(), handle.system());
            }
            Subject subject = handle.subject().get();
            Optional<VersionSelector> version = subject.snapshot().map(pinned -> pinned.tag()
                    .<VersionSelector>map(VersionSelector.TagName::new)
                    .orElseGet(() -> new VersionSelector.SnapshotId(pinned.id())));
            return SystemTables.of(tables.subject(session, subject), handle.system(), version, session.getTimeZoneKey().getZoneId());
        });
    }

    ConnectorTableMetadata metadata(ConnectorSession session, SystemTableHandle handle)
    {
        RowType type = table(session, handle).type();
        return new ConnectorTableMetadata(handle.name(), type.fields().stream().map(this::metadata).toList());
    }

    private ColumnMetadata metadata(Field field)
    {
        return ColumnMetadata.builder()
                .setName(sqlName(field))
                .setType(types.toTrino(field.type()).orElseThrow())
                .setNullable(field.type().nullable())
                .build();
    }

    Map<String, ColumnHandle> columns(ConnectorSession session, SystemTableHandle handle)
    {
        Map<String, ColumnHandle> columns = new LinkedHashMap<>();
        for (Field field : table(session, handle).type().fields()) {
            columns.put(sqlName(field), new VarveColumnHandle(field.id(), field.name(), types.toTrino(field.type()).orElseThrow(), false));
        }
        return columns;
    }

    ColumnMetadata metadata(ConnectorSession session, SystemTableHandle handle, VarveColumnHandle column)
    {
        return metadata(table(session, handle).type().field(column.fieldId()));
    }

    static Optional<ConstraintApplicationResult<ConnectorTableHandle>> filter(SystemTableHandle handle, Constraint constraint)
    {
        TupleDomain<VarveColumnHandle> asked = constraint.getSummary().transformKeys(VarveColumnHandle.class::cast);
        TupleDomain<VarveColumnHandle> narrowed = handle.constraint().intersect(asked);
        if (handle.limit().isPresent() || narrowed.equals(handle.constraint())) {
            return Optional.empty();
        }
        return Optional.of(new ConstraintApplicationResult<>(
                handle.withConstraint(narrowed), constraint.getSummary(), constraint.getExpression(), false));
    }

    static Optional<LimitApplicationResult<ConnectorTableHandle>> limit(SystemTableHandle handle, long limit)
    {
        if (handle.limit().orElse(Long.MAX_VALUE) <= limit || !handle.constraint().isAll()) {
            return Optional.empty();
        }
        return Optional.of(new LimitApplicationResult<>(handle.withLimit(limit), false, false));
    }

    /** The condition of a read, on the columns of the system table. */
    static Optional<Predicate> condition(SystemTableHandle handle, RowType type)
    {
        return DomainPredicate.condition(handle.constraint(), type);
    }

    private static String sqlName(Field field)
    {
        return field.name().toLowerCase(Locale.ENGLISH);
    }
}
