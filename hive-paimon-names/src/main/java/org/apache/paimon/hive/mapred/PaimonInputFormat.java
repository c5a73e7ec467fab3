package org.apache.paimon.hive.mapred;

import dev.varve.hive.VarveInputFormat;

/** Varve's input format. */
public final class PaimonInputFormat
        extends VarveInputFormat {}
