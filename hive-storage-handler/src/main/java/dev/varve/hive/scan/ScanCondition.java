package dev.varve.hive.scan;

import dev.varve.hive.predicate.ExpressionPredicate;
import dev.varve.hive.type.HiveColumn;
import dev.varve.predicate.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.ql.exec.SerializationUtilities;
import org.apache.hadoop.hive.ql.plan.TableScanDesc;

import java.util.List;
import java.util.Optional;

/** The condition that Hive pushed into a scan. */
final class ScanCondition
{
    private ScanCondition() {}

    static Optional<Predicate> of(Configuration job, List<HiveColumn> columns)
    {
        String serialized = job.get(TableScanDesc.FILTER_EXPR_CONF_STR);
        if (serialized == null || serialized.isEmpty()) {
            return Optional.empty();
        }
        return ExpressionPredicate.of(SerializationUtilities.deserializeExpression(serialized), columns);
    }
}
