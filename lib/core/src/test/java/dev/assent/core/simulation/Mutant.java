package dev.assent.core.simulation;

import java.nio.file.Path;

/**
 * One line changed for the worse.
 *
 * @param sources the source folder
 * @param file below it
 * @param line as it stands, but for white space around it
 * @param instead what it is replaced by
 */
record Mutant(String name, Path sources, String file, String line, String instead) {

    @Override
    public String toString() {
        return name;
    }
}
