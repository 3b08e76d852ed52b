package dev.assent.aws;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A client of the SDK that answers some calls by itself, as AWS may and the emulators never do. */
final class Injected {

    private Injected() {}

    /** What happens instead of the n-th call (from 1) of an operation: throws, answers, or lets it through. */
    interface Instead {
        Optional<Object> of(int call, Object request);
    }

    /** A client whose calls of one operation go through {@code instead} first. */
    static <T> T into(Class<T> type, T real, String operation, Instead instead) {
        var calls = new AtomicInteger();
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    if (method.getName().equals(operation)) {
                        Optional<Object> answer = instead.of(calls.incrementAndGet(), arguments[0]);
                        if (answer.isPresent()) {
                            return answer.get();
                        }
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** The builder of a request that was given as a consumer of it. */
    @SuppressWarnings("unchecked")
    static <B> B applied(Object request, B builder) {
        ((Consumer<B>) request).accept(builder);
        return builder;
    }
}
