package dev.varve.trino;

import dev.varve.row.BinaryRow;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.predicate.NativeValue;
import dev.varve.type.Field;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.TupleDomain;

import java.util.List;
import java.util.Map;

/** Whether partitions meet domains, decided exactly. */
record PartitionDomains(List<Field> fields)
{
    PartitionDomains
    {
        fields = List.copyOf(fields);
    }

    /** Domains of other columns do not matter. */
    boolean include(BinaryRow partition, TupleDomain<VarveColumnHandle> domains)
    {
        Map<VarveColumnHandle, Domain> byColumn = domains.getDomains().orElse(Map.of());
        for (Map.Entry<VarveColumnHandle, Domain> entry : byColumn.entrySet()) {
            for (int i = 0; i < fields.size(); i++) {
                if (fields.get(i).id() == entry.getKey().fieldId() && !includes(entry.getValue(), partition.value(i, fields.get(i).type()))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean includes(Domain domain, Object literal)
    {
        return domain.includesNullableValue(literal == null ? null : NativeValue.ofLiteral(domain.getType(), literal));
    }
}
