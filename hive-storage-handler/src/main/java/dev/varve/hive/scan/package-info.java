/**
 * Planning and opening splits for jobs of Hive. Start at {@link dev.varve.hive.scan.ScanPlan}.
 */
package dev.varve.hive.scan;
