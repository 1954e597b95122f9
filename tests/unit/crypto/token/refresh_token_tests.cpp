#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/base/bytes.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/token/refresh_token.hpp"

namespace postern::crypto {
namespace {

using namespace std::string_literals;

constexpr std::string_view kFamily = "AAECAwQFBgcICQoLDA0ODw";  // bytes 00 to 0f

Secret seed_of(char first = 0) {
    std::string bytes;
    for (int i = 0; i < 32; ++i) bytes += static_cast<char>(first + i);
    return Secret{std::move(bytes)};
}

std::string token_of(std::uint32_t counter) {
    return std::string{make_refresh_token(seed_of(), kFamily, counter).reveal()};
}

/// Whatever the bytes say, with a right checksum.
std::string with_sum(const std::string& bytes) {
    const auto sum = sha256(bytes);
    return "psr_" + to_base64url(bytes + std::string{as_bytes(sum).substr(0, 4)});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(refresh_token_tests)

BOOST_AUTO_TEST_CASE(a_token_is_made_of_its_family_and_its_place) {
    // By Python's hmac and hashlib.
    BOOST_TEST(token_of(0) == "psr_AQABAgMEBQYHCAkKCwwNDg8AAAAACJ3t6gXAwgwtAYQGQIsQHhJK9Aw");
    BOOST_TEST(token_of(1) == "psr_AQABAgMEBQYHCAkKCwwNDg8AAAABwzkzRB67crYXBNZpsxNKwaUGxOw");
    BOOST_TEST(token_of(0x01020304) ==
               "psr_AQABAgMEBQYHCAkKCwwNDg8BAgMEr0sNChYKyMYGLysNWYkG7s23v8Q");
    BOOST_TEST(token_of(0xFFFFFFFF) ==
               "psr_AQABAgMEBQYHCAkKCwwNDg______w5ExByZ3ceGwhoe-JH2Z4E71S7k");
}

BOOST_AUTO_TEST_CASE(a_token_is_read_back_and_only_its_seed_made_it) {
    for (const std::uint32_t counter : {0U, 1U, 255U, 256U, 0x01020304U, 0xFFFFFFFFU}) {
        const auto token = parse_refresh_token(token_of(counter));
        BOOST_REQUIRE(token.has_value());
        BOOST_TEST(token->family == kFamily);
        BOOST_TEST(token->counter == counter);
        BOOST_TEST(token->mac.size() == 16u);
        BOOST_TEST(has_right_mac(*token, seed_of()));
        BOOST_TEST(!has_right_mac(*token, seed_of(1)));
    }
}

BOOST_AUTO_TEST_CASE(the_mac_is_over_family_and_counter) {
    auto token = *parse_refresh_token(token_of(7));
    BOOST_TEST(has_right_mac(token, seed_of()));
    auto other = token;
    other.counter = 8;
    BOOST_TEST(!has_right_mac(other, seed_of()));
    other = token;
    other.family = "EBESExQVFhcYGRobHB0eHw";
    BOOST_TEST(!has_right_mac(other, seed_of()));
    other = token;
    other.mac.pop_back();
    BOOST_TEST(!has_right_mac(other, seed_of()));
    for (std::size_t i = 0; i < token.mac.size(); ++i) {
        other = token;
        other.mac[i] = static_cast<char>(other.mac[i] ^ 1);
        BOOST_TEST(!has_right_mac(other, seed_of()));
    }
}

// The sum has no key: it stops typing errors, and the MAC stops the rest.
BOOST_AUTO_TEST_CASE(a_token_with_a_right_sum_and_a_wrong_mac_is_read_and_not_believed) {
    const auto bytes = "\x01"s + *from_base64url(kFamily) + "\0\0\0\x05"s + std::string(16, 'm');
    const auto token = parse_refresh_token(with_sum(bytes));
    BOOST_REQUIRE(token.has_value());
    BOOST_TEST(token->counter == 5u);
    BOOST_TEST(!has_right_mac(*token, seed_of()));
}

BOOST_AUTO_TEST_CASE(every_changed_character_is_refused) {
    const auto good = token_of(7);
    int taken = 0;
    for (std::size_t i = 0; i < good.size(); ++i)
        for (int byte = 0; byte < 256; ++byte) {
            auto changed = good;
            changed[i] = static_cast<char>(byte);
            if (changed != good && parse_refresh_token(changed)) ++taken;
        }
    BOOST_TEST(taken == 0);
}

BOOST_AUTO_TEST_CASE(every_other_length_and_version_is_refused) {
    const auto good = token_of(7);
    for (std::size_t size = 0; size < good.size(); ++size)
        BOOST_TEST(!parse_refresh_token(good.substr(0, size)));
    for (const auto& longer : {good + "A", good + "AAAA", good + "=", good + "\n", " " + good,
                               good + "\0"s, good + good})
        BOOST_TEST(!parse_refresh_token(longer), longer);
    const auto rest = *from_base64url(kFamily) + "\0\0\0\x05"s + std::string(16, 'm');
    BOOST_TEST(parse_refresh_token(with_sum("\x01" + rest)).has_value());
    BOOST_TEST(!parse_refresh_token(with_sum("\x02" + rest)));
    BOOST_TEST(!parse_refresh_token(with_sum("\0"s + rest)));
    BOOST_TEST(!parse_refresh_token(with_sum("\x01" + rest + "m")));
    BOOST_TEST(!parse_refresh_token(with_sum("\x01" + rest.substr(1))));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace postern::crypto
