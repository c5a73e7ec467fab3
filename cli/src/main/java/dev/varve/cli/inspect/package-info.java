/**
 * What {@code ./varve inspect} shows of a table: {@link dev.varve.cli.inspect.ShapeText} as text, {@link dev.varve.cli.inspect.ShapePage} as a
 * page with a picture of the levels. Knows nothing but the {@link dev.varve.system.TableShape}.
 */
package dev.varve.cli.inspect;
