// No template has words of its own, and no word is there for nothing.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <regex>
#include <set>

#include "support/web_fixture.hpp"

using namespace postern;

namespace {

std::string replaced(const std::string& text, const char* pattern, const char* by) {
    return std::regex_replace(text, std::regex{pattern}, by);
}

std::string without_markers(const std::string& text) {
    return replaced(replaced(text, R"(\{\{[^}]*\}\})", ""), R"(\[\[[^\]]*\]\])", "");
}

/// What a reader would see of the template's own: the text outside of the tags.
std::string own_text(const std::string& text) {
    const auto no_commands = replaced(without_markers(text), "<(kbd|code)>[^<]*</(kbd|code)>", "|");
    return replaced(replaced(no_commands, "<[^>]*>", "|"), "Postern|CSV|JSON", "");
}

bool is_part_of_a_word(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) > 127;
}

/// The page of the API: in English, like the document that it shows.
constexpr std::string_view kInEnglish = "reference.html";

/// Attributes whose values people see or hear.
const std::regex kSpoken{R"((title|alt|placeholder|aria-label|data-[a-z-]+)=\"([^\"]*)\")"};

}  // namespace

BOOST_AUTO_TEST_SUITE(wording_tests)

BOOST_AUTO_TEST_CASE(no_template_has_words_of_its_own) {
    for (const auto& [name, text] : test::template_files()) {
        if (name == kInEnglish) continue;
        const std::string own = replaced(own_text(text), "\xC2\xB7", "");  // the middle dot
        const auto word = std::ranges::find_if(own, is_part_of_a_word);
        BOOST_TEST(
            (word == own.end()),
            name << " says " << own.substr(static_cast<std::size_t>(word - own.begin()), 40));
    }
}

BOOST_AUTO_TEST_CASE(no_attribute_that_is_read_out_has_words_of_its_own) {
    for (const auto& [name, text] : test::template_files()) {
        const std::string plain = without_markers(text);
        for (std::sregex_iterator at{plain.begin(), plain.end(), kSpoken}, end; at != end; ++at)
            BOOST_TEST((*at)[2].str() == "", name << " says " << at->str());
    }
}

BOOST_AUTO_TEST_CASE(every_word_of_the_pages_is_used) {
    // Words whose keys are put together by the program, and those of e-mails.
    const std::regex elsewhere{
        R"((language|language\.name|(date|duration|mail|password_problems|history\.event|history\.detail|admin\.done|admin\.warning|admin\.keys\.state|time_zone\.area|brand\.link|nginx)\..*))"};
    std::string all;
    for (const auto& [name, text] : test::template_files()) all += text;
    const auto& words = test::source_words();
    for (const auto& key : words.keys_of("en")) {
        if (std::regex_match(key, elsewhere)) continue;
        // A sentence with a number is named without its form.
        const auto stem = key.substr(0, std::min(key.rfind('.'), key.size()));
        const auto& name = words.has_plural(stem) ? stem : key;
        BOOST_TEST(all.find("[[" + name + "]]") != std::string::npos, key << " is not used");
    }
}

BOOST_AUTO_TEST_CASE(words_stand_only_where_their_escaping_fits) {
    // In text, or in an attribute in double quotes that is no link and no script.
    const std::regex attribute{R"(([a-z-]+)=\"[^\"]*\[\[[^\"]*\")"};
    const std::set<std::string> fit{"lang",       "title",           "alt",
                                    "aria-label", "data-show",       "data-show-label",
                                    "data-hide",  "data-hide-label", "data-advice",
                                    "data-copy",  "data-copied",     "data-download",
                                    "data-print", "data-label",      "label"};
    for (const auto& [name, text] : test::template_files()) {
        BOOST_TEST(!std::regex_search(text, std::regex{R"([=']\[\[)"}), name);
        for (std::sregex_iterator at{text.begin(), text.end(), attribute}, end; at != end; ++at)
            BOOST_TEST(fit.contains((*at)[1].str()), name << " has " << at->str());
    }
}

BOOST_AUTO_TEST_SUITE_END()
