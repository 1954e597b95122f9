// The sites that workers tell each other.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstring>
#include <string>
#include <thread>

#include "postern/shm/shared_memory.hpp"
#include "postern/shm/site_directory.hpp"

using namespace postern;
using shm::DirectorySite;

namespace {

DirectorySite site(const std::string& name, std::uint64_t revision) {
    return {.name = name,
            .origin = "https://" + name + ".example.org",
            .id = 7,
            .created_at = 1'700'000'000,
            .policy = 1,
            .level = 2,
            .tokens = 37,
            .max_age = 300,
            .revision = revision};
}

struct Fixture {
    shm::Shared<shm::SiteDirectory> directory;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(site_directory_tests, Fixture)

BOOST_AUTO_TEST_CASE(find_returns_what_was_put) {
    BOOST_TEST(!directory->find("wiki").has_value());
    directory->put(site("wiki", 3));
    BOOST_TEST((directory->find("wiki") == site("wiki", 3)));
    BOOST_TEST(!directory->find("wik").has_value());
    BOOST_TEST(!directory->find("").has_value());
}

BOOST_AUTO_TEST_CASE(put_replaces_the_site_of_the_same_name) {
    directory->put(site("wiki", 3));
    auto newer = site("wiki", 4);
    newer.origin = "https://w.example.org";
    newer.policy = 0;
    newer.tokens = 5;
    directory->put(newer);
    BOOST_TEST((directory->find("wiki") == newer));
}

BOOST_AUTO_TEST_CASE(put_evicts_the_oldest_when_there_is_no_room) {
    const std::size_t many = shm::SiteDirectory::kSets * shm::SiteDirectory::kWays * 2;
    for (std::size_t i = 0; i < many; ++i) directory->put(site("s" + std::to_string(i), i + 1));
    BOOST_TEST(directory->find("s" + std::to_string(many - 1)).has_value());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < many; ++i) kept += directory->find("s" + std::to_string(i)) ? 1 : 0;
    BOOST_TEST(kept > many / 4);
    BOOST_TEST(kept <= many / 2);
}

BOOST_AUTO_TEST_CASE(put_accepts_the_longest_name_and_origin_and_nothing_longer) {
    auto longest = site(std::string(shm::SiteDirectory::kNameBytes, 'n'), 1);
    longest.origin = std::string(shm::SiteDirectory::kOriginBytes, 'o');
    directory->put(longest);
    BOOST_TEST((directory->find(longest.name) == longest));
    auto longer = site("wiki", 1);
    longer.origin = longest.origin + "o";
    directory->put(longer);
    BOOST_TEST(!directory->find("wiki").has_value());
}

BOOST_AUTO_TEST_CASE(find_refuses_an_entry_of_which_one_word_is_not_its_own) {
    directory->put(site("wiki", 3));
    // As a writer leaves it that was killed in the middle, whichever word came last.
    auto* const words = reinterpret_cast<std::uint64_t*>(&*directory);
    const std::size_t count = sizeof(shm::SiteDirectory) / sizeof(std::uint64_t);
    std::size_t first = 0;
    while (words[first] == 0) ++first;
    for (std::size_t i = first; i < std::min(first + 48, count); ++i) {
        words[i] ^= 1;
        const auto found = directory->find("wiki");
        BOOST_TEST(!found.has_value(), "word " << i - first);
        words[i] ^= 1;
    }
    BOOST_TEST(directory->find("wiki").has_value());
}

BOOST_AUTO_TEST_CASE(find_never_mixes_what_two_writers_put_at_once) {
    std::atomic<bool> over{false};
    auto other = site("wiki", 9);
    other.origin = "https://quite-another-host.example.net";
    other.policy = 0;
    other.id = 1234;
    std::thread one{[&] {
        while (!over) directory->put(site("wiki", 3));
    }};
    std::thread two{[&] {
        while (!over) directory->put(other);
    }};
    std::size_t mixed = 0;
    for (int i = 0; i < 20'000; ++i) {
        const auto found = directory->find("wiki");
        if (found && *found != site("wiki", 3) && *found != other) ++mixed;
    }
    over = true;
    one.join();
    two.join();
    BOOST_TEST(mixed == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
