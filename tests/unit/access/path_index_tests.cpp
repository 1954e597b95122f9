#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <random>
#include <string>
#include <vector>

#include "access/glob.hpp"
#include "access/path_index.hpp"

using namespace postern;
using namespace postern::access;

namespace {

std::vector<std::size_t> members(const RuleMask& mask) {
    std::vector<std::size_t> result;
    for (std::size_t i = mask.next(0); i < RuleMask::kEnd; i = mask.next(i + 1))
        result.push_back(i);
    return result;
}

using Members = std::vector<std::size_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(path_index_tests)

BOOST_AUTO_TEST_CASE(a_mask_holds_what_was_added_in_order) {
    RuleMask mask;
    BOOST_TEST(mask.is_empty());
    BOOST_TEST(mask.next(0) == RuleMask::kEnd);
    for (const std::size_t rule : {0U, 63U, 64U, 127U, 128U, 199U}) mask.add(rule);
    BOOST_TEST((members(mask) == Members{0, 63, 64, 127, 128, 199}));
    BOOST_TEST(mask.has(64));
    BOOST_TEST(!mask.has(65));
    BOOST_TEST(mask.next(200) == RuleMask::kEnd);
}

BOOST_AUTO_TEST_CASE(find_yields_the_rules_for_every_path_and_those_of_each_beginning) {
    PathIndex index;
    index.add(0);
    index.add(1, "/admin");
    index.add(2, "/admin/users");
    index.add(3, "/wiki");
    index.add(4, "");
    index.add(5, "/");
    BOOST_TEST((members(index.find("/")) == Members{0, 4, 5}));
    BOOST_TEST((members(index.find("/admin")) == Members{0, 1, 4}));
    BOOST_TEST((members(index.find("/admin/users/7")) == Members{0, 1, 2, 4}));
    BOOST_TEST((members(index.find("/admin/user")) == Members{0, 1, 4}));
    BOOST_TEST((members(index.find("/administration")) == Members{0, 4}));
    BOOST_TEST((members(index.find("")) == Members{0, 4}));
}

BOOST_AUTO_TEST_CASE(find_folds_the_path_if_the_index_does) {
    PathIndex index{true};
    index.add(1, "/admin");
    BOOST_TEST(index.find("/ADMIN/x").has(1));
    BOOST_TEST(!PathIndex{}.find("/admin").has(1));
}

BOOST_AUTO_TEST_CASE(a_full_index_finds_each_of_its_rules) {
    PathIndex index;
    for (std::size_t i = 0; i < kMaxRulesOfSite; ++i) index.add(i, "/folder-" + std::to_string(i));
    for (std::size_t i = 0; i < kMaxRulesOfSite; ++i)
        BOOST_TEST((members(index.find("/folder-" + std::to_string(i) + "/x")) == Members{i}));
}

BOOST_AUTO_TEST_CASE(no_rule_that_matches_is_left_out) {
    const unsigned seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    const auto any_path = [&random](const std::vector<std::string>& parts) {
        std::string path;
        for (auto n = random() % 4 + 1; n > 0; --n) path += '/' + parts[random() % parts.size()];
        return random() % 4 == 0 ? path + '/' : path;
    };
    int matched = 0;
    for (int round = 0; round < 300; ++round) {
        const bool fold_case = random() % 2 == 0;
        PathIndex index{fold_case};
        std::vector<Glob> globs;
        for (std::size_t i = 0; i < 40; ++i) {
            globs.push_back(
                Glob::parse(any_path({"a", "B", "ab", "*", "**", "a*"}), fold_case).value());
            index.add(i, globs.back().literal_prefix());
        }
        for (int question = 0; question < 40; ++question) {
            const std::string path = any_path({"a", "b", "A", "B", "ab", "aB"});
            const RuleMask found = index.find(path);
            for (std::size_t i = 0; i < globs.size(); ++i) {
                if (!globs[i].matches(path)) continue;
                ++matched;
                BOOST_REQUIRE_MESSAGE(found.has(i), "seed " << seed << ": " << path);
            }
        }
    }
    BOOST_TEST(matched > 1000);
}

BOOST_AUTO_TEST_SUITE_END()
