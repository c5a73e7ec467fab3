/** The one place where failures of the kernel become those of Hive. */
package dev.varve.hive.error;
