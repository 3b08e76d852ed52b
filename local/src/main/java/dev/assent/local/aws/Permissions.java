package dev.assent.local.aws;

import dev.assent.local.Log;
import dev.assent.local.template.Policy;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who may do what: each function what its policies permit, everybody else (a developer with a client) everything. */
public final class Permissions {

    private final Map<String, Policy> policies;
    private final Log log;
    private final Set<Entry> used = ConcurrentHashMap.newKeySet();
    private final Set<Entry> refused = ConcurrentHashMap.newKeySet();

    /** What a function did, or would have done. */
    public record Entry(String function, String action, String resource) {

        private static final Comparator<Entry> ORDER = Comparator.comparing(Entry::function)
                .thenComparing(Entry::resource)
                .thenComparing(Entry::action);
    }

    /**
     * Policies to enforce.
     *
     * @param policies by the function's logical id, which is its access key
     */
    public Permissions(Map<String, Policy> policies, Log log) {
        this.policies = Map.copyOf(policies);
        this.log = log;
    }

    /** Why one of these uses is not permitted, in IAM's words; empty if all are. */
    Optional<String> refusal(String accessKey, List<Use> uses) {
        Policy policy = policies.get(accessKey);
        if (policy == null) {
            return Optional.empty();
        }
        for (Use use : uses) {
            var entry = new Entry(accessKey, use.action(), use.resource());
            if (!policy.permits(use.action(), use.resourceArn())) {
                if (refused.add(entry)) {
                    log.line(
                            "iam",
                            accessKey + " may not " + use.action() + " on " + use.resource() + "; the Policies of "
                                    + accessKey + " in template.yaml would have to allow it");
                }
                return Optional.of("User: arn:aws:sts::000000000000:assumed-role/" + accessKey
                        + "/local is not authorized to perform: " + use.action() + " on resource: " + use.resourceArn()
                        + " because no identity-based policy allows the " + use.action() + " action");
            }
            used.add(entry);
        }
        return Optional.empty();
    }

    /** What functions did, by function, resource and action. */
    public List<Entry> used() {
        return used.stream().sorted(Entry.ORDER).toList();
    }

    /** What functions were refused. */
    public List<Entry> refused() {
        return refused.stream().sorted(Entry.ORDER).toList();
    }
}
