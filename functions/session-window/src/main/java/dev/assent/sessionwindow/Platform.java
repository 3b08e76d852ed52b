package dev.assent.sessionwindow;

import dev.assent.core.control.Controls;
import dev.assent.core.counter.Counter;
import dev.assent.core.inbound.InboundEvent;
import dev.assent.core.send.Tools;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Follows what the provider says about the messaging limit, the account and its templates. */
final class Platform {

    private final Tools.Counters counters;
    private final String portfolioId;
    private final InstantSource clock;

    Platform(Tools.Counters counters, String portfolioId, InstantSource clock) {
        this.counters = counters;
        this.portfolioId = portfolioId;
        this.clock = clock;
    }

    void changed(InboundEvent.LimitChanged news) {
        Instant at = at(news.at());
        counters.limit()
                .change(
                        portfolioId,
                        clock.instant(),
                        limit -> new Counter.Step<>(limit.changed(news.limit(), at), news.limit()));
    }

    void changed(InboundEvent.AccountChanged news) {
        Instant at = at(news.at());
        Instant until = Optional.ofNullable(news.until()).orElse(Controls.UNTIL_LIFTED);
        var hold = news.restricted() ? new Controls.Hold(news.cause(), until, at) : lifted(at);
        change(it -> it.accountHeld(hold, at));
    }

    void changed(InboundEvent.TemplateChanged news) {
        Instant at = at(news.at());
        var hold = news.usable() ? lifted(at) : new Controls.Hold(news.cause(), Controls.UNTIL_LIFTED, at);
        change(it -> it.templateHeld(news.name(), news.language(), hold, at));
    }

    void changed(InboundEvent.TemplateMoved news) {
        Instant at = at(news.at());
        change(it -> it.templateMoved(news.name(), news.language(), news.category(), at));
    }

    // A hold that has ended keeps its time, so that an older restriction that arrives late changes nothing.
    private static Controls.Hold lifted(Instant at) {
        return new Controls.Hold("LIFTED", Instant.EPOCH, at);
    }

    private void change(UnaryOperator<Controls> step) {
        counters.controls().change(Tools.Counters.CONTROLS, clock.instant(), it -> {
            Controls changed = step.apply(it);
            return new Counter.Step<>(changed, changed);
        });
    }

    private Instant at(@Nullable Instant said) {
        return said == null ? clock.instant() : said;
    }
}
