package dev.varve.product.peer.handler;

import org.apache.hadoop.hive.serde2.AbstractSerDe;
import org.apache.paimon.hive.PaimonStorageHandler;

/** The handler, with a SerDe that Hive 4 initializes. */
public class PaimonInHive4
        extends PaimonStorageHandler
{
    @Override
    public Class<? extends AbstractSerDe> getSerDeClass()
    {
        return PaimonSerDeInHive4.class;
    }
}
