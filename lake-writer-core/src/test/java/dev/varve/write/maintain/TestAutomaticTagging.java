package dev.varve.write.maintain;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.AutomaticTags;
import dev.varve.snapshot.VersionSelector;
import dev.varve.snapshot.VersionSelector.SnapshotId;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.BigIntType;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import dev.varve.write.schema.WriteCheck;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.tag.TagAutoManager;
import org.apache.paimon.tag.TagBatchCreation;
import org.apache.paimon.tag.TagPeriodHandler;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tags that tables want without being asked, compared file by file with those that Paimon creates for the same snapshots. */
public class TestAutomaticTagging
{
    private static final int RUNS = Integer.getInteger("varve.tags.runs", 12);
    private static final int STEPS = 12;
    /** The moment in which a tag with a time to live was created is never the same. */
    private static final Pattern CREATED = Pattern.compile("\"tagCreateTime\" : \\[[^]]*]");
    private static final Pattern SUCCESS_TIME = Pattern.compile("(?<=\"(creation|modification)Time\" : )\\d+");
    /** Paimon has two ways to say that there is none. */
    private static final String NO_WATERMARK = "  \"watermark\" : " + Long.MIN_VALUE + ",\n";
    private static final List<String> ZONES = List.of("UTC", "Asia/Kathmandu", "America/New_York");

