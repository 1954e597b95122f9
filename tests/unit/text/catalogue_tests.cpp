#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/text/catalogue.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using text::Catalogue;

namespace {

struct Folder : test::TemporaryFolder {
    Catalogue load(std::string_view english, std::string_view german) const {
        write("en.properties", english);
        write("de.properties", std::string{german} + '\n');
        return Catalogue::load(path());
    }
};

bool refused(std::string_view english, std::string_view german, std::string_view says) {
    const Folder folder;
    try {
        (void)folder.load(english, german);
    } catch (const std::runtime_error& error) {
        const std::string what = error.what();
        BOOST_TEST(what.find(says) != std::string::npos, what << " does not say " << says);
        return true;
    }
    return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(catalogue_tests)

BOOST_AUTO_TEST_CASE(load_reads_keys_comments_blank_lines_and_foreign_line_ends) {
    const Folder folder;
    const auto words =
        folder.load("# words\r\n\r\n  a.b = one = 1 # two  \r\nempty =\r\nlast = end", "a.b=eins");
    BOOST_TEST(words.text("en", "a.b") == "one = 1 # two");
    BOOST_TEST(words.text("en", "empty") == "");
    BOOST_TEST(words.text("en", "last") == "end");
    BOOST_TEST(words.text("de", "a.b") == "eins");
}

BOOST_AUTO_TEST_CASE(text_is_english_where_a_language_or_one_of_its_words_is_missing) {
    const Folder folder;
    const auto words = folder.load("a = one\nb = two", "a = eins");
    BOOST_TEST(words.text("de", "b") == "two");
    BOOST_TEST(words.text("fr", "a") == "one");
    BOOST_TEST(words.text("", "a") == "one");
    BOOST_TEST(words.has("de"));
    BOOST_TEST(!words.has("fr"));
    BOOST_TEST(!words.has(""));
    BOOST_TEST(words.has_key("b"));
    BOOST_TEST(!words.has_key("c"));
}

BOOST_AUTO_TEST_CASE(the_code_of_the_language_is_a_word_of_its_own) {
    const Folder folder;
    const auto words = folder.load("a = one", "a = eins");
    BOOST_TEST(words.text("de", "language") == "de");
    BOOST_TEST(words.text("fr", "language") == "en");
    BOOST_TEST(refused("language = x", "", "before"));
}

BOOST_AUTO_TEST_CASE(languages_are_english_and_then_the_others_sorted) {
    const Folder folder;
    folder.write("pt-br.properties", "a = um");
    folder.write("README", "no catalogue");
    const auto words = folder.load("a = one", "a = eins");
    const std::vector<std::string> expected{"en", "de", "pt-br"};
    BOOST_TEST(words.languages() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(text_puts_values_in_as_they_are) {
    const Folder folder;
    const auto words = folder.load("a = {{X}} of {{Y}}{{X}}.", "a = {{Y}}: {{X}}");
    const Catalogue::Values values{{"X", "<1>{{Y}}"}, {"Y", "two"}};
    BOOST_TEST(words.text("en", "a", values) == "<1>{{Y}} of two<1>{{Y}}.");
    BOOST_TEST(words.text("de", "a", values) == "two: <1>{{Y}}");
}

BOOST_AUTO_TEST_CASE(load_refuses_a_broken_line_and_names_it) {
    BOOST_TEST(refused("a = one\nno equals", "", "en.properties:2"));
    BOOST_TEST(refused("= one", "", "en.properties:1"));
    BOOST_TEST(refused("A = one", "", "begins with no key"));
    BOOST_TEST(refused("a b = one", "", "begins with no key"));
    BOOST_TEST(
        refused("\xEF\xBB\xBF"
                "a = one",
                "", "begins with no key"));
    BOOST_TEST(refused("a = one\na = two", "", "before"));
    BOOST_TEST(refused("a = \xC3\x28", "", "UTF-8"));
    BOOST_TEST(refused("a = \xED\xA0\x80", "", "UTF-8"));
    BOOST_TEST(refused(std::string_view{"a = x\0y", 7}, "", "control"));
    BOOST_TEST(refused("a = x\x7Fy", "", "control"));
    BOOST_TEST(refused("a = one", "a = eins\nb\n", "de.properties:2"));
}

BOOST_AUTO_TEST_CASE(load_refuses_every_marker_but_a_plain_placeholder) {
    for (const auto* text :
         {"{{",          "}}",       "{{}}",       "{{a}}",  "{{A",    "A}}",
          "{{A:none}}",  "{{#A}}",   "{{/A}}",     "{{!A}}", "{{>A}}", "{{%AUTOESCAPE}}",
          "{{=<% %>=}}", "{{A{{B}}", "{{{A}}}",    "{{A}}}", "{{A }}", "{{A}}}}",
          "[[b]]",       "[[",       "{{A}} [[b]]"}) {
        BOOST_TEST(refused("b = two\na = " + std::string{text}, "", "en.properties:2"), text);
    }
    const Folder folder;
    const auto words = folder.load("a = {b} [c] {{D}}, {{E_F}}", "");
    BOOST_TEST(words.text("en", "a") == "{b} [c] {{D}}, {{E_F}}");
}

BOOST_AUTO_TEST_CASE(load_refuses_a_language_that_differs_from_english) {
    BOOST_TEST(refused("a = one", "b = zwei", "the key b"));
    BOOST_TEST(refused("a = {{X}}", "a = eins", "a has other placeholders"));
    BOOST_TEST(refused("a = one", "a = {{X}}", "a has other placeholders"));
    BOOST_TEST(refused("a = {{X}}", "a = {{Y}}", "a has other placeholders"));
    BOOST_TEST(!refused("a = {{X}} {{Y}} {{X}}", "a = {{Y}} {{X}}", ""));
}

BOOST_AUTO_TEST_CASE(load_refuses_a_folder_without_english_and_names_that_are_not_languages) {
    const test::TemporaryFolder folder;
    BOOST_CHECK_THROW(Catalogue::load(folder.path()), std::runtime_error);
    BOOST_CHECK_THROW(Catalogue::load(folder.path() + "/none"), std::runtime_error);
    folder.write("en.properties", "");
    BOOST_CHECK_THROW(Catalogue::load(folder.path()), std::runtime_error);
    folder.write("en.properties", "a = one");
    BOOST_CHECK_NO_THROW(Catalogue::load(folder.path()));
    for (const auto* name : {"EN", "d", "de_AT", "-de", "de-", "d--e", "<de>", "de de"}) {
        const test::TemporaryFolder other;
        other.write("en.properties", "a = one");
        other.write(std::string{name} + ".properties", "a = eins");
        BOOST_TEST_CONTEXT(name)
        BOOST_CHECK_THROW(Catalogue::load(other.path()), std::runtime_error);
    }
}

BOOST_AUTO_TEST_CASE(sentences_with_a_number_come_in_the_form_that_the_language_has_for_it) {
    const Folder folder;
    folder.write("pl.properties",
                 "ended.one = {{COUNT}} plik\nended.few = {{COUNT}} pliki\n"
                 "ended.many = {{COUNT}} plików\n");
    const auto words = folder.load("ended.one = One file\nended.other = {{COUNT}} files",
                                   "ended.one = Eine Datei\nended.other = {{COUNT}} Dateien");
    BOOST_TEST(words.has_plural("ended"));
    BOOST_TEST(!words.has_plural("ended.one"));
    BOOST_TEST(words.counted("en", "ended", 1) == "One file");
    BOOST_TEST(words.counted("en", "ended", 0) == "0 files");
    BOOST_TEST(words.counted("de", "ended", 2) == "2 Dateien");
    BOOST_TEST(words.counted("pl", "ended", 1) == "1 plik");
    BOOST_TEST(words.counted("pl", "ended", 23) == "23 pliki");
    BOOST_TEST(words.counted("pl", "ended", 12) == "12 plików");
}

BOOST_AUTO_TEST_CASE(sentences_with_a_number_that_a_language_lacks_are_counted_as_in_english) {
    const Folder folder;
    folder.write("pl.properties", "a = jeden");
    const auto words = folder.load("a = one\nn.one = {{COUNT}} day\nn.other = {{COUNT}} days", "");
    BOOST_TEST(words.counted("pl", "n", 1) == "1 day");
    BOOST_TEST(words.counted("pl", "n", 22) == "22 days");
    BOOST_TEST(words.plural("pl", "n").language == "en");
}

BOOST_AUTO_TEST_CASE(
    load_refuses_plural_forms_that_are_missing_or_that_the_language_does_not_have) {
    constexpr auto* kEnglish = "n.one = {{COUNT}} day of {{X}}\nn.other = {{COUNT}} days of {{X}}";
    BOOST_TEST(refused(kEnglish, "n.one = ein Tag {{X}}", "has no n.other"));
    BOOST_TEST(refused(kEnglish, "n.other = {{COUNT}} {{X}}", "has no n.one"));
    BOOST_TEST(refused(kEnglish, "n.one={{X}}\nn.other={{X}}\nn.few={{X}}", "the key n.few"));
    BOOST_TEST(refused(kEnglish, "n.one={{X}}\nn.other={{Y}}", "other placeholders"));
    BOOST_TEST(!refused(kEnglish, "n.one={{X}}\nn.other={{X}} {{COUNT}}", ""));
    // `other` alone makes no sentence with a number.
    BOOST_TEST(!refused("title.other = Error", "title.other = Fehler", ""));
}

BOOST_AUTO_TEST_CASE(the_shipped_languages_have_every_word) {
    const auto words = Catalogue::load("src/text/messages");
    const std::vector<std::string> expected{"en", "de", "fr"};
    BOOST_TEST(words.languages() == expected, boost::test_tools::per_element());
    // All of them have the plural forms that English has.
    const auto english = words.keys_of("en");
    for (const auto& language : words.languages())
        BOOST_TEST(words.keys_of(language) == english, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
