package dev.varve.benchmark;

/** What a side saw: both must see the same. The checksum depends on every value, not on the order of rows. */
record Touched(long rows, long checksum) {}
