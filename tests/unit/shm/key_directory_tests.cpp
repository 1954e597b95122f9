// The keys that the courier gives to the gate: whole or not at all.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <thread>

#include "postern/shm/key_directory.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/child.hpp"

using namespace postern;
using shm::KeyDirectory;
using shm::PublishedAssertionKey;
using shm::PublishedKey;
using shm::PublishedKeys;

namespace {

PublishedKey token_key(const std::string& kid, std::size_t der_bytes = 91) {
    return {.kid = kid,
            .algorithm = 1,
            .der = std::string(der_bytes, kid.front()),
            .id_key = Secret{std::string(32, kid.back())},
            .until = 1'800'000'000};
}

PublishedKeys keys_named(const std::string& kid, std::size_t count = 1) {
    PublishedKeys keys;
    for (std::size_t i = 0; i < count; ++i) keys.tokens.push_back(token_key(kid));
    keys.assertion.emplace(PublishedAssertionKey{kid, 1, Secret{std::string(138, kid.front())}});
    return keys;
}

/// All of them are of one publication.
bool is_whole(const PublishedKeys& keys, const std::string& kid, std::size_t count) {
    if (keys.tokens.size() != count || !keys.assertion) return false;
    for (const auto& key : keys.tokens)
        if (key.kid != kid || key.der != std::string(91, kid.front()) ||
            key.id_key.reveal() != std::string(32, kid.back()) || key.algorithm != 1 ||
            key.until != 1'800'000'000)
            return false;
    return keys.assertion->kid == kid && keys.assertion->algorithm == 1 &&
           keys.assertion->der.reveal() == std::string(138, kid.front());
}

bool has_text(const KeyDirectory& directory, const std::string& text) {
    const std::string_view bytes{reinterpret_cast<const char*>(&directory), sizeof directory};
    return bytes.find(text) != std::string_view::npos;
}

struct Fixture {
    shm::Shared<KeyDirectory> directory;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(key_directory_tests, Fixture)

BOOST_AUTO_TEST_CASE(fresh_memory_has_no_keys_and_version_zero) {
    BOOST_TEST(directory->version() == 0u);
    BOOST_TEST(!directory->read().has_value());
}

BOOST_AUTO_TEST_CASE(read_returns_what_was_published) {
    directory->publish(keys_named("ab", 3));
    const auto keys = directory->read();
    BOOST_REQUIRE(keys.has_value());
    BOOST_TEST(is_whole(*keys, "ab", 3));
    BOOST_TEST(directory->version() == 1u);
}

BOOST_AUTO_TEST_CASE(no_keys_are_something_that_can_be_published) {
    directory->publish({});
    const auto keys = directory->read();
    BOOST_REQUIRE(keys.has_value());
    BOOST_TEST(keys->tokens.empty());
    BOOST_TEST(!keys->assertion.has_value());
    BOOST_TEST(directory->version() == 1u);
}

BOOST_AUTO_TEST_CASE(publish_replaces_everything_and_leaves_no_key_of_before_in_memory) {
    directory->publish(keys_named("ab", 5));
    BOOST_REQUIRE(has_text(*directory, std::string(138, 'a')));
    directory->publish({});
    BOOST_TEST(!has_text(*directory, "aaaa"));
    BOOST_TEST(!has_text(*directory, "bbbb"));
    directory->publish(keys_named("cd"));
    BOOST_TEST(is_whole(directory->read().value(), "cd", 1));
    BOOST_TEST(directory->version() == 3u);
}

BOOST_AUTO_TEST_CASE(of_too_many_keys_the_first_ones_are_kept) {
    PublishedKeys keys;
    for (std::size_t i = 0; i < KeyDirectory::kMaxKeys + 5; ++i)
        keys.tokens.push_back(token_key("k" + std::to_string(i), KeyDirectory::kMaxDerBytes));
    keys.assertion.emplace(
        PublishedAssertionKey{"a", 1, Secret{std::string(KeyDirectory::kMaxDerBytes, 'a')}});
    directory->publish(keys);
    const auto read = directory->read();
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(read->tokens.size() == KeyDirectory::kMaxKeys);
    BOOST_TEST(read->tokens.front().kid == "k0");
    BOOST_TEST(read->tokens.back().kid == "k" + std::to_string(KeyDirectory::kMaxKeys - 1));
    BOOST_TEST(read->assertion.has_value());
}

BOOST_AUTO_TEST_CASE(a_key_that_is_too_long_is_left_out_and_harms_no_other) {
    auto keys = keys_named("ab");
    keys.tokens.insert(keys.tokens.begin(), token_key("long", KeyDirectory::kMaxDerBytes + 1));
    keys.tokens.push_back(token_key(std::string(65, 'k')));
    directory->publish(keys);
    BOOST_TEST(is_whole(directory->read().value(), "ab", 1));
    keys.assertion->der = Secret{std::string(KeyDirectory::kMaxDerBytes + 1, 'a')};
    directory->publish(keys);
    BOOST_TEST(!directory->read().value().assertion.has_value());
}

BOOST_AUTO_TEST_CASE(one_flipped_bit_makes_it_no_keys) {
    directory->publish(keys_named("ab", 2));
    auto* const bytes = reinterpret_cast<unsigned char*>(&*directory);
    // Behind the version: the size, the checksum and the keys themselves.
    for (std::size_t at = 8; at < 8 + 16 + 400; ++at) {
        bytes[at] ^= 4;
        BOOST_TEST(!directory->read().has_value(), "byte " << at);
        bytes[at] ^= 4;
    }
    BOOST_TEST(directory->read().has_value());
}

BOOST_AUTO_TEST_CASE(a_size_that_is_out_of_range_is_no_keys) {
    directory->publish(keys_named("ab"));
    auto* const words = reinterpret_cast<std::uint64_t*>(&*directory);
    words[1] = ~std::uint64_t{0};
    BOOST_TEST(!directory->read().has_value());
    directory->publish(keys_named("cd"));
    BOOST_TEST(is_whole(directory->read().value(), "cd", 1));
}

BOOST_AUTO_TEST_CASE(readers_beside_a_writer_see_whole_publications_only) {
    std::atomic<bool> over{false};
    std::thread writer{[&] {
        for (std::size_t i = 0; i < 5000; ++i)
            directory->publish(i % 2 == 0 ? keys_named("ab", 7) : keys_named("cd", 2));
        over = true;
    }};
    std::size_t torn = 0;
    while (!over) {
        const auto keys = directory->read();
        if (keys && !is_whole(*keys, "ab", 7) && !is_whole(*keys, "cd", 2)) ++torn;
    }
    writer.join();
    BOOST_TEST(torn == 0u);
    BOOST_TEST(is_whole(directory->read().value(), "cd", 2));
}

BOOST_AUTO_TEST_CASE(a_writer_that_is_killed_leaves_old_new_or_no_keys) {
    for (int i = 0; i < 50; ++i) {
        directory->publish(keys_named("ef", 1));
        shm::Shared<std::atomic<std::uint64_t>> rounds;
        test::Child child{[&] {
            for (;;) {
                directory->publish(keys_named("ab", 7));
                directory->publish(keys_named("cd", 2));
                rounds->fetch_add(1);
            }
            return 0;
        }};
        while (rounds->load() < 3) std::this_thread::yield();
        child.kill_and_wait();
        const auto keys = directory->read();
        BOOST_TEST((!keys || is_whole(*keys, "ab", 7) || is_whole(*keys, "cd", 2)));
    }
    directory->publish(keys_named("ef", 1));  // the next courier puts it right
    BOOST_TEST(is_whole(directory->read().value(), "ef", 1));
}

BOOST_AUTO_TEST_SUITE_END()
