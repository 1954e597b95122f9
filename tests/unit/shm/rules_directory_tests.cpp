#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "postern/shm/rules_directory.hpp"
#include "postern/shm/shared_memory.hpp"

using postern::shm::RulesDirectory;

namespace {

struct Fixture {
    postern::shm::Shared<RulesDirectory> rules;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rules_directory_tests, Fixture)

BOOST_AUTO_TEST_CASE(find_returns_the_rules_of_this_revision_only) {
    rules->put(1, 5, "some rules");
    BOOST_TEST(rules->find(1, 5).value_or("") == "some rules");
    BOOST_TEST(!rules->find(1, 4).has_value());
    BOOST_TEST(!rules->find(1, 6).has_value());
    BOOST_TEST(!rules->find(2, 5).has_value());
}

BOOST_AUTO_TEST_CASE(fresh_memory_holds_nothing) { BOOST_TEST(!rules->find(0, 0).has_value()); }

BOOST_AUTO_TEST_CASE(put_replaces_what_the_site_had) {
    rules->put(1, 5, "long rules of before");
    rules->put(1, 6, "new");
    BOOST_TEST(rules->find(1, 6).value_or("") == "new");
    BOOST_TEST(!rules->find(1, 5).has_value());
}

BOOST_AUTO_TEST_CASE(texts_of_every_length_up_to_the_limit_come_back) {
    for (const std::size_t bytes :
         {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{8}, std::size_t{9},
          RulesDirectory::kTextBytes - 1, RulesDirectory::kTextBytes}) {
        const std::string text(bytes, 'r');
        rules->put(1, bytes + 1, text);
        BOOST_TEST((rules->find(1, bytes + 1) == text));
    }
    rules->put(2, 1, std::string(RulesDirectory::kTextBytes + 1, 'r'));
    BOOST_TEST(!rules->find(2, 1).has_value());
}

BOOST_AUTO_TEST_CASE(the_oldest_of_a_full_set_makes_room) {
    for (std::uint64_t i = 0; i <= RulesDirectory::kWays; ++i)
        rules->put(1 + i * RulesDirectory::kSets, i + 1, "rules");
    BOOST_TEST(!rules->find(1, 1).has_value());
    for (std::uint64_t i = 1; i <= RulesDirectory::kWays; ++i)
        BOOST_TEST(rules->find(1 + i * RulesDirectory::kSets, i + 1).has_value());
}

BOOST_AUTO_TEST_CASE(one_flipped_bit_makes_it_no_entry) {
    const std::string text(100, 'r');
    rules->put(1, 5, text);
    auto* const bytes = reinterpret_cast<unsigned char*>(&*rules);
    // The slot of the site: head and text, all of which is checked.
    const auto slot = sizeof(RulesDirectory) / (RulesDirectory::kWays * RulesDirectory::kSets);
    const auto first = slot * RulesDirectory::kWays;
    for (std::size_t at = first; at < first + 32 + text.size(); ++at) {
        bytes[at] ^= 4;
        const auto found = rules->find(1, 5);
        BOOST_TEST(!found.has_value(), "byte " << at - first);
        bytes[at] ^= 4;
    }
    BOOST_TEST(rules->find(1, 5).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
