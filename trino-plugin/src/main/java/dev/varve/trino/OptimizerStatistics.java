package dev.varve.trino;

import dev.varve.TableVersion;
import dev.varve.row.Literal;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.predicate.DomainPredicate;
import dev.varve.trino.predicate.NativeValue;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.statistics.ColumnStatistics;
import io.trino.spi.statistics.DoubleRange;
import io.trino.spi.statistics.Estimate;
import io.trino.spi.statistics.TableStatistics;
import io.trino.spi.type.Type;

import java.util.Collection;
import java.util.Optional;

import static dev.varve.trino.error.ErrorTranslation.translating;

/** What the metadata of a table tells Trino's cost-based optimizer. */
final class OptimizerStatistics
{
    private OptimizerStatistics() {}

    static TableStatistics of(TableVersion version, TupleDomain<VarveColumnHandle> constraint, Collection<ColumnHandle> columns)
    {
        if (constraint.isNone()) {
            return TableStatistics.builder().setRowCount(Estimate.zero()).build();
        }
        dev.varve.scan.TableStatistics statistics = translating(() -> version.statistics(DomainPredicate.condition(constraint, version.schema().fields())));
        TableStatistics.Builder builder = TableStatistics.builder();
        builder.setRowCount(Estimate.of(statistics.rowCount()));
        for (ColumnHandle handle : columns) {
            VarveColumnHandle column = (VarveColumnHandle) handle;
            version.schema().fields().indexOfId(column.fieldId()).ifPresent(index ->
                    Optional.ofNullable(statistics.columns().get(index))
                            .ifPresent(known -> builder.setColumnStatistics(column, of(column.type(), known, statistics.rowCount()))));
        }
        return builder.build();
    }

    private static ColumnStatistics of(Type type, dev.varve.scan.TableStatistics.Column column, long rowCount)
    {
        ColumnStatistics.Builder builder = ColumnStatistics.builder();
        column.nullFraction().ifPresent(fraction -> builder.setNullsFraction(Estimate.of(fraction)));
        column.distinctCount().ifPresent(count -> builder.setDistinctValuesCount(Estimate.of(count)));
        column.averageBytes().ifPresent(bytes -> builder.setDataSize(Estimate.of((double) bytes * rowCount * (1 - column.nullFraction().orElse(0)))));
        if (column.minimum().isPresent() && column.maximum().isPresent() && NativeValue.hasLiteral(type)) {
            range(type, column.minimum().get(), column.maximum().get()).ifPresent(builder::setRange);
        }
        return builder.build();
    }

    private static Optional<DoubleRange> range(Type type, Object minimum, Object maximum)
    {
        if (isNaN(minimum) || isNaN(maximum) || Literal.compare(minimum, maximum) > 0) {
            return Optional.empty();
        }
        return DoubleRange.from(type, NativeValue.ofLiteral(type, minimum), NativeValue.ofLiteral(type, maximum));
    }

    private static boolean isNaN(Object literal)
    {
        return literal instanceof Float real && real.isNaN() || literal instanceof Double number && number.isNaN();
    }
}
