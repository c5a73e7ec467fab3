package dev.varve.trino;

import com.google.inject.Inject;
import dev.varve.error.VarveException;
import dev.varve.scan.Freshness;
import io.airlift.units.Duration;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.session.PropertyMetadata;

import java.util.List;

import static io.trino.plugin.base.session.PropertyMetadataUtil.durationProperty;
import static io.trino.spi.StandardErrorCode.INVALID_SESSION_PROPERTY;
import static io.trino.spi.session.PropertyMetadata.booleanProperty;
import static io.trino.spi.session.PropertyMetadata.stringProperty;

/** What a session may change of a catalog's behaviour. */
public final class VarveSessionProperties
{
    private static final String DYNAMIC_FILTERING_WAIT_TIMEOUT = "dynamic_filtering_wait_timeout";
    private static final String BUCKET_EXECUTION_ENABLED = "bucket_execution_enabled";
    private static final String MERGE_FRESHNESS = "merge_freshness";

    private final List<PropertyMetadata<?>> properties;

    @Inject
    public VarveSessionProperties(VarveConfig config)
    {
        properties = List.of(
                durationProperty(
                        DYNAMIC_FILTERING_WAIT_TIMEOUT,
                        "How long the planning of splits waits for the dynamic filters of joins",
                        config.getDynamicFilteringWaitTimeout(),
                        false),
                booleanProperty(
                        BUCKET_EXECUTION_ENABLED,
                        "Whether joins and aggregations on the bucket key use that rows are spread by it already",
                        config.isBucketExecution(),
                        false),
                stringProperty(
                        MERGE_FRESHNESS,
                        "What is merged of tables with a primary key: full, skip_level_0, read_optimized, or how many levels at most. EXPLAIN tells what is missing",
                        "full",
                        VarveSessionProperties::requireFreshness,
                        false));
    }

    List<PropertyMetadata<?>> properties()
    {
        return properties;
    }

    static Duration dynamicFilteringWaitTimeout(ConnectorSession session)
    {
        return session.getProperty(DYNAMIC_FILTERING_WAIT_TIMEOUT, Duration.class);
    }

    static boolean bucketExecution(ConnectorSession session)
    {
        return session.getProperty(BUCKET_EXECUTION_ENABLED, Boolean.class);
    }

    private static void requireFreshness(String text)
    {
        try {
            Freshness.parse(text);
        }
        catch (VarveException e) {
            throw new TrinoException(INVALID_SESSION_PROPERTY, MERGE_FRESHNESS + ": " + e.getMessage(), e);
        }
    }

    static Freshness mergeFreshness(ConnectorSession session)
    {
        return Freshness.parse(session.getProperty(MERGE_FRESHNESS, String.class));
    }
}
