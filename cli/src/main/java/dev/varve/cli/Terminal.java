package dev.varve.cli;

import java.io.Console;

/** Whether a person sits in front of the program. */
final class Terminal
{
    private Terminal() {}

    /** True if both standard input and standard output are a terminal. */
    static boolean present()
    {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
