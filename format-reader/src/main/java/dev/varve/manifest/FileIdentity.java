package dev.varve.manifest;

import dev.varve.row.BinaryRow;
import io.airlift.slice.Slice;

import java.util.List;
import java.util.Optional;

/**
 * By what an ADD and the DELETE that takes it back are matched. More than the name: a file may change its level or get an index,
 * which is a DELETE of the old and an ADD of the new in one commit.
 *
 * <p>The live files of a snapshot are the ADD entries of its base and delta lists whose identity is in no DELETE entry of them. An
 * identity is added at most once and deleted at most once, so the order of entries does not matter.
 */
public record FileIdentity(
        BinaryRow partition,
        int bucket,
        int level,
        String name,
        List<String> extraFiles,
        Optional<Slice> embeddedIndex,
        Optional<String> externalPath) {}
