package dev.assent.local.template;

/** How resources are called on this machine: by their logical ids. */
public final class Arns {

    private Arns() {}

    /** The ARN of a table. */
    public static String table(String name) {
        return "arn:aws:dynamodb:" + Intrinsics.REGION + ":" + Intrinsics.ACCOUNT + ":table/" + name;
    }

    /** The ARN of a queue. */
    public static String queue(String name) {
        return "arn:aws:sqs:" + Intrinsics.REGION + ":" + Intrinsics.ACCOUNT + ":" + name;
    }

    /** The ARN of a secret; AWS appends six random characters to its name. */
    public static String secret(String id) {
        return "arn:aws:secretsmanager:" + Intrinsics.REGION + ":" + Intrinsics.ACCOUNT + ":secret:" + id + "-a1b2c3";
    }

    /** The ARN of an event bus. */
    public static String bus(String name) {
        return "arn:aws:events:" + Intrinsics.REGION + ":" + Intrinsics.ACCOUNT + ":event-bus/" + name;
    }

    /** The ARN of a bucket. */
    public static String bucket(String name) {
        return "arn:aws:s3:::" + name;
    }

    static String ref(String type, String id) {
        return type.equals(ResourceTypes.API) ? "local" : id;
    }

    static String attribute(String type, String id, String attribute) {
        if (ResourceTypes.IGNORED.contains(type)) {
            return "local:" + id + ":" + attribute;
        }
        if (type.equals(ResourceTypes.QUEUE) && attribute.equals("QueueName")) {
            return id;
        }
        if (!attribute.equals("Arn")) {
            throw new TemplateProblem("the attribute " + attribute + " of " + id + " is not understood");
        }
        return switch (type) {
            case ResourceTypes.TABLE -> table(id);
            case ResourceTypes.QUEUE -> queue(id);
            case ResourceTypes.BUCKET -> bucket(id);
            case ResourceTypes.BUS -> bus(id);
            case ResourceTypes.FUNCTION ->
                "arn:aws:lambda:" + Intrinsics.REGION + ":" + Intrinsics.ACCOUNT + ":function:" + id;
            default -> throw new TemplateProblem("the attribute " + attribute + " of " + id + " is not understood");
        };
    }

    /** What comes after an ARN's last colon: the name of a queue. */
    static String lastOf(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }
}
