package dev.varve.product.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The side of the peer: a statement per line comes in, and for each its rows go out, a line {@code R} and the canonical text of the row, then a
 * line {@code E}; or one line {@code X} and what went wrong. Other lines are chatter of the engine.
 */
public final class PeerLoop
{
    /** Line feeds in statements and messages travel as this. */
    private static final String LINE_FEED = "\u2424";

    private PeerLoop() {}

    /** Runs statements. */
    public interface Engine
    {
        /** The rows of a query, each with its columns in order; none for other statements. */
        List<List<Object>> execute(String sql)
                throws Exception;
    }

    /** Answers until the input ends. */
    public static void run(Engine engine, PrintStream out)
            throws IOException
    {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        out.println("READY");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            answer(engine, line.replace(LINE_FEED, "\n"), out);
            out.flush();
        }
    }

    private static void answer(Engine engine, String sql, PrintStream out)
    {
        try {
            for (List<Object> row : engine.execute(sql)) {
                out.println("R" + ValueText.row(row));
            }
            out.println("E");
        }
        catch (Exception | LinkageError e) {
            // Engines throw what they like; all of it is the answer.
            Throwable root = e;
            while (root.getCause() != null && root.getCause() != root) {
                root = root.getCause();
            }
            out.println("X" + (e + "; " + root).replace("\n", LINE_FEED));
        }
    }
}
