#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "postern/crypto/system_entropy.hpp"
#include "postern/crypto/token/personal_token.hpp"

namespace postern::crypto {
namespace {

using namespace std::string_literals;

constexpr std::string_view kAlphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::string token_of(const std::string& bytes) {
    return std::string{to_personal_token(bytes).reveal()};
}

std::string counted() {
    std::string bytes;
    for (char c = 0; c < 32; ++c) bytes += c;
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(personal_token_tests)

BOOST_AUTO_TEST_CASE(a_token_is_its_bytes_as_one_number_with_a_checksum) {
    // The number by Python's int.from_bytes, the sum by zlib.crc32.
    BOOST_TEST(token_of(counted()) == "pst_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf1Yo7hP");
    BOOST_TEST(token_of(std::string(32, '\0')).substr(4, 43) == std::string(43, '0'));
    BOOST_TEST(token_of(std::string(31, '\0') + '\x3D').substr(4, 43) ==
               std::string(42, '0') + "z");
    BOOST_TEST(token_of(std::string(31, '\0') + '\x3E').substr(4, 43) ==
               std::string(41, '0') + "10");
}

BOOST_AUTO_TEST_CASE(the_form_is_the_one_that_scanners_look_for) {
    SystemEntropy entropy;
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto secret = make_personal_token(entropy);
        const std::string token{secret.reveal()};
        BOOST_TEST(token.size() == kPersonalTokenLength);
        BOOST_TEST(token.starts_with("pst_"));
        BOOST_TEST((token.find_first_not_of(kAlphabet, 4) == std::string::npos), token);
        BOOST_TEST(is_personal_token(token), token);
        seen.insert(token);
    }
    BOOST_TEST(seen.size() == 100u);
}

BOOST_AUTO_TEST_CASE(the_greatest_number_fits) {
    BOOST_TEST(token_of(std::string(32, '\xFF')).size() == kPersonalTokenLength);
    BOOST_TEST(is_personal_token(token_of(std::string(32, '\xFF'))));
}

BOOST_AUTO_TEST_CASE(every_typing_error_is_refused) {
    const auto good = token_of(counted());
    BOOST_TEST(is_personal_token(good));
    int taken = 0;
    for (std::size_t i = 0; i < good.size(); ++i)
        for (int byte = 0; byte < 256; ++byte) {
            auto changed = good;
            changed[i] = static_cast<char>(byte);
            if (changed != good && is_personal_token(changed)) ++taken;
        }
    for (std::size_t i = 4; i + 1 < good.size(); ++i) {
        auto swapped = good;
        std::swap(swapped[i], swapped[i + 1]);
        if (swapped != good && is_personal_token(swapped)) ++taken;
    }
    BOOST_TEST(taken == 0);
}

BOOST_AUTO_TEST_CASE(every_other_length_is_refused) {
    const auto good = token_of(counted());
    for (std::size_t size = 0; size < good.size(); ++size)
        BOOST_TEST(!is_personal_token(good.substr(0, size)));
    for (const auto& longer : {good + "0", good + "\n", " " + good, good + "\0"s, good + good})
        BOOST_TEST(!is_personal_token(longer), longer);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace postern::crypto
