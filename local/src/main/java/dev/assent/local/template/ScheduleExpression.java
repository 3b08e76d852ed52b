package dev.assent.local.template;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a schedule fires: {@code rate(5 minutes)}, {@code cron(0 9 * * ? *)} or {@code at(2026-12-24T09:00:00)}.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html">AWS: schedule types</a>
 */
public final class ScheduleExpression {

    private static final Pattern FORM = Pattern.compile("(rate|cron|at)\\((.+)\\)");
    private static final Pattern RATE = Pattern.compile("([1-9][0-9]*) (minute|hour|day)s?");

    // Minutes, hours, day of month, month, day of week (1 is Sunday), year.
    private static final CronDefinition AWS_CRON = CronDefinitionBuilder.defineCron()
            .withMinutes()
            .withValidRange(0, 59)
            .and()
            .withHours()
            .withValidRange(0, 23)
            .and()
            .withDayOfMonth()
            .withValidRange(1, 31)
            .supportsL()
            .supportsW()
            .supportsQuestionMark()
            .and()
            .withMonth()
            .withValidRange(1, 12)
            .and()
            .withDayOfWeek()
            .withValidRange(1, 7)
            .withMondayDoWValue(2)
            .supportsHash()
            .supportsL()
            .supportsQuestionMark()
            .and()
            .withYear()
            .withValidRange(1970, 2199)
            .and()
            .instance();

    /** The first moment after {@code last} at which it fires, if any. */
    private interface Next {
        Optional<Instant> after(Instant last);
    }

    private final Next next;

    private ScheduleExpression(Next next) {
        this.next = next;
    }

    /** The first moment after {@code last} at which it fires; empty if it never fires again. */
    public Optional<Instant> next(Instant last) {
        return next.after(last);
    }

    /**
     * Reads an expression.
     *
     * @param zone in which {@code cron} and {@code at} are meant
     * @throws TemplateProblem if it is none
     */
    public static ScheduleExpression read(String expression, ZoneId zone) {
        Matcher form = FORM.matcher(expression);
        if (!form.matches()) {
            throw problem(expression);
        }
        try {
            return new ScheduleExpression(
                    switch (form.group(1)) {
                        case "rate" -> rate(form.group(2));
                        case "cron" -> cron(form.group(2), zone);
                        default -> at(form.group(2), zone);
                    });
        } catch (IllegalArgumentException | DateTimeException _) {
            throw problem(expression);
        }
    }

    private static Next rate(String rate) {
        Matcher parts = RATE.matcher(rate);
        if (!parts.matches()) {
            throw new IllegalArgumentException(rate);
        }
        Duration unit =
                switch (parts.group(2)) {
                    case "minute" -> Duration.ofMinutes(1);
                    case "hour" -> Duration.ofHours(1);
                    default -> Duration.ofDays(1);
                };
        Duration period = unit.multipliedBy(Long.parseLong(parts.group(1)));
        return last -> Optional.of(last.plus(period));
    }

    private static Next cron(String fields, ZoneId zone) {
        var times = ExecutionTime.forCron(new CronParser(AWS_CRON).parse(fields));
        return last -> times.nextExecution(last.atZone(zone)).map(java.time.ZonedDateTime::toInstant);
    }

    private static Next at(String moment, ZoneId zone) {
        Instant due = LocalDateTime.parse(moment).atZone(zone).toInstant();
        return last -> due.isAfter(last) ? Optional.of(due) : Optional.empty();
    }

    private static TemplateProblem problem(String expression) {
        return new TemplateProblem("the schedule " + expression
                + " is not understood; these are: rate(5 minutes), cron(0 9 * * ? *), at(2026-12-24T09:00:00)");
    }
}
