package org.apache.paimon.hive;

import dev.varve.hive.VarveSerDe;

/** Varve's SerDe. */
public final class PaimonSerDe
        extends VarveSerDe {}
