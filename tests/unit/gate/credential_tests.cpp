// What the header Authorization brings, by its form.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "gate/credential.hpp"
#include "postern/crypto/token/refresh_token.hpp"

using postern::gate::fits_user;
using postern::gate::has_bearer_scheme;
using postern::gate::read_credential;
using Kind = postern::gate::PresentedCredential::Kind;

namespace {

// Of the bytes 00, 01 ... 1f.
const std::string kPersonal = "pst_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf1Yo7hP";
const std::string kRefresh{postern::crypto::make_refresh_token(
                               postern::Secret{std::string(32, 's')}, "AAAAAAAAAAAAAAAAAAAAAA", 7)
                               .reveal()};

/// base64 with padding.
std::string base64(std::string_view bytes) {
    constexpr std::string_view kSigns =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned word = 0;
        for (std::size_t n = 0; n < 3; ++n)
            word =
                word << 8 | (i + n < bytes.size() ? static_cast<unsigned char>(bytes[i + n]) : 0U);
        for (std::size_t n = 0; n < 4; ++n)
            text += n > bytes.size() - i ? '=' : kSigns[word >> (18 - 6 * n) & 63];
    }
    return text;
}

std::string basic(std::string_view pair) { return "Basic " + base64(pair); }

}  // namespace

BOOST_AUTO_TEST_SUITE(credential_tests)

BOOST_AUTO_TEST_CASE(read_credential_tells_the_kinds_apart) {
    struct Row {
        std::string header;
        Kind kind;
    };
    for (const Row& row : std::vector<Row>{
             {"", Kind::None},
             {"Bearer abc", Kind::Bearer},
             {"bearer abc", Kind::Bearer},
             {"BEARER a.b-c_d~e+f/9==", Kind::Bearer},
             {"Bearer", Kind::Foreign},
             {"Bearer ", Kind::Foreign},
             {"Bearer  abc", Kind::Foreign},
             {"Bearer\tabc", Kind::Foreign},
             {"Bearer abc ", Kind::Foreign},
             {"Bearer a b", Kind::Foreign},
             {"Bearer a,b", Kind::Foreign},
             {"Bearer a=b", Kind::Foreign},
             {"Bearer =", Kind::Foreign},
             {"Bearer a\"b", Kind::Foreign},
             {"Bearerabc", Kind::Foreign},
             {"Bearer \xC3\xA4", Kind::Foreign},
             {"Digest username=\"a\"", Kind::Foreign},
             {"Negotiate YII=", Kind::Foreign},
             {"Bearer " + kPersonal, Kind::Personal},
             {"Bearer " + kPersonal.substr(0, 52) + "Q", Kind::Mistyped},
             {"Bearer " + kPersonal + "0", Kind::Mistyped},
             {"Bearer pst_", Kind::Mistyped},
             {"Bearer " + kRefresh, Kind::Mistyped},
             {"Bearer " + kRefresh.substr(0, kRefresh.size() - 1), Kind::Bearer},
             {basic("ann:" + kRefresh), Kind::Mistyped},
             {basic("ann:psr_secret"), Kind::Password},
             {"Bearer PST_" + kPersonal.substr(4), Kind::Bearer},
             {basic("ann@example.org:secret"), Kind::Password},
             {"basic " + base64("ann:secret"), Kind::Password},
             {basic(":" + kPersonal), Kind::Personal},
             {basic("ann:" + kPersonal), Kind::Personal},
             {basic("ann:" + kPersonal.substr(0, 52) + "Q"), Kind::Mistyped},
             {basic(kPersonal + ":"), Kind::Password},
             {basic("ann"), Kind::Foreign},
             {"Basic ", Kind::Foreign},
             {"Basic  " + base64("a:b"), Kind::Foreign},
             {"Basic YTpi\t", Kind::Foreign},
             {"Basic YTpiYw", Kind::Foreign},  // without padding
             {"Basic YTpiYw==", Kind::Password},
             {"Basic YTpiYx==", Kind::Foreign},  // bits left over
             {"Basic YTpiYw===", Kind::Foreign},
             {"Basic ====", Kind::Foreign},
             {"Basic YTp-", Kind::Foreign},  // base64url
             {"Basic YT i", Kind::Foreign},
             {basic("a:b\x01"), Kind::Foreign},
             {basic(std::string_view{"a:\0b", 4}), Kind::Foreign},
             {basic("a\nb:c"), Kind::Foreign},
             {basic("a:b\x7f"), Kind::Foreign},
             {basic("a:" + std::string(1022, 'x')), Kind::Password},
             {basic("a:" + std::string(1023, 'x')), Kind::Foreign},
             {basic("a:" + std::string(5000, 'x')), Kind::Foreign},
         })
        BOOST_TEST_CONTEXT(row.header) BOOST_TEST((read_credential(row.header).kind == row.kind));
}

