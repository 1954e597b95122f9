#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <random>
#include <string>
#include <vector>

#include "access/glob.hpp"
#include "postern/model/rules.hpp"

using namespace postern;
using namespace postern::access;
using namespace std::string_literals;

namespace {

Glob glob(const std::string& text, bool fold_case = false) {
    auto result = Glob::parse(text, fold_case);
    BOOST_REQUIRE_MESSAGE(result.has_value(), text);
    return *std::move(result);
}

bool matches(const std::string& pattern, const std::string& path) {
    return glob(pattern).matches(path);
}

void check(const std::string& pattern, const std::vector<std::string>& matching,
           const std::vector<std::string>& others) {
    for (const std::string& path : matching)
        BOOST_TEST(matches(pattern, path), pattern << " must match " << path);
    for (const std::string& path : others)
        BOOST_TEST(!matches(pattern, path), pattern << " must not match " << path);
}

std::vector<std::string> segments(const std::string& path) {
    std::vector<std::string> result;
    for (const char c : path) {
        if (c == '/')
            result.emplace_back();
        else
            result.back() += c;
    }
    return result;
}

/// Plainly, and as slow as it likes.
bool text_matches(const std::string& pattern, const std::string& text) {
    if (pattern.empty()) return text.empty();
    if (pattern[0] == '*')
        return text_matches(pattern.substr(1), text) ||
               (!text.empty() && text_matches(pattern, text.substr(1)));
    return !text.empty() && pattern[0] == text[0] &&
           text_matches(pattern.substr(1), text.substr(1));
}

using Segments = std::vector<std::string>;

bool segments_match(const Segments& pattern, std::size_t i, const Segments& path, std::size_t j) {
    if (i == pattern.size()) return j == path.size();
    if (pattern[i] == "**")
        return segments_match(pattern, i + 1, path, j) ||
               (j < path.size() && segments_match(pattern, i, path, j + 1));
    if (j == path.size() || (pattern[i] == "*" && path[j].empty())) return false;
    return text_matches(pattern[i], path[j]) && segments_match(pattern, i + 1, path, j + 1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(glob_tests)

BOOST_AUTO_TEST_CASE(a_pattern_without_stars_is_one_path) {
    check("/admin", {"/admin"},
          {"/admin/", "/admin/x", "/admi", "/admins", "/Admin", "/x/admin", "", "admin", "/"});
    check("/admin/", {"/admin/"}, {"/admin", "/admin//", "/admin/x"});
    check("/", {"/"}, {"", "/a", "//"});
}

BOOST_AUTO_TEST_CASE(a_star_alone_is_one_segment_that_is_not_empty) {
    check("/admin/*", {"/admin/x", "/admin/x.y"},
          {"/admin", "/admin/", "/admin/x/", "/admin/x/y", "/admins/x"});
    check("/*", {"/a"}, {"/", "/a/", "/a/b"});
    check("/*/edit", {"/a/edit"}, {"//edit", "/edit", "/a/b/edit"});
}

BOOST_AUTO_TEST_CASE(a_star_within_a_segment_is_any_run_without_a_slash) {
    check("/img/*.png", {"/img/a.png", "/img/.png", "/img/a.png.png"},
          {"/img/a/b.png", "/img/apng", "/img/a.png/", "/img/a.pngx"});
    check("/a*b*c", {"/abc", "/axbxc", "/abbcc"}, {"/ab", "/acb", "/ab/c", "/abcd"});
    check("/a*a", {"/aa", "/aba", "/aaa"}, {"/a"});
    check("/*x*", {"/x", "/axb", "/xx"}, {"/", "/a", "/a/x"});
}

BOOST_AUTO_TEST_CASE(two_stars_at_the_end_are_everything_below_and_the_folder_itself) {
    check("/admin/**", {"/admin", "/admin/", "/admin/x", "/admin/x/y", "/admin/x/y/"},
          {"/admins", "/", "/admin.html", "/x/admin"});
    check("/**", {"/", "/a", "/a/b", "/a/b/"}, {"", "a"});
    check("/a*/**", {"/a", "/ab", "/ab/c/d"}, {"/b/a", "/"});
}

BOOST_AUTO_TEST_CASE(two_stars_in_the_middle_are_zero_or_more_segments) {
    check("/a/**/z", {"/a/z", "/a/b/z", "/a/b/c/z", "/a/z/z"}, {"/a", "/a/z/", "/az", "/a/b/zz"});
    check("/**/edit", {"/edit", "/a/edit", "/a/b/edit"}, {"/edit/", "/a/edits", "/"});
    check("/**/b/**/d/**", {"/b/d", "/a/b/c/d/e", "/b/b/d/d"}, {"/d/b", "/b", "/d"});
    check("/**/", {"/", "/a/", "/a/b/"}, {"/a", "/a/b"});
    check("/**/**", {"/", "/a/b"}, {""});
}

BOOST_AUTO_TEST_CASE(bytes_are_compared_and_case_counts_unless_it_is_folded) {
    BOOST_TEST(!matches("/Admin", "/admin"));
    BOOST_TEST(glob("/Admin/**", true).matches("/aDMIN/x"));
    BOOST_TEST(glob("/admin/*.PNG", true).matches("/ADMIN/a.png"));
    BOOST_TEST(glob("/admin/*b*c", true).matches("/ADMIN/aBxC"));
    BOOST_TEST(matches("/caf\xc3\xa9", "/caf\xc3\xa9"));
    // Only A to Z fold: what else is a letter depends on the application.
    BOOST_TEST(!glob("/caf\xc3\xa9", true).matches("/caf\xc3\x89"));
    BOOST_TEST(!glob("/[", true).matches("/{"));
}

BOOST_AUTO_TEST_CASE(patterns_that_cannot_match_or_mislead_are_refused_with_the_reason) {
    struct Row {
        std::string pattern;
        std::string reason;
    };
    for (const Row& row : std::vector<Row>{{"", "slash"},
                                           {"admin", "slash"},
                                           {"*/admin", "slash"},
                                           {"/a/b**", "`**`"},
                                           {"/**b", "`**`"},
                                           {"/***", "`**`"},
                                           {"/a//b", "two slashes"},
                                           {"/a/../b", "dot"},
                                           {"/a/./b", "dot"},
                                           {"/a.", "ends in a dot"},
                                           {"/*.", "ends in a dot"},
                                           {"/a /b", "space"},
                                           {"/a%2fb", "percent"},
                                           {"/a;b", "semicolon"},
                                           {"/a\\b", "backslash"},
                                           {"/a?b=c", "queries"},
                                           {"/a#b", "queries"},
                                           {"/a\n", "control"},
                                           {"/a\0"s, "control"},
                                           {"/\xff", "UTF-8"},
                                           {"/cafe\xcc\x81", "normal form"},
                                           {'/' + std::string(kMaxGlobBytes, 'a'), "longer"}})
        BOOST_TEST_CONTEXT(row.pattern) {
            const auto result = Glob::parse(row.pattern, false);
            BOOST_REQUIRE(!result.has_value());
            BOOST_TEST(result.error().find(row.reason) != std::string::npos, result.error());
        }
    BOOST_TEST(Glob::parse('/' + std::string(kMaxGlobBytes - 1, 'a'), false).has_value());
}

BOOST_AUTO_TEST_CASE(the_literal_prefix_ends_before_the_first_star) {
    BOOST_TEST(glob("/admin/**").literal_prefix() == "/admin");
    BOOST_TEST(glob("/a/b/*.png").literal_prefix() == "/a/b");
    BOOST_TEST(glob("/a/b").literal_prefix() == "/a/b");
    BOOST_TEST(glob("/a/").literal_prefix() == "/a/");
    BOOST_TEST(glob("/").literal_prefix() == "/");
    BOOST_TEST(glob("/a*/b").literal_prefix() == "");
    BOOST_TEST(glob("/**/b").literal_prefix() == "");
    BOOST_TEST(glob("/A/b/*", true).literal_prefix() == "/a/b");
}

BOOST_AUTO_TEST_CASE(random_patterns_match_as_their_definition_has_it) {
    const unsigned seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    const auto pick = [&random](const std::vector<std::string>& of) {
        return of[std::uniform_int_distribution<std::size_t>{0, of.size() - 1}(random)];
    };
    const std::vector<std::string> pattern_parts{"a",  "b",   "*",   "**", "a*",
                                                 "*b", "a*b", "*a*", "ab", "aba"};
    const std::vector<std::string> path_parts{"a", "b", "ab", "aba", "bab", "aab"};
    int matched = 0;
    for (int round = 0; round < 50'000; ++round) {
        std::string pattern;
        std::string path;
        for (auto n = random() % 5 + 1; n > 0; --n) pattern += '/' + pick(pattern_parts);
        for (auto n = random() % 6 + 1; n > 0; --n) path += '/' + pick(path_parts);
        if (random() % 4 == 0) pattern += '/';
        if (random() % 4 == 0) path += '/';
        const bool expected = segments_match(segments(pattern), 0, segments(path), 0);
        matched += expected ? 1 : 0;
        BOOST_REQUIRE_MESSAGE(matches(pattern, path) == expected,
                              "seed " << seed << ": " << pattern << " and " << path);
    }
    BOOST_TEST(matched > 1000);
}

/// Backtracking would not end before the machine does.
BOOST_AUTO_TEST_CASE(a_hostile_path_costs_no_more_than_its_length) {
    std::string pattern;
    for (int i = 0; i < 28; ++i) pattern += "/**/a*a";
    const std::string segment = '/' + std::string(40, 'a');
    std::string path;
    while (path.size() < 8000) path += segment;
    BOOST_TEST(matches(pattern, path));
    BOOST_TEST(!matches(pattern + "/b", path));
    std::string stars = "/";
    for (int i = 0; i < 60; ++i) stars += "a*";
    BOOST_TEST(!matches(stars + 'b', '/' + std::string(8000, 'a')));
}

BOOST_AUTO_TEST_SUITE_END()
