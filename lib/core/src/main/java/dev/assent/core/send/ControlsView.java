package dev.assent.core.send;

import dev.assent.core.control.Controls;
import dev.assent.core.counter.Counter;
import java.time.Duration;

/** The controls as they stood a moment ago: an operator's brake is in force within a second. */
final class ControlsView {

    private static final Duration AT_MOST_OLD = Duration.ofMillis(400);

    private final Counter<Controls> controls;
    private final Pace pace;

    ControlsView(Counter<Controls> controls, Pace pace) {
        this.controls = controls;
        this.pace = pace;
    }

    Controls now() {
        return controls.read(Tools.Counters.CONTROLS, pace.now(), AT_MOST_OLD);
    }
}
