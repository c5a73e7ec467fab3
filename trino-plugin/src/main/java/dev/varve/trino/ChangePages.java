package dev.varve.trino;

import dev.varve.TableVersion;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.read.ChangeReader;
import dev.varve.trino.block.BlockEncoder;
import dev.varve.trino.handle.VarveChangeSplit;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.predicate.DomainPredicate;
import dev.varve.trino.type.TypeMapping;
import io.trino.spi.connector.ConnectorPageSource;
import io.trino.spi.connector.MemoryContext;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.predicate.TupleDomain;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

import static dev.varve.trino.error.ErrorTranslation.translating;

/** Opens portions of changes on the workers. */
final class ChangePages
{
    private ChangePages() {}

    static ConnectorPageSource open(
            SchemaTableName table,
            TableVersion version,
            DataFileFormats formats,
            TypeMapping types,
            VarveChangeSplit split,
            TupleDomain<VarveColumnHandle> constraint,
            List<VarveColumnHandle> columns,
            MemoryContext memory)
    {
        List<VarveColumnHandle> stored = columns.stream().filter(column -> !ChangeColumns.isTold(column)).toList();
        Set<Integer> conditions = constraint.getDomains().orElseThrow().keySet().stream().map(VarveColumnHandle::fieldId).collect(Collectors.toUnmodifiableSet());
        ColumnReads reads = ColumnReads.of(table, version.schema(), stored, conditions, types);
        ReadMetrics metrics = new ReadMetrics();
        ChangeReader reader = translating(() -> ChangeReader.of(
                TableVersion.of(version.table(), reads.schema(), version.snapshot()),
                formats,
                reads.columns(),
                DomainPredicate.condition(constraint, reads.schema().fields()),
                false,
                metrics));
        Iterator<PageColumn> storedPages = reads.pageColumns().iterator();
        List<PageColumn> pages = new ArrayList<>();
        for (VarveColumnHandle column : columns) {
            pages.add(ChangeColumns.isTold(column) ? told(column, reader) : storedPages.next());
        }
        return new VarvePageSource(
                new NamedChanges(translating(() -> reader.open(split.decode())), reader.kindColumn()),
                pages,
                metrics,
                memory,
                OptionalLong.empty());
    }

    private static PageColumn told(VarveColumnHandle column, ChangeReader reader)
    {
        int index = column.equals(ChangeColumns.CHANGE_TYPE) ? reader.kindColumn()
                : column.equals(ChangeColumns.SNAPSHOT_ID) ? reader.snapshotColumn() : reader.timeColumn();
        return new PageColumn(index, BlockEncoder.of(column.type()), List.of(), Optional.empty());
    }
}
