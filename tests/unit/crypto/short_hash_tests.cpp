#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "postern/crypto/short_hash.hpp"

using namespace postern;

BOOST_AUTO_TEST_SUITE(short_hash_tests)

BOOST_AUTO_TEST_CASE(short_hash_is_siphash_2_4) {
    // The example of the paper (Aumasson and Bernstein, 2012), appendix A.
    Digest key{};
    std::string message;
    for (std::uint8_t i = 0; i < 16; ++i) key.at(i) = i;
    for (char i = 0; i < 15; ++i) message += i;
    BOOST_TEST(crypto::short_hash(key, message) == 0xa129ca6149be45e5u);
}

BOOST_AUTO_TEST_CASE(short_hash_depends_on_key_and_message) {
    Digest key{};
    const auto hash = crypto::short_hash(key, "ann");
    BOOST_TEST(crypto::short_hash(key, "ann") == hash);
    BOOST_TEST(crypto::short_hash(key, "anm") != hash);
    BOOST_TEST(crypto::short_hash(key, "") != hash);
    key[0] = 1;
    BOOST_TEST(crypto::short_hash(key, "ann") != hash);
}

BOOST_AUTO_TEST_SUITE_END()
