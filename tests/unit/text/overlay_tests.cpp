// Words and templates of an administrator's own, over those that are installed.
#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "postern/text/catalogue.hpp"
#include "postern/text/templates.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using namespace postern::text;

namespace {

constexpr const char* kMarker = "{{%AUTOESCAPE context=\"HTML\"}}";

struct Folders {
    test::TemporaryFolder installed;
    test::TemporaryFolder own;
    std::vector<std::string> notes{};

    Folders() {
        installed.write("en.properties",
                        "language.name = English\nhello = Hello, {{NAME}}\nbye = Goodbye\n"
                        "day.one = {{COUNT}} day\nday.other = {{COUNT}} days\n");
        installed.write("de.properties",
                        "language.name = Deutsch\nhello = Hallo, {{NAME}}\nbye = Tschüss\n"
                        "day.one = {{COUNT}} Tag\nday.other = {{COUNT}} Tage\n");
        installed.write("t.x", std::string{kMarker} + "<p>{{#SHOWN}}[[hello]]{{/SHOWN}}{{>p}}</p>");
        installed.write("p.x", "[[bye]]");
    }

    Catalogue words() { return Catalogue::load(installed.path(), own.path(), &notes); }
    Templates templates() {
        return Templates::load({.folder = installed.path(),
                                .extension = ".x",
                                .format = TemplateFormat::Html,
                                .names = {"t"},
                                .overlay = own.path()},
                               words(), &notes);
    }
    std::string drawn(std::string_view language) {
        return templates().render("t", language, [](Fields& fields) {
            fields.set("NAME", "Ann");
            fields.show("SHOWN", true);
        });
    }
    bool has_note(std::string_view part) const {
        return std::ranges::any_of(
            notes, [&](const auto& note) { return note.find(part) != std::string::npos; });
    }
};

/// The file in the overlay is refused, with its name and line.
auto refused_at(const Folders& folders, const std::string& place, std::string_view what) {
    return [where = folders.own.path() + '/' + place, what](const std::runtime_error& error) {
        const std::string text = error.what();
        return text.find(where + ": ") != std::string::npos && text.find(what) != std::string::npos;
    };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(overlay_tests)

BOOST_AUTO_TEST_CASE(a_missing_overlay_changes_nothing) {
    Folders folders;
    BOOST_TEST(Catalogue::load(folders.installed.path(), "/nonexistent").text("de", "bye") ==
               "Tschüss");
    BOOST_TEST(folders.drawn("en") == "<p>Hello, AnnGoodbye</p>");
    BOOST_TEST(folders.notes.empty());
}

BOOST_AUTO_TEST_CASE(words_of_the_overlay_take_the_place_of_installed_ones) {
    Folders folders;
    folders.own.write("en.properties", "bye = See you\n");
    folders.own.write("de.properties", "day.other = {{COUNT}} ganze Tage\n");
    const auto words = folders.words();
    BOOST_TEST(words.text("en", "bye") == "See you");
    BOOST_TEST(words.text("de", "bye") == "Tschüss");
    BOOST_TEST(words.counted("de", "day", 2) == "2 ganze Tage");
    BOOST_TEST(words.counted("de", "day", 1) == "1 Tag");
    BOOST_TEST(folders.notes.empty());
}

BOOST_AUTO_TEST_CASE(a_new_language_is_english_where_it_says_nothing_and_a_note_counts_that) {
    Folders folders;
    folders.own.write("it.properties", "language.name = Italiano\nhello = Ciao, {{NAME}}\n");
    const auto words = folders.words();
    BOOST_TEST(words.has("it"));
    BOOST_TEST(words.text("it", "bye") == "Goodbye");
    BOOST_TEST(words.text("it", "language") == "it");
    BOOST_TEST(words.counted("it", "day", 2) == "2 days");
    BOOST_TEST(folders.has_note("it.properties: lacks 2 of "));
    BOOST_TEST(folders.has_note("bye, day"));
}

BOOST_AUTO_TEST_CASE(a_new_language_needs_its_own_name) {
    Folders folders;
    folders.own.write("it.properties", "bye = Ciao\n");
    BOOST_CHECK_THROW(folders.words(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_key_that_no_page_uses_is_noted_and_does_nothing) {
    Folders folders;
    folders.own.write("de.properties", "# mine\nbye_ = x\n");
    BOOST_TEST(!folders.words().has_key("bye_"));
    BOOST_TEST(folders.has_note("de.properties:2: no page uses the key bye_"));
}

BOOST_AUTO_TEST_CASE(titles_of_links_may_be_added_in_every_language) {
    Folders folders;
    folders.own.write("en.properties", "brand.link.jobs = Jobs\n");
    folders.own.write("de.properties", "brand.link.jobs = Stellen\nbrand.link.other = x\n");
    const auto words = folders.words();
    BOOST_TEST(words.text("de", "brand.link.jobs") == "Stellen");
    BOOST_TEST(words.text("fr", "brand.link.jobs") == "Jobs");
    BOOST_TEST(!words.has_key("brand.link.other"));
}

BOOST_AUTO_TEST_CASE(broken_words_are_refused_with_file_and_line) {
    for (const auto& [text, what] : std::initializer_list<std::pair<const char*, const char*>>{
             {"x\n", "has no `=`"},
             {"hello = Hello\n", "placeholders"},
             {"hello = Hello {{NOBODY}}\n", "placeholders"},
             {"bye = {{X}}\n", "placeholders"},
             {"bye = {{\n", "broken placeholder"},
             {"brand.link.x = {{NAME}}\n", "placeholder"},
             {"language = xx\n", "before"}}) {
        Folders folders;
        folders.own.write("en.properties", "# first\n" + std::string{text});
        BOOST_TEST_CONTEXT(text)
        BOOST_CHECK_EXCEPTION(folders.words(), std::runtime_error,
                              refused_at(folders, "en.properties:2", what));
    }
    Folders folders;
    folders.own.write("de.properties", "\n\nhello = Hallo\n");
    BOOST_CHECK_EXCEPTION(folders.words(), std::runtime_error,
                          refused_at(folders, "de.properties:3", "placeholders"));
}

BOOST_AUTO_TEST_CASE(templates_of_the_overlay_take_the_place_of_installed_ones_file_by_file) {
    Folders folders;
    folders.own.write("p.x", "<b>[[bye]]</b>");
    BOOST_TEST(folders.drawn("de") == "<p>Hallo, Ann<b>Tschüss</b></p>");
    BOOST_TEST(folders.notes.empty());
}

BOOST_AUTO_TEST_CASE(what_a_template_of_the_overlay_leaves_out_is_noted) {
    Folders folders;
    folders.own.write("t.x", std::string{kMarker} + "<p>{{>p}}</p>");
    folders.own.write("q.x", "never used");
    BOOST_TEST(folders.drawn("en") == "<p>Goodbye</p>");
    BOOST_TEST(folders.has_note("t.x: leaves out {{#SHOWN}}"));
    BOOST_TEST(folders.has_note("q.x: no page uses this template"));
}

BOOST_AUTO_TEST_CASE(broken_templates_are_refused_with_file_and_line) {
    for (const auto& [text, what] : std::initializer_list<std::pair<const char*, const char*>>{
             {"{{NAME:none}}", "unknown marker"},
             {"{{NAME", "without an end"},
             {"{{#A}}\n", "does not close"},
             {"{{/A}}", "not open"},
             {"{{#A}}{{/B}}{{/A}}", "not open"},
             {"[[unknown]]", "unknown word"},
             {"[[bye", "without an end"},
             {"{{>../t}}", "unknown template"}}) {
        Folders folders;
        folders.own.write("p.x", "one\n" + std::string{text});
        BOOST_TEST_CONTEXT(text)
        BOOST_CHECK_EXCEPTION(folders.templates(), std::runtime_error,
                              refused_at(folders, "p.x:2", what));
    }
}

BOOST_AUTO_TEST_SUITE_END()
