package dev.varve.hive.table;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.common.type.TimestampTZUtil;

import java.time.ZoneId;

/** The time zone in which a session writes times and is shown them. */
public final class SessionZone
{
    private static final String SETTING = "hive.local.time.zone";

    private SessionZone() {}

    public static ZoneId of(Configuration settings)
    {
        return TimestampTZUtil.parseTimeZone(settings.get(SETTING, "LOCAL"));
    }
}
