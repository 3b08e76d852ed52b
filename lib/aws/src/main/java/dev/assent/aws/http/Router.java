package dev.assent.aws.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Finds the route of a request. Patterns are those of template.yaml: {@code /v1/campaigns/{id}/start}. */
public final class Router {

    private static final int LONGEST_PATH = 300;

    private final List<Route> routes = new ArrayList<>();

    private record Route(String method, String[] pattern, Endpoint endpoint) {

        Optional<PathParameters> match(ApiRequest request) {
            String[] path = request.path().split("/", -1);
            if (!method.equals(request.method())
                    || path.length != pattern.length
                    || request.path().length() > LONGEST_PATH) {
                return Optional.empty();
            }
            Map<String, String> parameters = new HashMap<>();
            for (int i = 0; i < path.length; i++) {
                if (pattern[i].startsWith("{")) {
                    parameters.put(pattern[i].substring(1, pattern[i].length() - 1), path[i]);
                } else if (!pattern[i].equals(path[i])) {
                    return Optional.empty();
                }
            }
            return Optional.of(new PathParameters(parameters));
        }
    }

    /** What stood in a path where the pattern has {@code {name}}. */
    public record PathParameters(Map<String, String> values) {

        /** A parameter's value; the pattern must have it. */
        public String get(String name) {
            return Objects.requireNonNull(values.get(name), name);
        }
    }

    /** Answers a request whose path parameters were read. */
    @FunctionalInterface
    public interface Endpoint {

        /** The answer; throws {@link Problem} for input that can't be used. */
        ApiResponse answer(ApiRequest request, PathParameters path);
    }

    /** Adds a route. */
    public Router on(String method, String pattern, Endpoint endpoint) {
        routes.add(new Route(method, pattern.split("/", -1), endpoint));
        return this;
    }

    /** Every route as {@code METHOD /pattern}, in the order they were added. */
    public List<String> patterns() {
        return routes.stream()
                .map(route -> route.method() + " " + String.join("/", route.pattern()))
                .toList();
    }

    /** The answer to a request; 404 if there is no such route. */
    public ApiResponse answer(ApiRequest request) {
        try {
            for (Route route : routes) {
                Optional<PathParameters> parameters = route.match(request);
                if (parameters.isPresent()) {
                    return route.endpoint().answer(request, parameters.get());
                }
            }
            throw Problem.notFound("There is no such route.");
        } catch (Problem problem) {
            return problem.response();
        }
    }
}
