#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/crypto/factor/base32.hpp"

using namespace postern;
using namespace std::string_literals;

namespace {

// RFC 4648, section 10, without the padding.
const struct {
    const char* bytes;
    const char* text;
} kVectors[] = {{"", ""},
                {"f", "MY"},
                {"fo", "MZXQ"},
                {"foo", "MZXW6"},
                {"foob", "MZXW6YQ"},
                {"fooba", "MZXW6YTB"},
                {"foobar", "MZXW6YTBOI"}};

}  // namespace

BOOST_AUTO_TEST_SUITE(base32_tests)

BOOST_AUTO_TEST_CASE(base32_agrees_with_rfc_4648_in_both_directions) {
    for (const auto& vector : kVectors) {
        BOOST_TEST(crypto::to_base32(vector.bytes).reveal() == vector.text);
        const auto bytes = crypto::from_base32(vector.text);
        BOOST_REQUIRE(bytes);
        BOOST_TEST(bytes->reveal() == vector.bytes);
    }
}

BOOST_AUTO_TEST_CASE(from_base32_returns_every_byte) {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    const auto text = crypto::to_base32(bytes);
    const auto again = crypto::from_base32(text.reveal());
    BOOST_REQUIRE(again);
    BOOST_TEST((again->reveal() == bytes));
}

BOOST_AUTO_TEST_CASE(from_base32_refuses_every_other_text) {
    for (const auto& text : {"MY======"s, "my"s, "M"s, "MZX"s, "MZXW6Y"s, "M1"s, "M8"s, "M0"s,
                             "MY "s, "M-Y"s, "MZ"s, "MZXR"s, "M\0"s, "\xC3\x84"s})
        BOOST_TEST_CONTEXT(text) BOOST_TEST(!crypto::from_base32(text));
}

BOOST_AUTO_TEST_SUITE_END()
