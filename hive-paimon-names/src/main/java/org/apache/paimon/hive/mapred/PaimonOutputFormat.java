package org.apache.paimon.hive.mapred;

import dev.varve.hive.VarveOutputFormat;

/** Varve's output format. */
public final class PaimonOutputFormat
        extends VarveOutputFormat {}
