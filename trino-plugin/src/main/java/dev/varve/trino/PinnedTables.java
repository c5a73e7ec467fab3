package dev.varve.trino;

import dev.varve.Table;
import dev.varve.TableName;
import dev.varve.TableVersion;
import dev.varve.error.VarveException;
import dev.varve.scan.Freshness;
import dev.varve.snapshot.VersionSelector;
import dev.varve.trino.error.ErrorTranslation;
import dev.varve.trino.error.VarveErrorCode;
import dev.varve.trino.handle.PinnedFallback;
import dev.varve.trino.handle.SkippedRead;
import dev.varve.trino.handle.VarveRelationHandle;
import dev.varve.trino.handle.VarveTableHandle;
import dev.varve.view.DataView;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.SchemaTableName;

import java.util.Optional;
import java.util.function.Supplier;

import static dev.varve.trino.error.ErrorTranslation.translating;
import static java.util.Objects.requireNonNull;

/** From the names in a query to what it reads: a table, a view or a table about a table, pinned to one state. */
final class PinnedTables
{
    private final CatalogTables tables;
    private final SystemMetadata systemTables;

    PinnedTables(CatalogTables tables, SystemMetadata systemTables)
    {
        this.tables = requireNonNull(tables, "tables is null");
        this.systemTables = requireNonNull(systemTables, "systemTables is null");
    }

    /** @param version empty for the newest; the result is empty if there is no such table */
    Optional<VarveRelationHandle> find(ConnectorSession session, SchemaTableName name, Optional<VersionSelector> version)
    {
        if (SystemMetadata.isGlobal(name)) {
            return SystemMetadata.global(name, version).map(VarveRelationHandle.class::cast);
        }
        TableName parsed = translating(() -> TableName.parse(name.getTableName()));
        return tables.open(session, name.getSchemaName(), parsed).map(table -> handle(session, name, parsed, table, version));
    }

    private VarveRelationHandle handle(ConnectorSession session, SchemaTableName name, TableName parsed, Table named, Optional<VersionSelector> asked)
    {
        Optional<Table> branch = asked.flatMap(selected -> branch(named, selected));
        Table table = branch.orElse(named);
        Optional<VersionSelector> selector = branch.isPresent() ? Optional.empty() : asked;
        Optional<DataView> view = parsed.system().flatMap(DataView::named);
        if (view.isPresent()) {
            VarveTableHandle handle = pinned(session, name, table, selector).withView(view.get());
            // It may be none of the table.
            tables.schema(session, handle);
            return handle;
        }
        return parsed.system().isPresent()
                ? systemTables.about(session, name, parsed, table, selector)
                : fresh(session, pinned(session, name, table, selector));
    }

    /** The handle with as much of the table as the session wants merged. */
    private VarveTableHandle fresh(ConnectorSession session, VarveTableHandle handle)
    {
        Freshness freshness = VarveSessionProperties.mergeFreshness(session);
        if (freshness.isFull() || handle.snapshot().isEmpty()) {
            return handle;
        }
        return translating(() -> {
            TableVersion version = tables.version(session, handle);
            int lowestLevel = freshness.lowestLevel(version.schema(), version.options());
            return lowestLevel == 0 ? handle : handle.withSkipped(new SkippedRead(lowestLevel, version.skippedLevels(lowestLevel).toString()));
        });
    }

    private VarveTableHandle pinned(ConnectorSession session, SchemaTableName name, Table table, Optional<VersionSelector> selector)
    {
        CatalogTables.Shown shown = selector
                .map(selected -> new CatalogTables.Shown(version(table, selected), CatalogTables.tag(table, selected)))
                .orElseGet(() -> tables.shown(session, table));
        TableVersion version = shown.version();
        VarveTableHandle handle = VarveTableHandle.of(
                name,
                table.location().text(),
                CatalogTables.branch(table),
                version.snapshot().map(snapshot -> tables.pin(session, table, snapshot, shown.tag())),
                version.schema().id());
        Optional<PinnedFallback> fallback = version.fallback()
                .flatMap(branch -> branch.snapshot().map(snapshot -> new PinnedFallback(branch.table().branch(), tables.pin(session, branch.table(), snapshot, Optional.empty()))));
        return fallback.map(handle::withFallback).orElse(handle);
    }

    /** The newest state of a branch is a version of the table, too. */
    private static Optional<Table> branch(Table table, VersionSelector selector)
    {
        Optional<String> branch = TableVersions.branch(selector).filter(_ -> CatalogTables.tag(table, selector).isEmpty());
        return branch.map(name -> findingVersion(() -> table.branch(name)));
    }

    private static TableVersion version(Table table, VersionSelector selector)
    {
        return findingVersion(() -> table.version(selector));
    }

    private static <T> T findingVersion(Supplier<T> finding)
    {
        try {
            return finding.get();
        }
        catch (VarveException e) {
            if (e.kind() == VarveException.Kind.NOT_FOUND) {
                throw new TrinoException(VarveErrorCode.VARVE_VERSION_NOT_FOUND, e.getMessage(), e);
            }
            throw ErrorTranslation.translate(e);
        }
    }
}
