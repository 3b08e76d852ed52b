package dev.assent.core.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The core and the simulation as they would be with a mutant: its file compiled anew, everything loaded afresh. */
final class MutatedClasses extends ClassLoader implements AutoCloseable {

    private static final String OURS = "dev.assent.";

    private final Map<String, byte[]> mutated;

    private MutatedClasses(Map<String, byte[]> mutated) {
        super(MutatedClasses.class.getClassLoader());
        this.mutated = mutated;
    }

    static MutatedClasses with(Mutant mutant) throws IOException {
        String source = Files.readString(mutant.sources().resolve(mutant.file()));
        if (source.split(java.util.regex.Pattern.quote(mutant.line()), -1).length != 2) {
            throw new AssertionError("The line of the mutant \"" + mutant + "\" is there no more; mend the mutant");
        }
        return new MutatedClasses(compile(mutant.file(), source.replace(mutant.line(), mutant.instead())));
    }

    private static Map<String, byte[]> compile(String file, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> compiled = new HashMap<>();
        JavaFileManager files = new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:///" + name + ".class"), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return compiled.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
                    }
                };
            }
        };
        var mutant = new SimpleJavaFileObject(URI.create("memory:///" + file), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        boolean fine = compiler.getTask(null, files, null, List.of("-proc:none", "-nowarn"), null, List.of(mutant))
                .call();
        if (!fine) {
            throw new AssertionError("The mutant of " + file + " does not compile");
        }
        Map<String, byte[]> classes = new HashMap<>();
        compiled.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return classes;
    }

    /** The violations of one run of the chaos. */
    @SuppressWarnings("unchecked")
    List<String> violations(long seed) {
        try {
            Object findings = loadClass("dev.assent.testing.simulation.Chaos")
                    .getMethod("run", long.class)
                    .invoke(null, seed);
            return (List<String>) findings.getClass().getMethod("violations").invoke(findings);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = Optional.ofNullable(mutated.get(name)).orElseGet(() -> asBuilt(name));
        if (bytes.length == 0) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] asBuilt(String name) {
        try (InputStream found = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            return found == null ? new byte[0] : found.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        mutated.clear();
    }
}
