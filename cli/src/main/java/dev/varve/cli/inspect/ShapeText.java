package dev.varve.cli.inspect;

import dev.varve.snapshot.Snapshot;
import dev.varve.system.BucketShape;
import dev.varve.system.BucketShape.ShapeFile;
import dev.varve.system.TableShape;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table as lines of text. */
public final class ShapeText
{
    private final TableShape shape;
    private final int mostBuckets;

    private ShapeText(TableShape shape, int mostBuckets)
    {
        this.shape = shape;
        this.mostBuckets = mostBuckets;
    }

    /** @param mostBuckets how many buckets are told of one by one */
    public static ShapeText of(TableShape shape, int mostBuckets)
    {
        return new ShapeText(shape, mostBuckets);
    }

    public void print(PrintWriter out)
    {
        summary(shape).forEach(out::println);
        if (shape.buckets().isEmpty()) {
            return;
        }
        out.println();
        out.printf("%-28s %6s %5s %6s %14s %9s %9s %8s  %s%n", "partition", "bucket", "runs", "files", "rows", "size", "overlap", "deletes", "files by level");
        for (BucketShape bucket : shape.buckets().subList(0, Math.min(mostBuckets, shape.buckets().size()))) {
            out.printf("%-28s %6d %5d %6d %14s %9s %9s %8s  %s%n",
                    bucket.partition(),
                    bucket.bucket(),
                    bucket.runs(),
                    bucket.files().size(),
                    Sizes.count(bucket.rows()),
                    Sizes.bytes(bucket.bytes()),
                    Sizes.share(bucket.overlappingBytes(), bucket.bytes()),
                    Sizes.share(bucket.deleted(), bucket.rows()),
                    levels(bucket));
        }
        if (shape.buckets().size() > mostBuckets) {
            out.printf("… and %s buckets more; --buckets shows them%n", Sizes.count(shape.buckets().size() - mostBuckets));
        }
    }

    /** What is true of the table as a whole, one line each. */
    static List<String> summary(TableShape shape)
    {
        boolean keyed = shape.schema().hasPrimaryKey();
        return List.of(
                "Table      " + shape.table() + (keyed ? ", primary key " + String.join(", ", shape.schema().primaryKeys()) : ", no primary key")
                        + (shape.schema().partitionKeys().isEmpty() ? "" : ", partitioned by " + String.join(", ", shape.schema().partitionKeys())),
                "Snapshot   " + shape.snapshot().map(ShapeText::snapshot).orElse("none"),
                "History    " + history(shape),
                "Files      %s in %s buckets, %s, %s rows, %s of them deletions or deleted".formatted(
                        Sizes.count(shape.files()),
                        Sizes.count(shape.buckets().size()),
                        Sizes.bytes(shape.bytes()),
                        Sizes.count(shape.rows()),
                        Sizes.share(shape.deleted(), shape.rows())),
                "Reading    " + reading(shape));
    }

    private static String reading(TableShape shape)
    {
        if (!shape.schema().hasPrimaryKey()) {
            return "merges nothing";
        }
        return shape.hidesLevel0()
                ? "merges nothing; what is in level 0 is seen once it is compacted"
                : String.format(Locale.ROOT, "merges %.1f runs on average, %d at worst", shape.readAmplification(), worst(shape));
    }

    private static String snapshot(Snapshot snapshot)
    {
        return "%s of %s, schema %s, made by %s".formatted(snapshot.id(), Instant.ofEpochMilli(snapshot.timeMillis()), snapshot.schemaId(), snapshot.commit().kind());
    }

    private static String history(TableShape shape)
    {
        String snapshots = shape.snapshots().isEmpty()
                ? "no snapshots"
                : "%s snapshots, %s to %s".formatted(Sizes.count(shape.snapshots().size()), shape.snapshots().getFirst(), shape.snapshots().getLast());
        return snapshots + names("tags", shape.tags()) + names("branches", shape.branches());
    }

    private static String names(String what, List<String> names)
    {
        return names.isEmpty() ? "" : "; " + what + " " + String.join(", ", names);
    }

    private static int worst(TableShape shape)
    {
        return shape.buckets().stream().mapToInt(BucketShape::runs).max().orElse(0);
    }

    /** {@code L0: 3, L5: 1}. */
    private static String levels(BucketShape bucket)
    {
        return bucket.levels().stream()
                .map(level -> "L" + level + ": " + bucket.files().stream().map(ShapeFile::level).filter(level::equals).count())
                .collect(Collectors.joining(", "));
    }
}
