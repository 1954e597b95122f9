// Every page can be looked at.
#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "postern/portal/gallery.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::portal;

namespace {

/// The name of a text that was not put in. A file of rules has tables like `[[site.wiki.rule]]`.
bool has_name_of_text(std::string_view html) {
    for (auto at = html.find("[["); at != std::string_view::npos; at = html.find("[[", at + 1))
        if (!html.substr(at).starts_with("[[site.wiki.")) return true;
    return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gallery_tests)

BOOST_AUTO_TEST_CASE(every_template_of_a_page_has_a_sample) {
    std::set<std::string> shown;
    for (const auto& name : sample_names()) shown.insert(name.substr(0, name.find('-')));
    for (const auto& [file, text] : test::template_files()) {
        const auto name = file.substr(0, file.find('.'));
        if (text.starts_with("{{%AUTOESCAPE"))  // a page, not a part of one
            BOOST_TEST(shown.contains(name), "no sample in src/portal/sample shows " << file);
    }
}

BOOST_AUTO_TEST_CASE(no_two_samples_have_the_same_name) {
    auto names = sample_names();
    std::ranges::sort(names);
    BOOST_TEST((std::ranges::adjacent_find(names) == names.end()));
}

BOOST_AUTO_TEST_CASE(every_sample_is_drawn_in_every_language) {
    const auto& pages = test::source_pages();
    for (const auto& name : sample_names())
        for (const auto& language : pages.words().languages()) {
            const auto html = draw_sample(pages, name, language, "..");
            BOOST_REQUIRE(html.has_value());
            BOOST_TEST_CONTEXT(name << " in " << language) {
                const auto shown = name == "reference" ? "en" : language;
                BOOST_TEST(html->find("<html lang=\"" + shown + "\">") != std::string::npos);
                BOOST_TEST(html->find("{{") == std::string::npos);
                BOOST_TEST(!has_name_of_text(*html));
            }
        }
}

BOOST_AUTO_TEST_CASE(links_of_samples_begin_with_the_base_path) {
    const auto html = draw_sample(test::source_pages(), "sign_in", "en", "..");
    BOOST_REQUIRE(html.has_value());
    BOOST_TEST(html->find("href=\"../static/postern.css?v=") != std::string::npos);
    BOOST_TEST(html->find("=\"/") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unknown_sample_is_none_and_an_unknown_language_is_english) {
    const auto& pages = test::source_pages();
    BOOST_TEST(!draw_sample(pages, "nothing", "en", "").has_value());
    BOOST_TEST(draw_sample(pages, "sign_in", "xx", "")->find("<html lang=\"en\">") !=
               std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
