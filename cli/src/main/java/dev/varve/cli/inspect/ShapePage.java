package dev.varve.cli.inspect;

import dev.varve.system.BucketShape;
import dev.varve.system.BucketShape.ShapeFile;
import dev.varve.system.TableShape;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table as a page that needs nothing beside it. Each bucket is a picture: keys run from left to right, newer files lie above older ones. So
 * what a reader must merge is what lies above each other; the redder a file, the more of its rows delete or are deleted.
 */
public final class ShapePage
{
    private static final int WIDTH = 1000;
    private static final int MARGIN = 44;
    private static final int LAYER = 20;
    /** From this level on files look the same. */
    private static final int DEEP = 5;
    private static final double GAP = 1.5;
    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1c2733; --pale: #5b6672; --page: #fbfaf7; --block: #f1eee6; --picture: #fff; --line: #ddd7c8; }
            @media (prefers-color-scheme: dark) {
                :root { --ink: #e3e7eb; --pale: #a3adb8; --page: #14191f; --block: #1e252d; --picture: #191f26; --line: #3a444f; }
            }
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 1080px; padding: 0 1rem; color: var(--ink); background: var(--page); }
            h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1rem; margin: 2rem 0 .3rem; }
            h1, h2 { overflow-wrap: anywhere; }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--block); padding: .8rem 1rem; border-radius: 6px; }
            svg { width: 100%; height: auto; background: var(--picture); border: 1px solid var(--line); border-radius: 6px; }
            text { font: 11px system-ui, sans-serif; fill: var(--pale); } line { stroke: var(--line); }
            rect.file { stroke: var(--picture); stroke-width: .6; } rect.file:hover { stroke: var(--ink); }
            p { color: var(--pale); margin: .2rem 0 .6rem; }
            i { display: inline-block; width: 1.6em; height: .8em; border-radius: 2px; margin: 0 .2em 0 .6em; }
            """;

    private final TableShape shape;
    private final int mostBuckets;

    private ShapePage(TableShape shape, int mostBuckets)
    {
        this.shape = shape;
        this.mostBuckets = mostBuckets;
    }

    /** @param mostBuckets how many buckets have a picture */
    public static ShapePage of(TableShape shape, int mostBuckets)
    {
        return new ShapePage(shape, mostBuckets);
    }

    public String html()
    {
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
                .append(escaped(shape.table()))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(escaped(shape.table()))
                .append("</h1>\n<pre>")
                .append(escaped(String.join("\n", ShapeText.summary(shape))))
                .append("</pre>\n");
        List<BucketShape> shown = shape.buckets().subList(0, Math.min(mostBuckets, shape.buckets().size()));
        if (shown.isEmpty()) {
            page.append("<p>There are no files, and so no pictures of buckets.</p>\n");
        }
        else {
            page.append("<p>Keys run from left to right, newer files lie above older ones: what lies above each other is merged when it is read. ")
                    .append("The redder a file, the more of its rows delete or are deleted. Point at a file to see what it is.</p>\n")
                    .append("<p>%s new %s compacted to the deepest level %s half of the rows deleted %s all</p>\n".formatted(
                            swatch(color(0, 0)), swatch(color(DEEP, 0)), swatch(color(0, 0.5)), swatch(color(0, 1))));
        }
        shown.forEach(bucket -> bucket(page, bucket));
        if (shown.size() < shape.buckets().size()) {
            page.append("<p>").append(Sizes.count(shape.buckets().size() - shown.size())).append(" buckets more are not shown.</p>\n");
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private static void bucket(StringBuilder page, BucketShape bucket)
    {
        page.append("<h2>%s bucket %s</h2>\n<p>%s runs, %s files, %s rows, %s, %s overlapping</p>\n".formatted(
                escaped(bucket.partition().equals("{}") ? "" : bucket.partition()),
                bucket.bucket(),
                bucket.runs(),
                Sizes.count(bucket.files().size()),
                Sizes.count(bucket.rows()),
                Sizes.bytes(bucket.bytes()),
                Sizes.share(bucket.overlappingBytes(), bucket.bytes())));
        List<List<ShapeFile>> layers = layers(bucket.files());
        int last = bucket.files().stream().mapToInt(ShapeFile::last).max().orElse(0);
        int height = layers.size() * LAYER + 10;
        page.append("<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"Files of bucket %s by level\">\n".formatted(WIDTH, height, bucket.bucket()));
        int level = -1;
        for (int i = 0; i < layers.size(); i++) {
            double top = 5 + i * LAYER;
            if (layers.get(i).getFirst().level() != level) {
                level = layers.get(i).getFirst().level();
                page.append(String.format(Locale.ROOT, "<text x=\"8\" y=\"%.1f\">L%d</text>\n", top + 13, level));
                if (i > 0) {
                    page.append(String.format(Locale.ROOT, "<line x1=\"0\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n", WIDTH, top - 1, top - 1));
                }
            }
            layers.get(i).forEach(file -> file(page, file, top, last));
        }
        page.append("</svg>\n");
    }

    /** Files of one level whose keys do not meet share a layer; above level 0 all do, in a sound table. */
    private static List<List<ShapeFile>> layers(List<ShapeFile> files)
    {
        List<List<ShapeFile>> layers = new ArrayList<>();
        for (ShapeFile file : files) {
            boolean fits = !layers.isEmpty() && layers.getLast().getLast().level() == file.level() && layers.getLast().getLast().last() < file.first();
            if (!fits) {
                layers.add(new ArrayList<>());
            }
            layers.getLast().add(file);
        }
        return layers;
    }

    private static void file(StringBuilder page, ShapeFile file, double top, int last)
    {
        double scale = (double) (WIDTH - MARGIN - 8) / (last + 1);
        double deleted = file.rows() == 0 ? 0 : Math.min(1, (double) (file.deletes() + file.hidden()) / file.rows());
        page.append(String.format(
                Locale.ROOT,
                "<rect class=\"file\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" fill=\"%s\"><title>%s</title></rect>\n",
                MARGIN + file.first() * scale,
                top,
                Math.max(2, (file.last() - file.first() + 1) * scale),
                LAYER - GAP,
                color(file.level(), deleted),
                escaped("%s\nlevel %s, %s rows, %s%s%s".formatted(
                        file.name(),
                        file.level(),
                        Sizes.count(file.rows()),
                        Sizes.bytes(file.bytes()),
                        file.deletes() + file.hidden() == 0 ? "" : ", " + Sizes.count(file.deletes() + file.hidden()) + " deletions or deleted",
                        file.minKey().isEmpty() ? "" : "\n" + file.minKey() + " to " + file.maxKey()))));
    }

    /** From blue above to green below, towards red by the share of deletions. */
    private static String color(int level, double deleted)
    {
        double depth = (double) Math.min(level, DEEP) / DEEP;
        return "#%02x%02x%02x".formatted(
                mixed(64 + 20 * depth, 200, deleted),
                mixed(126 + 30 * depth, 60, deleted),
                mixed(186 - 90 * depth, 52, deleted));
    }

    private static String swatch(String color)
    {
        return "<i style=\"background: " + color + "\"></i>";
    }

    private static int mixed(double from, double to, double share)
    {
        return (int) Math.round(from + (to - from) * share);
    }

    private static String escaped(String text)
    {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
