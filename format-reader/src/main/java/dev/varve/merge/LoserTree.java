package dev.varve.merge;

/**
 * Finds, again and again, the run whose next row has the smallest key. Every inner node remembers the loser of its match, so
 * that moving one run on costs one match per level.
 */
final class LoserTree
{
    private final RunCursor[] runs;
    private final int[] losers;
    private final long[] heads;
    private final boolean[] ended;
    private final boolean exact;
    private int winner;
    private int live;

    LoserTree(RunCursor[] runs, boolean exact)
    {
        this.runs = runs;
        this.exact = exact;
        losers = new int[runs.length];
        heads = new long[runs.length];
        ended = new boolean[runs.length];
    }

    /** Starts over with the windows of all runs as they are now. */
    void start()
    {
        live = 0;
        for (int run = 0; run < runs.length; run++) {
            ended[run] = runs[run].next >= runs[run].end;
            heads[run] = ended[run] ? Long.MAX_VALUE : runs[run].prefix(runs[run].next);
            if (!ended[run]) {
                live++;
            }
        }
        winner = runs.length == 1 ? 0 : build(1);
    }

    /** Plays the matches below a node; leaves are the nodes from {@code runs.length} on. */
    private int build(int node)
    {
        if (node >= runs.length) {
            return node - runs.length;
        }
        int left = build(2 * node);
        int right = build(2 * node + 1);
        boolean leftWins = heads[left] < heads[right] || (heads[left] == heads[right] && beatsAtTie(left, right));
        losers[node] = leftWins ? right : left;
        return leftWins ? left : right;
    }

    /** The number of runs that have rows left in the window. */
    int live()
    {
        return live;
    }

    /** The run whose next row comes first; undefined if no run is {@link #live}. */
    int winner()
    {
        return winner;
    }

    /** The prefix of the row that comes first. */
    long head()
    {
        return heads[winner];
    }

    /** Moves the winner to its next row. */
    void advance()
    {
        int current = winner;
        RunCursor run = runs[current];
        int row = ++run.next;
        long head;
        if (row < run.end) {
            head = run.prefix(row);
        }
        else {
            head = Long.MAX_VALUE;
            ended[current] = true;
            live--;
        }
        heads[current] = head;
        for (int node = (current + runs.length) >>> 1; node > 0; node >>>= 1) {
            int other = losers[node];
            long otherHead = heads[other];
            if (otherHead < head || (otherHead == head && beatsAtTie(other, current))) {
                losers[node] = current;
                current = other;
                head = otherHead;
            }
        }
        winner = current;
    }

    private boolean beatsAtTie(int left, int right)
    {
        if (ended[left] || ended[right]) {
            return !ended[left];
        }
        if (!exact) {
            int order = runs[left].compare(runs[left].next, runs[right], runs[right].next);
            if (order != 0) {
                return order < 0;
            }
        }
        return left < right;
    }
}
