package dev.varve.manifest;

import dev.varve.row.BinaryRow;
import org.testng.annotations.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

public class TestLiveEntries
{
    @Test
    public void aRemovalMayPrecedeWhatItRemoves()
    {
        assertThat(live("+a", "-a", "+b")).containsExactly("b");
        assertThat(live("-a", "+b", "+a")).containsExactly("b");
    }

    @Test
    public void aFileThatIsAddedAgainIsThere()
    {
        assertThat(live("+a", "-a", "+a")).containsExactly("a");
        assertThat(live("-a", "+a", "+a")).containsExactly("a");
        assertThat(live("+a", "-a", "+a", "-a")).isEmpty();
    }

    @Test
    public void aFileOnAnotherLevelIsAnotherEntry()
    {
        LiveEntries entries = new LiveEntries();
        entries.add(entry(FileKind.ADD, "a", 0));
        entries.add(entry(FileKind.DELETE, "a", 0));
        entries.add(entry(FileKind.ADD, "a", 5));
        assertThat(entries.entries()).extracting(entry -> entry.file().level()).containsExactly(5);
    }

    private static List<String> live(String... changes)
    {
        LiveEntries entries = new LiveEntries();
        Stream.of(changes).map(change -> entry(change.charAt(0) == '+' ? FileKind.ADD : FileKind.DELETE, change.substring(1), 0)).forEach(entries::add);
        return entries.entries().stream().map(entry -> entry.file().name()).toList();
    }

    private static ManifestEntry entry(FileKind kind, String name, int level)
    {
        DataFile file = new DataFile(
                name,
                1000,
                10,
                BinaryRow.EMPTY,
                BinaryRow.EMPTY,
                SimpleStatistics.UNKNOWN,
                SimpleStatistics.UNKNOWN,
                0,
                9,
                0,
                level,
                List.of(),
                OptionalLong.empty(),
                OptionalLong.of(0),
                Optional.empty(),
                Optional.empty(),
                Optional.of(List.of()),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty());
        return new ManifestEntry(kind, BinaryRow.EMPTY, 0, 1, file);
    }
}
