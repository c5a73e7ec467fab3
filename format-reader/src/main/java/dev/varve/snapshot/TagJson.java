package dev.varve.snapshot;

import dev.varve.json.JsonObject;
import dev.varve.json.JsonText;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and prints {@code tag/tag-<name>}: the JSON of the snapshot, plus {@code tagCreateTime} (an array of ints from the year down to the
 * nanosecond, trailing zeros left out, or ISO text) and {@code tagTimeRetained} (seconds or ISO text) if the tag has a time to live.
 */
final class TagJson
{
    private static final String CREATED = "tagCreateTime";
    private static final String RETAINED = "tagTimeRetained";

    private TagJson() {}

    static Tag parse(String name, JsonObject object)
    {
        try {
            return new Tag(name, SnapshotJson.parse(object), created(object), retained(object));
        }
        catch (DateTimeException | ArithmeticException e) {
            throw object.wrong(CREATED + "' or '" + RETAINED, "is not a time: " + e.getMessage());
        }
    }

    static byte[] print(Tag tag)
    {
        Map<String, Object> members = SnapshotJson.members(tag.snapshot());
        tag.created().ifPresent(created -> members.put(CREATED, parts(created)));
        tag.retained().ifPresent(retained -> members.put(
                RETAINED,
                BigDecimal.valueOf(retained.getSeconds()).add(BigDecimal.valueOf(retained.getNano(), 9)).setScale(9)));
        return JsonText.print(members);
    }

    /** From the year down to the minute, then second and nanosecond unless they are zero. */
    private static List<Integer> parts(LocalDateTime time)
    {
        List<Integer> parts = new ArrayList<>(
                List.of(time.getYear(), time.getMonthValue(), time.getDayOfMonth(), time.getHour(), time.getMinute()));
        if (time.getSecond() > 0 || time.getNano() > 0) {
            parts.add(time.getSecond());
        }
        if (time.getNano() > 0) {
            parts.add(time.getNano());
        }
        return parts;
    }

    private static Optional<LocalDateTime> created(JsonObject object)
    {
        Optional<List<Integer>> parts = object.asInts(CREATED);
        if (parts.isEmpty()) {
            return object.optionalText(CREATED).map(LocalDateTime::parse);
        }
        int[] numbers = new int[7];
        if (parts.get().size() < 3 || parts.get().size() > numbers.length) {
            throw object.wrong(CREATED, "has " + parts.get().size() + " parts");
        }
        for (int i = 0; i < parts.get().size(); i++) {
            numbers[i] = parts.get().get(i);
        }
        return Optional.of(LocalDateTime.of(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]));
    }

    private static Optional<Duration> retained(JsonObject object)
    {
        Optional<BigDecimal> seconds = object.asDecimal(RETAINED);
        if (seconds.isEmpty()) {
            return object.optionalText(RETAINED).map(Duration::parse);
        }
        if (seconds.get().precision() - seconds.get().scale() > 18 || seconds.get().scale() > 30) {
            throw object.wrong(RETAINED, "is out of range");
        }
        BigDecimal whole = seconds.get().setScale(0, RoundingMode.FLOOR);
        return Optional.of(Duration.ofSeconds(whole.longValueExact(), seconds.get().subtract(whole).movePointRight(9).intValue()));
    }
}
