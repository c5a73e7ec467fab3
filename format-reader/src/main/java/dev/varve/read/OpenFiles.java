package dev.varve.read;

import dev.varve.datafile.ReadRequest;
import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Keeps at most so many of the files open that are read alternately: that which was not used for longest is closed, and opened again when its
 * turn comes. Not safe for use by several threads.
 */
final class OpenFiles
{
    private final int limit;
    /** The least recently used first. */
    private final Set<Input> open = new LinkedHashSet<>();

    OpenFiles(int limit)
    {
        if (limit < 1) {
            throw new IllegalArgumentException("No file may be open: " + limit);
        }
        this.limit = limit;
    }

    /** How runs that are read alternately open their files. */
    static UnaryOperator<InputFile> ofRuns(int runs)
    {
        return runs > ReadRequest.FEW_FILES ? new OpenFiles(ReadRequest.FEW_FILES)::limited : UnaryOperator.identity();
    }

    /** A file whose inputs count. */
    InputFile limited(InputFile file)
    {
        return new LimitedFile(file);
    }

    private final class LimitedFile
            implements InputFile
    {
        private final InputFile file;

        private LimitedFile(InputFile file)
        {
            this.file = file;
        }

        @Override
        public StoragePath path()
        {
            return file.path();
        }

        @Override
        public long length()
                throws IOException
        {
            return file.length();
        }

        @Override
        public PositionedInput newInput()
                throws IOException
        {
            Input input = new Input(file);
            input.use();
            return input;
        }
    }

    private final class Input
            implements PositionedInput
    {
        private final InputFile file;
        /** Null while the file is closed. */
        private PositionedInput input;

        private Input(InputFile file)
        {
            this.file = file;
        }

        private void use()
                throws IOException
        {
            if (open.remove(this)) {
                open.add(this);
                return;
            }
            if (open.size() == limit) {
                Iterator<Input> oldest = open.iterator();
                Input closing = oldest.next();
                oldest.remove();
                closing.rest();
            }
            input = file.newInput();
            open.add(this);
        }

        private void rest()
                throws IOException
        {
            PositionedInput closing = input;
            input = null;
            closing.close();
        }

        @Override
        public void readFully(long position, byte[] buffer, int offset, int length)
                throws IOException
        {
            use();
            input.readFully(position, buffer, offset, length);
        }

        @Override
        public void close()
                throws IOException
        {
            if (open.remove(this)) {
                rest();
            }
        }
    }
}
