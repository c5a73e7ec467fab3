package dev.varve.trino;

import dev.varve.TableVersion;
import dev.varve.predicate.Predicate;
import dev.varve.scan.ScanTarget;
import dev.varve.trino.predicate.DomainPredicate;
import io.trino.spi.predicate.TupleDomain;

import java.util.Optional;

/** What the kernel needs to know to scan a version of a table. */
final class Scans
{
    private Scans() {}

    static ScanTarget target(TableVersion version)
    {
        return new ScanTarget(
                version.table().storage(),
                version.table().location(),
                version.table().schemas(),
                version.schema(),
                version.options(),
                version.snapshot());
    }

    /** Empty if every row meets the domains. */
    static Optional<Predicate> predicate(TableVersion version, TupleDomain<VarveColumnHandle> domains)
    {
        Predicate predicate = DomainPredicate.of(domains, version.schema().fields());
        return predicate.equals(Predicate.TRUE) ? Optional.empty() : Optional.of(predicate);
    }
}
