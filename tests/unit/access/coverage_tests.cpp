#include "access/coverage.hpp"

#include <array>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "access/glob.hpp"

namespace postern::access {
namespace {

struct Row {
    std::string_view wider;
    std::string_view narrower;
};

/// All sequences of up to `most` of the parts.
std::vector<std::string> sequences(const std::vector<std::string>& parts, std::size_t most) {
    std::vector<std::string> all;
    std::vector<std::string> last{""};
    for (std::size_t length = 1; length <= most; ++length) {
        std::vector<std::string> longer;
        for (const std::string& start : last)
            for (const std::string& part : parts) longer.push_back(start + part);
        all.insert(all.end(), longer.begin(), longer.end());
        last = std::move(longer);
    }
    return all;
}

BOOST_AUTO_TEST_SUITE(coverage_tests)

BOOST_AUTO_TEST_CASE(a_glob_covers_one_that_matches_no_other_paths) {
    constexpr std::array rows{
        Row{"/admin", "/admin"},          Row{"/**", "/"},
        Row{"/**", "/admin/**"},          Row{"/admin/**", "/admin"},
        Row{"/admin/**", "/admin/"},      Row{"/admin/**", "/admin/**"},
        Row{"/admin/**", "/admin/*/x"},   Row{"/admin/**", "/admin/a/**/b"},
        Row{"/admin/*", "/admin/x"},      Row{"/admin/*", "/admin/*.png"},
        Row{"/img/*.png", "/img/a*.png"}, Row{"/**/x", "/a/**/b/x"},
        Row{"/a/**/c", "/a/c"},           Row{"/*/**", "/a/b"},
        Row{"/a*b*c", "/aXbYbc"},         Row{"/**/*.php", "/a/**/*.php"},
    };
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.wider << " " << row.narrower)
    BOOST_TEST(glob_covers(row.wider, row.narrower, false));
}

BOOST_AUTO_TEST_CASE(a_glob_does_not_cover_one_that_matches_another_path) {
    constexpr std::array rows{
        Row{"/admin", "/admin/"},
        Row{"/admin", "/Admin"},
        Row{"/admin/*", "/admin"},
        Row{"/admin/*", "/admin/"},
        Row{"/admin/*", "/admin/**"},
        Row{"/admin/*", "/admin/a/b"},
        Row{"/admin/**", "/administer"},
        Row{"/admin/**", "/**"},
        Row{"/*.png", "/*"},
        Row{"/a/**/b", "/a/**"},
        Row{"/x", "/*"},
        Row{"/*/x", "/**/x"},
        Row{"/a*", "/*a"},
    };
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.wider << " " << row.narrower)
    BOOST_TEST(!glob_covers(row.wider, row.narrower, false));
}

BOOST_AUTO_TEST_CASE(where_case_does_not_count_it_does_not_count_here_either) {
    BOOST_TEST(glob_covers("/Admin/**", "/aDMIN/x", true));
    BOOST_TEST(!glob_covers("/Admin/**", "/aDMIN/x", false));
}

BOOST_AUTO_TEST_CASE(whatever_a_covered_glob_matches_the_covering_one_matches_too) {
    const auto globs = sequences({"/", "/a", "/b", "/*", "/a*", "/*b", "/**"}, 3);
    const auto paths = sequences({"/", "/a", "/b", "/ab", "/ba"}, 4);
    std::vector<std::vector<bool>> matches;
    std::vector<std::string> good;
    for (const std::string& text : globs) {
        const auto glob = Glob::parse(text, false);
        if (!glob) continue;  // two slashes in a row
        good.push_back(text);
        matches.emplace_back();
        for (const std::string& path : paths) matches.back().push_back(glob->matches(path));
    }
    std::size_t covered = 0;
    for (std::size_t a = 0; a < good.size(); ++a)
        for (std::size_t b = 0; b < good.size(); ++b) {
            if (!glob_covers(good[a], good[b], false)) continue;
            ++covered;
            for (std::size_t i = 0; i < paths.size(); ++i)
                if (matches[b][i] && !matches[a][i])
                    BOOST_ERROR(good[a] << " does not cover " << good[b] << ": " << paths[i]);
        }
    BOOST_TEST(covered > good.size());  // each covers itself, and some cover others
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace postern::access
