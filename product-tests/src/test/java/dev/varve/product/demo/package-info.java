/**
 * How {@code src/test/warehouses/shop} was made, a warehouse for tests that need one by real Paimon: run {@link dev.varve.product.demo.DemoWarehouse} to
 * make it again. The demo of the launcher writes the same tables with Varve.
 */
package dev.varve.product.demo;
