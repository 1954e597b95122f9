#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "app/setup/nginx_pages.hpp"
#include "postern/base/file.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using namespace postern::app;

namespace {

const text::Catalogue& words() {
    static const auto loaded = text::Catalogue::load("src/text/messages");
    return loaded;
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nginx_pages_tests)

BOOST_AUTO_TEST_CASE(the_snippet_has_the_words_of_the_catalogue_in_every_language) {
    const auto snippet = read_file("nginx/snippets/http.conf");
    for (const auto& key : words().keys_of("en")) {
        if (!key.starts_with("nginx.")) continue;
        for (const auto& language : words().languages())
            BOOST_TEST(has(snippet, words().text(language, key)), language << ' ' << key);
    }
}

BOOST_AUTO_TEST_CASE(every_variable_of_the_file_is_one_of_the_snippet) {
    const auto snippet = read_file("nginx/snippets/http.conf");
    const auto pages = nginx_pages({.name = "Example"}, words());
    std::size_t maps = 0;
    constexpr std::string_view kMap = "\nmap ";
    for (auto at = pages.find(kMap); at != std::string::npos; at = pages.find(kMap, at + 1)) {
        const auto line = pages.substr(at + 1, pages.find('\n', at + 1) - at - 1);
        BOOST_TEST(has(snippet, line), line);
        ++maps;
    }
    BOOST_TEST(maps == 11u);
}

BOOST_AUTO_TEST_CASE(name_and_colours_of_the_brand_are_on_the_pages) {
    const auto pages = nginx_pages({.name = "Example", .accent = parse_colour("#0b5c2e")}, words());
    BOOST_TEST(has(pages,
                   "$postern_unavailable_heading {\n    default \"<title>Temporarily unavailable "
                   "\xC2\xB7 Example</title>\n<p class=brand>Example</p>\n<h1>"));
    BOOST_TEST(has(pages, "<p class=brand>Example</p>"));
    BOOST_TEST(has(pages, ".brand{font-weight:600;color:#0b5c2e}"));
    BOOST_TEST(has(pages, "\"~*^,?de(?:[-,; ]|$)\" de;"));
}

BOOST_AUTO_TEST_CASE(no_name_ends_a_string_of_nginx_or_is_a_variable_or_markup) {
    const auto pages = nginx_pages({.name = "a\"; } $host \\ <b>'&"}, words());
    BOOST_TEST(has(pages, "a&quot;; } &#36;host &#92; &lt;b&gt;&#39;&amp;"));
    BOOST_TEST(!has(pages, "$host"));
    BOOST_TEST(!has(pages, "<b>"));
}

BOOST_AUTO_TEST_CASE(a_language_of_the_overlay_is_one_of_the_pages) {
    const test::TemporaryFolder own;
    own.write("it.properties",
              "language.name = Italiano\nnginx.unavailable.title = Non disponibile\n");
    const auto more = text::Catalogue::load("src/text/messages", own.path());
    const auto pages = nginx_pages({}, more);
    BOOST_TEST(has(pages, "(?<postern_language_kept>en|de|fr|it)"));
    BOOST_TEST(
        has(pages, "    it \"<title>Non disponibile</title>\n<h1>Non disponibile</h1>\";\n"));
}

BOOST_AUTO_TEST_CASE(samples_are_the_pages_that_nginx_sends) {
    const auto samples = sample_nginx_pages({.name = "Example"}, words(), "de");
    BOOST_REQUIRE(samples.size() == 5u);
    for (const auto& [name, html] : samples) {
        BOOST_TEST(html.starts_with("<!doctype html><html lang=de>"), name);
        BOOST_TEST(has(html, " \xC2\xB7 Example</title>"), name);
        BOOST_TEST(!has(html, "$postern"), name);
    }
}

BOOST_AUTO_TEST_CASE(a_note_says_when_the_pages_are_not_those_of_the_brand) {
    const test::TemporaryFolder folder;
    const Brand brand{.name = "Example"};
    BOOST_TEST(note_of_nginx_pages(folder.path(), brand, words(), words()) == "");
    folder.write("http.conf", "");
    BOOST_TEST(note_of_nginx_pages(folder.path(), {}, words(), words()) == "");
    BOOST_TEST(has(note_of_nginx_pages(folder.path(), brand, words(), words()), "brand apply"));
    folder.write(kNginxPagesFile, nginx_pages(brand, words()));
    BOOST_TEST(note_of_nginx_pages(folder.path(), brand, words(), words()) == "");
    BOOST_TEST(has(note_of_nginx_pages(folder.path(), {}, words(), words()), "brand apply"));
}

BOOST_AUTO_TEST_SUITE_END()
