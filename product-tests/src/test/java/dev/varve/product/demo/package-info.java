/**
 * How {@code demo/warehouse} was made: run {@link dev.varve.product.demo.DemoWarehouse} to make it again. No test uses it;
 * the tests of the launcher read what is checked in.
 */
package dev.varve.product.demo;
