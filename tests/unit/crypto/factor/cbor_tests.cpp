// Strict CBOR: one form for each value, nothing left over, nothing deep, nothing that a length
// claims.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "crypto/factor/cbor.hpp"
#include "support/webauthn_cases.hpp"

using namespace postern;
using crypto::CborReader;
using test::from_hex;

namespace {

bool is_item(std::string_view hex) {
    const auto bytes = from_hex(hex);
    CborReader reader{bytes};
    return reader.take_item().has_value() && reader.is_at_end();
}

std::int64_t integer(std::string_view hex) {
    const auto bytes = from_hex(hex);
    const auto value = CborReader{bytes}.take_integer();
    BOOST_REQUIRE(value);
    return *value;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cbor_tests)

// RFC 8949, appendix A.
BOOST_AUTO_TEST_CASE(take_integer_agrees_with_rfc_8949) {
    BOOST_TEST(integer("00") == 0);
    BOOST_TEST(integer("17") == 23);
    BOOST_TEST(integer("1818") == 24);
    BOOST_TEST(integer("1903e8") == 1000);
    BOOST_TEST(integer("1b000000e8d4a51000") == 1'000'000'000'000);
    BOOST_TEST(integer("20") == -1);
    BOOST_TEST(integer("3863") == -100);
    BOOST_TEST(integer("3903e7") == -1000);
    BOOST_TEST(integer("3b7fffffffffffffff") == INT64_MIN);
}

BOOST_AUTO_TEST_CASE(take_integer_refuses_more_than_63_bits) {
    for (const auto* hex : {"1b8000000000000000", "1bffffffffffffffff", "3bffffffffffffffff"}) {
        const auto bytes = from_hex(hex);
        BOOST_TEST(!CborReader{bytes}.take_integer());
    }
}

BOOST_AUTO_TEST_CASE(take_item_reads_every_kind) {
    for (const auto* hex :
         {"00", "20", "40", "60", "80", "a0", "f4", "f6", "f0", "f8ff", "f93c00", "fa47c35000",
          "fb3ff199999999999a", "c074323031332d30332d32315432303a30343a30305a", "83010203",
          "a201020304", "a26161016162820203", "64f0908591"})
        BOOST_TEST_CONTEXT(hex) BOOST_TEST(is_item(hex));
}

BOOST_AUTO_TEST_CASE(take_item_refuses_longer_forms_than_needed) {
    for (const auto* hex :
         {"1800", "1817", "190000", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3817", "5801aa",
          "780161", "980100", "b8010000", "d817f6", "f800", "f81f"})
        BOOST_TEST_CONTEXT(hex) BOOST_TEST(!is_item(hex));
}

BOOST_AUTO_TEST_CASE(take_item_refuses_indefinite_and_reserved_forms) {
    for (const auto* hex :
         {"5f41aaff", "7f6161ff", "9f00ff", "bf0000ff", "ff", "1c", "1d", "1e", "fc", "1f"})
        BOOST_TEST_CONTEXT(hex) BOOST_TEST(!is_item(hex));
}

BOOST_AUTO_TEST_CASE(take_item_refuses_what_is_cut_or_claims_too_much) {
    for (const auto* hex :
         {"", "18", "19ff", "41", "6261", "8100f6", "82f6", "a100", "5b7fffffffffffffff",
          "5bffffffffffffffff", "9bffffffffffffffff", "bbffffffffffffffff", "61ff"})
        BOOST_TEST_CONTEXT(hex) BOOST_TEST(!is_item(hex));
}

BOOST_AUTO_TEST_CASE(take_item_refuses_a_key_twice) {
    BOOST_TEST(!is_item("a201000100"));
    BOOST_TEST(!is_item("a3616100616200616100"));
    BOOST_TEST(is_item("a2010020f6"));
}

BOOST_AUTO_TEST_CASE(take_item_refuses_more_than_four_containers_in_one_another) {
    BOOST_TEST(is_item("8181818100"));
    BOOST_TEST(!is_item("818181818100"));
    BOOST_TEST(!is_item("c1c1c1c1c100"));
    BOOST_TEST(!is_item("a100a100a100a100a10000"));
    std::string deep;
    for (int i = 0; i < 1000; ++i) deep += "81";
    BOOST_TEST(!is_item(deep + "00"));
}

BOOST_AUTO_TEST_SUITE_END()
