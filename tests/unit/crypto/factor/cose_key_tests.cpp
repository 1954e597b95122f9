// Keys of authenticators: points that are on their curve, RSA of the right size, nothing else.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>

#include "crypto/factor/cose_key.hpp"
#include "support/webauthn_cases.hpp"

using namespace postern;
using namespace std::string_literals;
using test::from_hex;

namespace {

/// The reason of a refusal; `accepted` without one.
std::string reason_of(const std::string& cose) {
    const auto key = crypto::read_cose_key(cose);
    return key ? "accepted" : std::string{crypto::to_text(key.error())};
}

std::string reason_of_key(const std::string& hex) { return reason_of(from_hex(hex)); }

/// An RSA key in COSE; `exponent` is a CBOR item in hex.
std::string reason_of_rsa_key(const std::string& modulus, const std::string& exponent) {
    const auto key = from_hex("a40103033901002059") + static_cast<char>(modulus.size() >> 8) +
                     static_cast<char>(modulus.size() & 0xFF) + modulus + from_hex("21") +
                     from_hex(exponent);
    return reason_of(key);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cose_key_tests)

BOOST_AUTO_TEST_CASE(read_cose_key_refuses_bad_keys_on_p256) {
    const auto x = "215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61"s;
    const auto y = "225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220"s;
    BOOST_TEST(reason_of_key("a5010203262001" + x + y) == "accepted");
    BOOST_TEST(reason_of_key("a5" + y + x + "200103260102") == "accepted");
    const struct {
        const char* what;
        std::string hex;
        const char* reason;
    } rows[] = {
        {"off the curve", "a5010203262001" + x + y.substr(0, y.size() - 1) + "1", "public_key"},
        {"P-384", "a5010203262002" + x + y, "public_key"},
        {"key type OKP", "a5010103262001" + x + y, "public_key"},
        {"ES384", "a501020338222001" + x + y, "algorithm"},
        {"RS1", "a501020339fffe2001" + x + y, "algorithm"},
        {"no such algorithm", "a50102031b7fffffffffffffff2001" + x + y, "algorithm"},
        {"EdDSA", "a5010203272001" + x + y, "public_key"},
        {"one member more", "a601020326200104" + "00"s + x + y, "public_key"},
        {"a member twice", "a601020102032620" + "01"s + x + y, "public_key"},
        {"one byte more", "a5010203262001" + x + y + "00", "public_key"},
        {"sign bit in place of y", "a5010203262001" + x + "22f5", "public_key"},
        {"no y", "a4010203262001" + x, "public_key"},
        {"text in place of y", "a5010203262001" + x + "2278" + y.substr(4), "public_key"},
        {"text as label", "a50102032620016178" + x.substr(2) + y, "public_key"},
        {"empty", "a0", "public_key"},
        {"nothing", "", "public_key"},
    };
    for (const auto& row : rows)
        BOOST_TEST_CONTEXT(row.what) BOOST_TEST(reason_of_key(row.hex) == row.reason);
}

BOOST_AUTO_TEST_CASE(read_cose_key_refuses_points_that_are_no_ed25519_keys) {
    const std::pair<const char*, std::string> rows[] = {
        {"the neutral element", "01" + std::string(62, '0')},
        {"order 4", std::string(64, '0')},
        {"order 8", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"},
        {"not on the curve", "02" + std::string(62, '0')},
        {"not reduced", std::string(64, 'f')},
    };
    for (const auto& [what, point] : rows) BOOST_TEST_CONTEXT(what)
    BOOST_TEST(reason_of_key("a4010103272006215820" + point) == "public_key");
}

BOOST_AUTO_TEST_CASE(read_cose_key_takes_rsa_keys_of_2048_to_4096_bits) {
    const auto exponent = "43010001";
    const auto ones = [](std::size_t bytes) { return std::string(bytes, '\xFF'); };
    BOOST_TEST(reason_of_rsa_key(ones(256), exponent) == "accepted");
    BOOST_TEST(reason_of_rsa_key(ones(512), exponent) == "accepted");
    const std::pair<const char*, std::string> moduli[] = {
        {"512 bits", ones(64)},
        {"2047 bits", "\x7F" + ones(255)},
        {"4104 bits", ones(513)},
        {"even", ones(255) + "\xFE"},
        {"a leading zero", "\0"s + ones(256)},
        {"nothing", ""},
    };
    for (const auto& [what, modulus] : moduli)
        BOOST_TEST_CONTEXT(what) BOOST_TEST(reason_of_rsa_key(modulus, exponent) == "public_key");
    for (const auto* other : {"4101", "4103", "4400010001", "43010003", "40", "1a00010001"})
        BOOST_TEST_CONTEXT(other) BOOST_TEST(reason_of_rsa_key(ones(256), other) == "public_key");
}

BOOST_AUTO_TEST_SUITE_END()
