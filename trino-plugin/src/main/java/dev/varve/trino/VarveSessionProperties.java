package dev.varve.trino;

import com.google.inject.Inject;
import io.airlift.units.Duration;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.session.PropertyMetadata;

import java.util.List;

import static io.trino.plugin.base.session.PropertyMetadataUtil.durationProperty;

/** What a session may change of a catalog's behaviour. */
public final class VarveSessionProperties
{
    private static final String DYNAMIC_FILTERING_WAIT_TIMEOUT = "dynamic_filtering_wait_timeout";

    private final List<PropertyMetadata<?>> properties;

    @Inject
    public VarveSessionProperties(VarveConfig config)
    {
        properties = List.of(
                durationProperty(
                        DYNAMIC_FILTERING_WAIT_TIMEOUT,
                        "How long the planning of splits waits for the dynamic filters of joins",
                        config.getDynamicFilteringWaitTimeout(),
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
}
