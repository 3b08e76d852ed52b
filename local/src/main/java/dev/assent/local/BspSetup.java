package dev.assent.local;

import dev.assent.local.bsp.Faults;
import dev.assent.local.bsp.Limits;
import dev.assent.local.bsp.SimulatedBsp;
import dev.assent.local.template.Template;
import dev.assent.local.webhook.SignedWebhook;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the simulated BSP is set up for a stack: with the template's numbers and limits, unless the options say otherwise. */
final class BspSetup {

    private BspSetup() {}

    static SimulatedBsp.Setup of(
            StackOptions options,
            StackOptions.BspOptions bsp,
            Template template,
            URI webhook,
            String appSecret,
            StackClock clock,
            Path kept) {
        return new SimulatedBsp.Setup(
                options.port() + 10,
                Limits.read(
                        bsp.limits(),
                        Double.parseDouble(template.parameter("SendRate")),
                        Long.parseLong(template.parameter("MessagingLimit"))),
                Faults.read(bsp.faults()),
                new SignedWebhook.Target(webhook, appSecret),
                bsp.batch(),
                template.parameter("WabaId"),
                displayNumbers(template),
                TemplateList.read(options.root().resolve("config/assent.yaml")),
                clock,
                Journal.in(kept.resolve("bsp.jsonl")));
    }

    private static Map<String, String> displayNumbers(Template template) {
        String[] ids = template.parameter("PhoneNumberIds").split(",");
        String[] shown = template.parameter("DisplayPhoneNumbers").split(",");
        Map<String, String> numbers = new LinkedHashMap<>();
        for (int i = 0; i < ids.length; i++) {
            numbers.put(ids[i], i < shown.length ? shown[i] : "");
        }
        return numbers;
    }
}