BOOST_AUTO_TEST_CASE(read_credential_splits_name_and_password_at_the_first_colon) {
    struct Row {
        std::string pair;
        std::string name;
        std::string password;
    };
    for (const Row& row : std::vector<Row>{
             {"ann:secret", "ann", "secret"},
             {"ann:a:b:", "ann", "a:b:"},
             {"ann:", "ann", ""},
             {":secret", "", "secret"},
             {"OFFICE\\ann:secret", "ann", "secret"},
             {"a\\b\\c:secret", "b\\c", "secret"},
             {"ann:back\\slash", "ann", "back\\slash"},
             {"j\xC3\xBCrg:gr\xC3\xBC\xC3\x9F", "j\xC3\xBCrg", "gr\xC3\xBC\xC3\x9F"},
             {"j\xFCrg:gr\xFC\xDF", "j\xC3\xBCrg", "gr\xC3\xBC\xC3\x9F"},  // Latin-1
         }) {
        const auto read = read_credential(basic(row.pair));
        BOOST_TEST_CONTEXT(row.pair) {
            BOOST_TEST(read.is_basic);
            BOOST_TEST(read.name.value() == row.name);
            BOOST_TEST(read.text.reveal() == row.password);
        }
    }
}

BOOST_AUTO_TEST_CASE(read_credential_keeps_the_whole_token) {
    BOOST_TEST(read_credential("Bearer a.b.c==").text.reveal() == "a.b.c==");
    const auto beside_a_name = read_credential(basic("token:" + kPersonal));
    BOOST_TEST(beside_a_name.text.reveal() == kPersonal);
    BOOST_TEST(beside_a_name.name.value() == "token");
    BOOST_TEST(!read_credential("Bearer " + kPersonal).name.has_value());
}

BOOST_AUTO_TEST_CASE(has_bearer_scheme_asks_for_the_scheme_alone) {
    BOOST_TEST(has_bearer_scheme("bearer x"));
    BOOST_TEST(has_bearer_scheme("Bearer  no token"));
    BOOST_TEST(!has_bearer_scheme("Bearerx"));
    BOOST_TEST(!has_bearer_scheme("Basic YTpi"));
    BOOST_TEST(!has_bearer_scheme(""));
}

BOOST_AUTO_TEST_CASE(fits_user_knows_the_username) {
    const std::string id = "AAAAAAAAAAAAAAAAAAAAAA";
    BOOST_TEST(fits_user("ann", "ann@example.org", id, "ann"));
    BOOST_TEST(fits_user("Ann", "ann@example.org", id, "ann"));
    BOOST_TEST(!fits_user("bob", "ann@example.org", id, "ann"));
    BOOST_TEST(!fits_user("ann", "ann@example.org", id));
    BOOST_TEST(!fits_user("ann", "ann@example.org", id, "anna"));
}

BOOST_AUTO_TEST_CASE(fits_user_refuses_a_name_of_somebody_else) {
    const std::string id = "AAAAAAAAAAAAAAAAAAAAAA";
    for (const std::string name : {"", "token", "Token", "ann@example.org", "ANN@Example.ORG"})
        BOOST_TEST_CONTEXT(name) BOOST_TEST(fits_user(name, "ann@example.org", id));
    BOOST_TEST(fits_user(id, "ann@example.org", id));
    for (const std::string name :
         {"bob@example.org", "ann", "ann@example.com", "AAAAAAAAAAAAAAAAAAAAAB", " ", "tokens"})
        BOOST_TEST_CONTEXT(name) BOOST_TEST(!fits_user(name, "ann@example.org", id));
}

BOOST_AUTO_TEST_SUITE_END()
