package dev.assent.bsp.meta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assent.core.catalogue.Category;
import dev.assent.core.message.MessageContent;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What each kind of message looks like to the Cloud API; shapes as on Meta's pages, contents invented. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MessageBodyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LINK = "https://acme.example/a.jpg";

    @Test
    void a_template_has_its_header_and_buttons_beside_the_body() throws JsonProcessingException {
        var template = new MessageContent.Template(
                "summer_sale",
                "en",
                Category.MARKETING,
                "offers",
                List.of("Kim"),
                new MessageContent.Header(MessageContent.HeaderType.DOCUMENT, LINK, "sale.pdf"),
                List.of(
                        new MessageContent.ButtonParameter(0, MessageContent.ButtonKind.URL, "summer"),
                        new MessageContent.ButtonParameter(1, MessageContent.ButtonKind.QUICK_REPLY, "OPT_OUT")));

        assertBody(template, """
                {"type":"template","template":{"name":"summer_sale","language":{"code":"en"},"components":[
                  {"type":"header","parameters":[{"type":"document","document":{"link":"https://acme.example/a.jpg","filename":"sale.pdf"}}]},
                  {"type":"body","parameters":[{"type":"text","text":"Kim"}]},
                  {"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"summer"}]},
                  {"type":"button","sub_type":"quick_reply","index":"1","parameters":[{"type":"payload","payload":"OPT_OUT"}]}]}}""");
    }

    @Test
    void a_template_without_parameters_has_no_components() throws JsonProcessingException {
        assertBody(new MessageContent.Template("hello", "en", Category.UTILITY, "x", List.of()), """
                {"type":"template","template":{"name":"hello","language":{"code":"en"}}}""");
    }

    @Test
    void media_goes_by_its_link() throws JsonProcessingException {
        assertBody(new MessageContent.Media(MessageContent.MediaType.IMAGE, LINK, "Look", null), """
                {"type":"image","image":{"link":"https://acme.example/a.jpg","caption":"Look"}}""");
    }

    @Test
    void buttons_and_lists_have_shapes_of_their_own() throws JsonProcessingException {
        var yes = new MessageContent.Choice("yes", "Yes", null);
        assertBody(new MessageContent.Interactive("Come?", "Acme", "Reply soon", null, List.of(yes)), """
                {"type":"interactive","interactive":{"type":"button","header":{"type":"text","text":"Acme"},
                  "body":{"text":"Come?"},"footer":{"text":"Reply soon"},
                  "action":{"buttons":[{"type":"reply","reply":{"id":"yes","title":"Yes"}}]}}}""");
        var monday = new MessageContent.Choice("mon", "Monday", "9 to 12");
        assertBody(new MessageContent.Interactive("When?", null, null, "Choose", List.of(monday)), """
                {"type":"interactive","interactive":{"type":"list","body":{"text":"When?"},
                  "action":{"button":"Choose","sections":[{"rows":[{"id":"mon","title":"Monday","description":"9 to 12"}]}]}}}""");
    }

    private static void assertBody(MessageContent content, String expected) throws JsonProcessingException {
        var body = JSON.createObjectNode();
        MessageBody.put(body, content);

        assertThat(body).isEqualTo(JSON.readTree(expected));
    }
}
