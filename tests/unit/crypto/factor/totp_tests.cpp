// The vectors of the RFCs, the window, what people type, the link in the QR code, and oathtool.
#define BOOST_TEST_DYN_LINK
#include <stdio.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <random>
#include <string>

#include "postern/crypto/factor/base32.hpp"
#include "postern/crypto/factor/totp.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using namespace std::string_literals;
using crypto::TotpRefusal;

namespace {

const std::string kSecretOfTheRfcs = "12345678901234567890";

Secret rfc_secret() { return Secret{std::string_view{kSecretOfTheRfcs}}; }

TimePoint at(std::int64_t seconds) { return TimePoint{std::chrono::seconds{seconds}}; }

std::string code(std::uint64_t step) {
    return std::string{crypto::totp_code(rfc_secret(), step).reveal()};
}

std::string uri(std::string_view issuer, std::string_view account) {
    return std::string{crypto::otpauth_uri(rfc_secret(), issuer, account).reveal()};
}

bool is_malformed(std::string_view typed) {
    const auto result = crypto::match_totp(rfc_secret(), typed, at(1111111109));
    return !result && result.error() == TotpRefusal::Malformed;
}

/// What the shell prints for a command.
std::string output_of(const std::string& command) {
    FILE* pipe = ::popen(command.c_str(), "r");
    BOOST_REQUIRE(pipe != nullptr);
    std::string text;
    char chunk[4096];
    while (const std::size_t count = ::fread(chunk, 1, sizeof chunk, pipe))
        text.append(chunk, count);
    BOOST_REQUIRE(::pclose(pipe) == 0);
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(totp_tests)

// RFC 4226, appendix D.
BOOST_AUTO_TEST_CASE(totp_code_agrees_with_rfc_4226) {
    const char* const codes[] = {"755224", "287082", "359152", "969429", "338314",
                                 "254676", "287922", "162583", "399871", "520489"};
    std::uint64_t step = 0;
    for (const char* expected : codes) BOOST_TEST(code(step++) == expected);
}

// RFC 6238, appendix B, SHA-1: the last six digits.
BOOST_AUTO_TEST_CASE(totp_code_agrees_with_rfc_6238) {
    const struct {
        std::int64_t seconds;
        const char* code;
    } rows[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    for (const auto& row : rows) BOOST_TEST(code(crypto::totp_step(at(row.seconds))) == row.code);
}

BOOST_AUTO_TEST_CASE(totp_step_is_0_before_1970) {
    BOOST_TEST(crypto::totp_step(at(-1)) == 0u);
    BOOST_TEST(crypto::totp_step(at(29)) == 0u);
    BOOST_TEST(crypto::totp_step(at(30)) == 1u);
}

BOOST_AUTO_TEST_CASE(match_totp_takes_one_step_before_and_after_and_says_which) {
    const std::uint64_t step = 37037036;
    const auto now = at(static_cast<std::int64_t>(step) * 30 + 7);
    for (const std::uint64_t candidate : {step - 1, step, step + 1}) {
        const auto matched = crypto::match_totp(rfc_secret(), code(candidate), now);
        BOOST_REQUIRE(matched);
        BOOST_TEST(*matched == candidate);
    }
    for (const std::uint64_t candidate : {step - 2, step + 2}) {
        const auto refused = crypto::match_totp(rfc_secret(), code(candidate), now);
        BOOST_REQUIRE(!refused);
        BOOST_TEST((refused.error() == TotpRefusal::Wrong));
    }
}

BOOST_AUTO_TEST_CASE(match_totp_returns_the_highest_step_when_two_have_the_same_code) {
    // The first neighbours of this secret that have one code.
    constexpr std::uint64_t step = 910737;
    BOOST_REQUIRE(code(step) == code(step + 1));
    const auto matched =
        crypto::match_totp(rfc_secret(), code(step), at(static_cast<std::int64_t>(step) * 30));
    BOOST_REQUIRE(matched);
    BOOST_TEST(*matched == step + 1);
}

BOOST_AUTO_TEST_CASE(match_totp_works_in_the_first_steps_of_1970) {
    const auto matched = crypto::match_totp(rfc_secret(), code(0), at(0));
    BOOST_REQUIRE(matched);
    BOOST_TEST(*matched == 0u);
}

BOOST_AUTO_TEST_CASE(match_totp_ignores_spaces_and_hyphens) {
    for (const auto* typed : {"081804", "081 804", " 081-804 ", "0 8 1 8 0 4"})
        BOOST_TEST_CONTEXT(typed)
    BOOST_TEST(crypto::match_totp(rfc_secret(), typed, at(1111111109)).has_value());
}

BOOST_AUTO_TEST_CASE(match_totp_refuses_what_is_not_six_ascii_digits) {
    for (const auto& typed :
         {""s, "      "s, "08180"s, "0818044"s, "08180a"s, "+81804"s, "0x1804"s, "081804\n"s,
          "081\t804"s, "081804\0"s, "\u0660\u0668\u0661\u0668\u0660\u0664"s,
          "\uFF10\uFF18\uFF11\uFF18\uFF10"s, "0 8 1 8 0 4      "s})
        BOOST_TEST_CONTEXT(typed) BOOST_TEST(is_malformed(typed));
}

BOOST_AUTO_TEST_CASE(totp_distance_tells_how_far_the_clock_of_the_app_is_off) {
    const std::int64_t step = 37037036;
    const auto distance = [&](std::int64_t off) {
        return crypto::totp_distance(rfc_secret(), code(static_cast<std::uint64_t>(step + off)),
                                     at(step * 30));
    };
    for (const std::int64_t off : {2, 10, -2, -10}) BOOST_TEST(distance(off).value_or(0) == off);
    for (const std::int64_t off : {0, 1, -1, 11, -11}) BOOST_TEST(!distance(off));
    BOOST_TEST(!crypto::totp_distance(rfc_secret(), "12345", at(step * 30)));
}

BOOST_AUTO_TEST_CASE(otpauth_uri_names_issuer_and_account_and_no_defaults) {
    BOOST_TEST(uri("Example", "ann@example.org") ==
               "otpauth://totp/Example:ann%40example.org"
               "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example");
}

BOOST_AUTO_TEST_CASE(otpauth_uri_replaces_colons_and_escapes_everything_else) {
    BOOST_TEST(uri("auth.example.org:8443", "a:b") ==
               "otpauth://totp/auth.example.org-8443:a-b"
               "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=auth.example.org-8443");
    BOOST_TEST(uri("B\u00FCro & Co", "a+b?c#d%/")
                   .starts_with("otpauth://totp/B%C3%BCro%20%26%20Co:a%2Bb%3Fc%23d%25%2F?secret="));
}

// One process each: about two seconds.
BOOST_AUTO_TEST_CASE(totp_code_agrees_with_oathtool_on_1000_random_secrets_and_times) {
    const auto seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937_64 random{seed};
    std::string input;
    std::string expected;
    for (int i = 0; i < 1000; ++i) {
        std::string bytes;
        for (std::size_t b = 0; b < crypto::kTotpSecretBytes; ++b)
            bytes += static_cast<char>(random());
        const Secret secret{std::move(bytes)};
        const auto seconds = static_cast<std::int64_t>(random() % 4'000'000'000);
        input.append(crypto::to_base32(secret.reveal()).reveal());
        input.append(" @" + std::to_string(seconds) + "\n");
        expected.append(crypto::totp_code(secret, crypto::totp_step(at(seconds))).reveal());
        expected += '\n';
    }
    const test::TemporaryFolder folder;
    folder.write("input", input);
    BOOST_TEST_CONTEXT("seed " << seed)
    BOOST_TEST(
        (output_of(
             "while read -r secret time; do oathtool --totp -b \"$secret\" -N \"$time\" || exit 1;"
             " done <" +
             folder.path() + "/input") == expected));
}

BOOST_AUTO_TEST_SUITE_END()