    @Test
    public void testPeriodsAsPaimon()
            throws Exception
    {
        int created = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            Map<String, String> options = periodOptions(random);
            try (TableHistory paimon = TableHistory.append(random, options)) {
                paimon.commit(1);
                // It has a tag of today already.
                new LocalStorage().deleteDirectory(StoragePath.of(paimon.directory().resolve("tag").toString()));
                try (TableHistory varve = paimon.copy()) {
                    created += assertSame("seed " + seed + ", " + options, random, paimon, varve);
                }
            }
        }
        assertThat(created).isGreaterThan(2 * RUNS);
    }

    private static Map<String, String> periodOptions(Random random)
    {
        Map<String, String> options = new HashMap<>(Map.of("bucket", "-1", "tag.automatic-creation", random.nextBoolean() ? "process-time" : "watermark"));
        options.put("tag.creation-period", oneOf(random, "daily", "hourly", "two-hours"));
        options.put("tag.period-formatter", oneOf(random, "with_dashes", "without_dashes", "without_dashes_and_spaces"));
        options.put("sink.process-time-zone", oneOf(random, ZONES.toArray(String[]::new)));
        options.put("sink.watermark-time-zone", oneOf(random, ZONES.toArray(String[]::new)));
        options.put("tag.automatic-completion", Boolean.toString(random.nextBoolean()));
        if (random.nextInt(3) == 0) {
            options.put("tag.creation-period-duration", oneOf(random, "45 min", "7 h", "3 d"));
        }
        if (random.nextBoolean()) {
            options.put("tag.creation-delay", oneOf(random, "10 min", "44 min", "1 s"));
        }
        if (random.nextBoolean()) {
            options.put("tag.num-retained-max", oneOf(random, "1", "3"));
        }
        if (random.nextInt(3) == 0) {
            options.put("tag.default-time-retained", "3 d");
        }
        if (random.nextInt(3) == 0) {
            options.put("tag.create-success-file", "true");
        }
        return options;
    }

    private static String oneOf(Random random, String... choices)
    {
        return choices[random.nextInt(choices.length)];
    }

    /** @return how many tags there were in the end */
    private static int assertSame(String what, Random random, TableHistory paimon, TableHistory varve)
            throws Exception
    {
        TagAutoManager paimonTags = paimon.paimon().newTagAutoManager();
        AutomaticTagging varveTags = AutomaticTagging.of(new LocalStorage(), Optional.empty());
        long time = LocalDate.of(2024, 2, 28).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
        long expired = 0;
        long snapshot = 1;
        Files.delete(snapshotFile(paimon, 1));
        String content = Files.readString(snapshotFile(varve, 1));
        Files.delete(snapshotFile(varve, 1));
        for (int step = 0; step < STEPS; step++) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                time += random.nextLong(Duration.ofHours(random.nextInt(4) == 0 ? 100 : 3).toMillis());
                Optional<Long> watermark = random.nextInt(5) == 0 ? Optional.empty() : Optional.of(time - 1000);
                for (TableHistory table : List.of(paimon, varve)) {
                    Files.writeString(snapshotFile(table, snapshot), snapshot(content, snapshot, time, watermark));
                    Files.deleteIfExists(table.directory().resolve("snapshot/LATEST"));
                    Files.deleteIfExists(table.directory().resolve("snapshot/EARLIEST"));
                }
                snapshot++;
            }
            if (random.nextInt(4) == 0) {
                for (expired++; expired < snapshot - 1 && random.nextBoolean(); expired++) {
                    Files.deleteIfExists(snapshotFile(paimon, expired));
                    Files.deleteIfExists(snapshotFile(varve, expired));
                }
                expired--;
            }
            if (random.nextInt(3) == 0) {
                paimonTags = paimon.paimon().newTagAutoManager();
            }
            if (random.nextInt(3) == 0) {
                varveTags = AutomaticTagging.of(new LocalStorage(), Optional.empty());
            }
            paimonTags.run();
            varveTags.afterCommit(varve.varve(), Progress.SILENT);
            assertThat(tagFiles(varve)).as(what + ", step " + step).isEqualTo(tagFiles(paimon));
        }
        return tagFiles(varve).size();
    }

    private static Path snapshotFile(TableHistory table, long id)
    {
        return table.directory().resolve("snapshot/snapshot-" + id);
    }

    private static String snapshot(String content, long id, long time, Optional<Long> watermark)
    {
        String snapshot = content.replaceFirst("\"id\" : \\d+", "\"id\" : " + id).replaceFirst("\"timeMillis\" : \\d+", "\"timeMillis\" : " + time);
        assertThat(snapshot).contains("\"timeMillis\" : " + time);
        return snapshot.replaceFirst("\\{", "{\n  \"watermark\" : " + watermark.map(Object::toString).orElse(id % 2 == 0 ? "null" : Long.toString(Long.MIN_VALUE)) + ",");
    }

    private static Map<String, String> tagFiles(TableHistory table)
            throws IOException
    {
        Path tags = table.directory().resolve("tag");
        Map<String, String> contents = new TreeMap<>();
        if (Files.exists(tags)) {
            try (Stream<Path> files = Files.walk(tags)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String content = CREATED.matcher(Files.readString(file).replace(NO_WATERMARK, "")).replaceFirst("created");
                    contents.put(tags.relativize(file).toString(), SUCCESS_TIME.matcher(content).replaceAll("time"));
                }
            }
        }
        return contents;
    }

    @Test
    public void testBatchesAsPaimon()
            throws Exception
    {
        for (int seed = 0; seed < RUNS / 4; seed++) {
            Random random = new Random(seed);
            Map<String, String> options = new HashMap<>(Map.of("bucket", "-1", "tag.automatic-creation", "batch", "sink.process-time-zone", "Asia/Kathmandu"));
            if (random.nextBoolean()) {
                options.put("tag.batch.customized-name", "newest");
            }
            if (seed % 2 == 0) {
                options.put("tag.num-retained-max", "2");
            }
            else {
                // Paimon would count their directory as a tag.
                options.put("tag.create-success-file", "true");
            }
            try (TableHistory paimon = TableHistory.append(random, options)) {
                paimon.commit(3);
                try (TableHistory varve = paimon.copy()) {
                    for (long id = 1; id <= 3; id++) {
                        String name = "by-hand-" + (3 - id);
                        paimon.paimon().createTag(name, id);
                        Tags.of(varve.varve(), new LocalStorage()).create(name, new SnapshotId(id), Optional.empty());
                        new TagBatchCreation(paimon.paimon()).createTag();
                        AutomaticTagging.of(new LocalStorage(), Optional.empty()).afterBatch(varve.varve(), Progress.SILENT);
                        assertThat(tagFiles(varve)).as("seed %s, %s, tag %s", seed, options, name).isEqualTo(tagFiles(paimon));
                    }
                }
            }
        }
    }

    @Test
    public void testNamesAreThoseOfPaimon()
    {
        Random random = new Random(7);
        for (String period : List.of("daily", "hourly", "two-hours", "45 min")) {
            for (String style : List.of("with_dashes", "without_dashes", "without_dashes_and_spaces")) {
                Map<String, String> options = new HashMap<>(Map.of("tag.period-formatter", style));
                options.put(period.contains(" ") ? "tag.creation-period-duration" : "tag.creation-period", period);
                AutomaticTags varve = AutomaticTags.of(schema(options));
                TagPeriodHandler paimon = TagPeriodHandler.create(new CoreOptions(options));
                for (int i = 0; i < 300; i++) {
                    LocalDateTime time = LocalDateTime.of(2000 + random.nextInt(50), 1, 1, 0, 0).plusMinutes(random.nextInt(600_000));
                    String name = mangled(random, paimon.timeToTag(time));
                    assertThat(varve.period(name).isPresent()).as("%s %s '%s'", period, style, name).isEqualTo(paimon.isAutoTag(name));
                    assertThat(varve.name(time)).isEqualTo(paimon.timeToTag(time));
                    assertThat(varve.before(time)).isEqualTo(paimon.normalizeToPreviousTag(time));
                }
            }
        }
    }

    private static String mangled(Random random, String name)
    {
        int place = random.nextInt(name.length());
        return switch (random.nextInt(6)) {
            case 0 -> name + oneOf(random, " ", " 05", "x", "0");
            case 1 -> name.substring(0, place) + (char) ('0' + random.nextInt(10)) + name.substring(place + 1);
            case 2 -> name.substring(0, place) + name.substring(place + 1);
            case 3 -> oneOf(random, "", " ", "2023-02-30", "20230230", "2023-02-29 24", "2023-02-28 24", "202302282460");
            default -> name;
        };
    }

    private static TableSchema schema(Map<String, String> options)
    {
        return new NewTable(List.of(NewColumn.of("id", new BigIntType(true))), List.of(), List.of(), options, Optional.empty()).schema(0);
    }

    /** Paimon fails every commit of a table with such a snapshot. */
    @Test
    public void testASnapshotHasOneTagOfAPeriod()
            throws Exception
    {
        try (TableHistory table = TableHistory.append(new Random(1), Map.of("bucket", "-1", "tag.automatic-creation", "process-time"))) {
            table.commit(1);
            Tags tags = Tags.of(table.varve(), new LocalStorage());
            assertThat(tags.all()).hasSize(1);
            tags.create("mine", VersionSelector.LATEST, Optional.empty());
            assertThatThrownBy(() -> tags.create("2024-01-01", VersionSelector.LATEST, Optional.empty()))
                    .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST))
                    .hasMessageContaining("snapshot 1 has '" + tags.all().stream().filter(tag -> !tag.name().equals("mine")).findFirst().orElseThrow().name());
        }
    }

    /** The tag comes before the expiry that would take its snapshot away. */
    @Test
    public void testCommitsTagBeforeTheyExpire()
            throws Exception
    {
        Map<String, String> options = Map.of(
                "bucket", "-1", "tag.automatic-creation", "process-time", "tag.creation-period-duration", "1 ms",
                "snapshot.num-retained.min", "1", "snapshot.num-retained.max", "1");
        try (TableHistory table = TableHistory.append(new Random(1), options)) {
            AutomaticMaintenance maintenance = AutomaticMaintenance.of(new LocalStorage(), Optional.empty(), Runnable::run);
            TableCommit commit = TableCommit.open(table.varve(), new LocalStorage(), "job", Optional.empty(), List.of(maintenance));
            for (int i = 1; i <= 3; i++) {
                // A tag of milliseconds is named by the minute.
                new LocalStorage().deleteDirectory(StoragePath.of(table.directory().resolve("tag").toString()));
                assertThat(commit.truncate(i).listenerFailures()).isEmpty();
                assertThat(Tags.of(table.varve(), new LocalStorage()).all()).singleElement().satisfies(tag -> assertThat(tag.snapshot().id()).isEqualTo(table.varve().snapshots().latest().orElseThrow().id()));
            }
            assertThat(table.varve().snapshots().ids()).hasSize(1);
        }
    }

    @Test
    public void testOptionsThatMakeNoSense()
    {
        assertRefused("tag.creation-delay", Map.of("tag.automatic-creation", "process-time", "tag.creation-delay", "1 d"));
        assertRefused("tag.creation-period", Map.of("tag.automatic-creation", "watermark", "tag.creation-period", "weekly"));
        assertRefused("tag.automatic-creation", Map.of("tag.automatic-creation", "sometimes"));
        assertRefused("sink.process-time-zone", Map.of("tag.automatic-creation", "process-time", "sink.process-time-zone", "Atlantis"));
        assertRefused("tag.num-retained-max", Map.of("tag.automatic-creation", "batch", "tag.num-retained-max", "-1"));
        assertRefused("tag.creation-period-duration", Map.of("tag.automatic-creation", "process-time", "tag.creation-period-duration", "0 s"));
        assertRefused("tag.callbacks", Map.of("tag.automatic-creation", "process-time", "tag.callbacks", "org.example.Told"));
    }

    private static void assertRefused(String option, Map<String, String> options)
    {
        assertThatThrownBy(() -> WriteCheck.require(schema(options))).isInstanceOf(VarveException.class).hasMessageContaining(option);
    }
}
