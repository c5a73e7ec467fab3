package dev.varve.cli;

import org.testng.annotations.Test;

import static org.assertj.core.api.Assertions.assertThat;

public class TestTour
{
    @Test
    public void aStopIsABlockOfCommentsAndOneStatement()
    {
        Tour tour = Tour.parse("""
                -- About this file,
                -- which is no stop.

                -- Shows one.
                SELECT 1;

                -- Shows two,
                -- over two lines.
                SELECT
                  2;
                """);

        assertThat(tour.stops()).containsExactly(
                new Tour.Stop("Shows one.", "SELECT 1;"),
                new Tour.Stop("Shows two,\nover two lines.", "SELECT\n  2;"));
    }

    @Test
    public void anEmptyFileHasNoStops()
    {
        assertThat(Tour.parse("").stops()).isEmpty();
        assertThat(Tour.parse("-- nothing\n\n\n").stops()).isEmpty();
    }
}
