#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <regex>
#include <set>
#include <string>

#include "postern/crypto/factor/recovery_code.hpp"
#include "postern/crypto/system_entropy.hpp"

using namespace postern;
using namespace std::string_literals;

namespace {

constexpr crypto::Argon2idCost kCheap{.memory_kib = 64, .passes = 1};

/// Bytes that count up.
class Counting final : public Entropy {
public:
    std::string bytes(std::size_t count) override {
        std::string bytes;
        while (bytes.size() < count) bytes += static_cast<char>(next_++);
        return bytes;
    }

private:
    int next_ = 0;
};

/// Says the same twice before each new answer.
class Repeating final : public Entropy {
public:
    std::string bytes(std::size_t count) override {
        return std::string(count, static_cast<char>(calls_++ / 2));
    }

private:
    int calls_ = 0;
};

std::string normalized(std::string_view typed) {
    const auto code = crypto::normalize_recovery_code(typed);
    return code ? std::string{code->reveal()} : "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recovery_code_tests)

BOOST_AUTO_TEST_CASE(make_recovery_codes_makes_ten_different_codes_in_groups_of_four) {
    crypto::SystemEntropy entropy;
    std::set<std::string> different;
    for (const auto& code : crypto::make_recovery_codes(entropy)) {
        const std::string text{code.reveal()};
        const std::regex form{"([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}"};
        BOOST_TEST(std::regex_match(text, form));
        BOOST_TEST(normalized(text).size() == 16u);
        different.insert(text);
    }
    BOOST_TEST(different.size() == 10u);
}

// Made with Python's int.from_bytes() and Crockford's alphabet.
BOOST_AUTO_TEST_CASE(make_recovery_codes_keeps_all_80_bits) {
    Counting entropy;
    const auto codes = crypto::make_recovery_codes(entropy);
    BOOST_TEST(codes[0].reveal() == "000g-40r4-0m30-e209");
    BOOST_TEST(codes[1].reveal() == "185g-r38e-1w81-24gk");
}

BOOST_AUTO_TEST_CASE(make_recovery_codes_never_gives_a_code_twice) {
    Repeating entropy;
    std::set<std::string> different;
    for (const auto& code : crypto::make_recovery_codes(entropy)) different.emplace(code.reveal());
    BOOST_TEST(different.size() == 10u);
}

BOOST_AUTO_TEST_CASE(normalize_recovery_code_forgives_case_spaces_hyphens_and_look_alikes) {
    for (const auto* typed : {"0123-4567-89ab-1c0d", "0123456789ab1c0d", " o123-4567 89AB - ICOD ",
                              "O123-4567-89ab-lC0D", "OL23-4567-89ab-Lcod"})
        BOOST_TEST_CONTEXT(typed) BOOST_TEST(normalized(typed) == "0123456789ab1c0d");
}

BOOST_AUTO_TEST_CASE(normalize_recovery_code_refuses_what_cannot_be_a_code) {
    for (const auto& typed :
         {""s, "0123-4567-89ab-1c0"s, "0123-4567-89ab-1c0dd"s, "0123-4567-89ab-1c0u"s,
          "0123-4567-89ab-1c0!"s, "0123-4567-89ab-1c0\0"s, "0123\t4567-89ab-1c0d"s,
          "0123-4567-89ab-1c0\u0660"s, "0123-4567-89ab-1c0d" + std::string(60, ' ')})
        BOOST_TEST_CONTEXT(typed) BOOST_TEST(normalized(typed).empty());
}

BOOST_AUTO_TEST_CASE(hash_recovery_code_depends_on_code_salt_and_cost) {
    const Secret code{std::string_view{"0123456789ab1c0d"}};
    const std::string salt(16, 's');
    const auto hash = crypto::hash_recovery_code(code, salt, kCheap);
    BOOST_TEST((hash == crypto::hash_recovery_code(code, salt, kCheap)));
    const Secret other{std::string_view{"0123456789ab1c0e"}};
    BOOST_TEST((hash != crypto::hash_recovery_code(other, salt, kCheap)));
    BOOST_TEST((hash != crypto::hash_recovery_code(code, std::string(16, 't'), kCheap)));
    BOOST_TEST((hash != crypto::hash_recovery_code(code, salt, {.memory_kib = 128, .passes = 1})));
}

BOOST_AUTO_TEST_CASE(hash_recovery_code_refuses_a_cost_that_would_stop_a_worker) {
    const Secret code{std::string_view{"0123456789ab1c0d"}};
    for (const crypto::Argon2idCost cost :
         {crypto::Argon2idCost{.memory_kib = 4 * 1024 * 1024, .passes = 1},
          crypto::Argon2idCost{.memory_kib = 64, .passes = 1000},
          crypto::Argon2idCost{.memory_kib = 64, .passes = 0}})
        BOOST_CHECK_THROW(crypto::hash_recovery_code(code, std::string(16, 's'), cost),
                          crypto::CryptoError);
}

BOOST_AUTO_TEST_SUITE_END()
