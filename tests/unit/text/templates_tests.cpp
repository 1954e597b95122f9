#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/text/templates.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using namespace postern::text;

namespace {

constexpr const char* kMarker = "{{%AUTOESCAPE context=\"HTML\"}}";

/// One template `t` and words in two languages.
struct Folder : test::TemporaryFolder {
    Folder() {
        write("en.properties", "hello = Hello, {{NAME}}\nodd = <b> & \"q\" 'a'\nonly = English");
        write("de.properties", "hello = {{NAME}}, hallo");
    }

    Templates load(std::string_view text, TemplateFormat format) const {
        write("t.x", (format == TemplateFormat::Html ? kMarker : "") + std::string{text});
        return Templates::load({path(), ".x", format, {"t"}}, Catalogue::load(path()));
    }

    std::string html(std::string_view text, std::string_view language = "en") const {
        return load(text, TemplateFormat::Html).render("t", language, fill);
    }
    std::string plain(std::string_view text, std::string_view language = "en") const {
        return load(text, TemplateFormat::Text).render("t", language, fill);
    }

    static void fill(Fields& fields) {
        fields.set("NAME", "<Ann> {{NAME}} [[only]]");
        fields.show("SHOWN", true);
        fields.show("HIDDEN", false);
    }
};

auto says(std::string text) {
    return [text = std::move(text)](const std::runtime_error& error) {
        return std::string{error.what()}.find(text) != std::string::npos;
    };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(templates_tests)

BOOST_AUTO_TEST_CASE(render_puts_words_and_values_in_and_escapes_both_in_html) {
    const Folder folder;
    BOOST_TEST(folder.html("<p title=\"[[odd]]\">[[hello]]</p>") ==
               "<p title=\"&lt;b&gt; &amp; &quot;q&quot; &#39;a&#39;\">"
               "Hello, &lt;Ann&gt; {{NAME}} [[only]]</p>");
}

BOOST_AUTO_TEST_CASE(render_escapes_nothing_in_plain_text) {
    const Folder folder;
    BOOST_TEST(folder.plain("[[hello]] [[odd]]") ==
               "Hello, <Ann> {{NAME}} [[only]] <b> & \"q\" 'a'");
}

BOOST_AUTO_TEST_CASE(render_uses_the_language_and_english_where_it_is_missing) {
    const Folder folder;
    BOOST_TEST(folder.plain("[[hello]]/[[only]]/[[language]]", "de") ==
               "<Ann> {{NAME}} [[only]], hallo/English/de");
    BOOST_TEST(folder.plain("[[language]]", "fr") == "en");
    BOOST_TEST(folder.plain("[[language]]", "") == "en");
    BOOST_TEST(folder.plain("[[language]]", "../en") == "en");
}

BOOST_AUTO_TEST_CASE(render_puts_partials_in_with_their_words) {
    const Folder folder;
    folder.write("p.x", "(partial {{>inner}})");
    folder.write("inner.x", "[[hello]]");
    BOOST_TEST(folder.html("{{>p}}", "de") == "(partial &lt;Ann&gt; {{NAME}} [[only]], hallo)");
}

BOOST_AUTO_TEST_CASE(render_draws_a_page_of_pieces_as_the_whole_that_it_is) {
    const Folder folder;
    folder.write("p.x", "<b>{{NAME}}</b>{{#SHOWN}}!{{/SHOWN}}\n");
    const std::string drawn = "<b>&lt;Ann&gt; {{NAME}} [[only]]</b>!\n";
    BOOST_TEST(folder.html("{{>p}}") == drawn);
    BOOST_TEST(folder.html("{{>p}}{{>p}}") == drawn + drawn);
    BOOST_TEST(folder.html("<i>{{>p}}</i>\n{{>p}}{{#HIDDEN}}{{>p}}{{/HIDDEN}}<hr>") ==
               "<i>" + drawn + "</i>\n" + drawn + "<hr>");
    BOOST_TEST(folder.html("{{#SHOWN}}{{>p}}{{/SHOWN}}.") == drawn + ".");
}

// A piece by itself is escaped as text, which would be too little inside of a tag.
BOOST_AUTO_TEST_CASE(render_escapes_for_the_place_wherever_what_is_included_ends) {
    const Folder folder;
    const auto draw = [&](const std::string& page) {
        return folder.load(page, TemplateFormat::Html).render("t", "en", [](Fields& fields) {
            fields.set("VALUE", "javascript:alert(1) onclick=x");
        });
    };
    folder.write("p.x", "<a href=\"");
    BOOST_TEST(draw("{{>p}}{{VALUE}}\">a</a>") == "<a href=\"#\">a</a>");
    folder.write("p.x", "<p>");
    BOOST_TEST(draw("<a href=\"{{VALUE}}\">{{>p}}</a>") == "<a href=\"#\"><p></a>");
    folder.write("p.x", "{{VALUE}}");
    BOOST_TEST(draw("<a href=\"{{>p}}\">a</a>") == "<a href=\"#\">a</a>");
    folder.write("p.x", "<a ");
    BOOST_TEST(draw("{{>p}}title=\"{{VALUE}}\" href=\"{{VALUE}}\">a</a>") ==
               "<a title=\"javascript:alert(1) onclick=x\" href=\"#\">a</a>");
}

BOOST_AUTO_TEST_CASE(load_refuses_a_template_that_includes_itself) {
    const Folder folder;
    folder.write("p.x", "{{>p}}");
    for (const auto* text : {"{{>t}}", "{{>p}}"})
        BOOST_CHECK_EXCEPTION(folder.load(text, TemplateFormat::Html), std::runtime_error,
                              says("includes itself"));
}

BOOST_AUTO_TEST_CASE(load_includes_nothing_from_another_folder) {
    const Folder folder;
    for (const auto* text : {"{{>../t}}", "{{>/etc/hosts}}", "{{>}}"})
        BOOST_CHECK_EXCEPTION(folder.load(text, TemplateFormat::Text), std::runtime_error,
                              says("t.x:1: includes an unknown template"));
}

BOOST_AUTO_TEST_CASE(load_refuses_a_folder_with_a_template_that_nothing_uses) {
    const Folder folder;
    folder.write("forgotten.x", "[[hello]]");
    folder.write("notes.txt", "of another kind");
    BOOST_CHECK_EXCEPTION(folder.load("", TemplateFormat::Html), std::runtime_error,
                          says("forgotten.x is used by nothing"));
}

BOOST_AUTO_TEST_CASE(plain_text_keeps_blank_lines_except_those_of_hidden_sections) {
    const Folder folder;
    BOOST_TEST(folder.plain("one\n\n{{#SHOWN}}\ntwo\n{{/SHOWN}}\n{{#HIDDEN}}\nno\n{{/HIDDEN}}\n"
                            "\nthree\n") == "one\n\ntwo\n\nthree\n");
}

BOOST_AUTO_TEST_CASE(load_refuses_broken_and_unsafe_templates) {
    const Folder folder;
    for (const auto* text :
         {"[[unknown]]", "[[hello", "[[]]", "[[ hello ]]", "{{NAME:none}}", "{{NAME:h}}",
          "{{>unknown}}", "{{>p", "{{NAME", "{{#OPEN}}", "{{=<% %>=}}",
          "{{%AUTOESCAPE context=\"JSON\"}}", "{{name}}", "{{BI_SPACE_}} {{", "{{#A}}{{/B}}"})
        for (const auto format : {TemplateFormat::Html, TemplateFormat::Text})
            BOOST_TEST_CONTEXT(text)
    BOOST_CHECK_THROW(folder.load(text, format), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(load_refuses_html_without_the_marker_of_escaping) {
    const Folder folder;
    for (const auto* text : {"<p>x</p>", " {{%AUTOESCAPE context=\"HTML\"}}", ""}) {
        folder.write("t.x", text);
        BOOST_CHECK_THROW(Templates::load({folder.path(), ".x", TemplateFormat::Html, {"t"}},
                                          Catalogue::load(folder.path())),
                          std::runtime_error);
    }
}

BOOST_AUTO_TEST_CASE(load_names_a_missing_template) {
    const Folder folder;
    BOOST_CHECK_EXCEPTION(Templates::load({folder.path(), ".x", TemplateFormat::Html, {"gone"}},
                                          Catalogue::load(folder.path())),
                          std::runtime_error, [](const auto& error) {
                              return std::string{error.what()}.find("gone.x: ") !=
                                     std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(render_shows_the_plural_form_of_the_number_and_only_that) {
    const test::TemporaryFolder folder;
    folder.write("en.properties",
                 "n.one = One <b>\nn.other = {{COUNT}} <b>s\nm.one = day\nm.other = days");
    folder.write("ru.properties",
                 "n.one = {{COUNT}} b\nn.few = {{COUNT}} ba\nn.many = {{COUNT}} bov");
    folder.write("t.x", std::string{kMarker} + "[[n]]/[[m]]");
    const auto templates = Templates::load({folder.path(), ".x", TemplateFormat::Html, {"t"}},
                                           Catalogue::load(folder.path()));
    const auto drawn = [&](std::string_view language, std::uint64_t count) {
        return templates.render("t", language, [&](Fields& fields) { fields.count(count); });
    };
    BOOST_TEST(drawn("en", 1) == "One &lt;b&gt;/day");
    BOOST_TEST(drawn("en", 0) == "0 &lt;b&gt;s/days");
    // What is missing in a language is English, and counted as in English.
    BOOST_TEST(drawn("ru", 1) == "1 b/day");
    BOOST_TEST(drawn("ru", 21) == "21 b/days");
    BOOST_TEST(drawn("ru", 3) == "3 ba/days");
    BOOST_TEST(drawn("ru", 11) == "11 bov/days");
    BOOST_TEST(drawn("tlh", 2) == "2 &lt;b&gt;s/days");
}

BOOST_AUTO_TEST_CASE(a_section_shown_further_out_uses_what_the_items_write) {
    const Folder folder;
    const auto templates = folder.load(
        "{{#ROW}}{{#MAY}}{{ID}}{{/MAY}}{{#CELL}}{{#MAY}}({{ID}}{{TEXT}}){{/MAY}}{{#LATE}}{{TEXT}}"
        "{{/LATE}}{{#NEVER}}{{ID}}{{/NEVER}}{{/CELL}};{{/ROW}}",
        TemplateFormat::Text);
    const auto drawn = templates.render("t", "en", [](Fields& fields) {
        fields.show("MAY", true);
        fields.show("NEVER", false);
        fields.repeat("ROW", std::vector<std::string>{"a", "b"}, [](Fields& row, const auto& id) {
            row.set("ID", id);
            row.repeat("CELL", std::vector<std::string>{"1", "2"},
                       [](Fields& cell, const auto& text) { cell.set("TEXT", text); });
        });
        fields.show("LATE", true);
    });
    BOOST_TEST(drawn == "a(a1)1(a2)2;b(b1)1(b2)2;");
}

BOOST_AUTO_TEST_SUITE_END()
