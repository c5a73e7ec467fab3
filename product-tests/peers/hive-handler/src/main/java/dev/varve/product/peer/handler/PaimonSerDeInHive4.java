package dev.varve.product.peer.handler;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.serde2.SerDeException;
import org.apache.paimon.hive.PaimonSerDe;

import java.util.Properties;

/** Hive 3 initialized a SerDe with two arguments, Hive 4 does with three. */
public class PaimonSerDeInHive4
        extends PaimonSerDe
{
    @Override
    public void initialize(Configuration configuration, Properties table, Properties partition)
            throws SerDeException
    {
        super.initialize(configuration, table, partition);
        initialize(configuration, table);
    }
}
