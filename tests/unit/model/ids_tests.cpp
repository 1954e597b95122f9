#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/model/ids.hpp"

using namespace postern;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(ids_tests)

BOOST_AUTO_TEST_CASE(from_random_encodes_16_bytes_as_22_characters) {
    const auto id =
        PublicId::from_random("\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"s);
    BOOST_TEST(id.text() == "AAECAwQFBgcICQoLDA0ODw");
    BOOST_TEST(id.text().size() == PublicId::kLength);
}

// `postern user show -abc` would be an option.
BOOST_AUTO_TEST_CASE(from_random_never_begins_with_a_dash) {
    for (int first = 0; first < 256; ++first) {
        const auto id = PublicId::from_random(std::string(16, static_cast<char>(first)));
        BOOST_TEST(id.text().front() != '-');
        BOOST_TEST(PublicId::parse(id.text()).has_value());
    }
}

BOOST_AUTO_TEST_CASE(parse_reverses_from_random) {
    const auto id = PublicId::from_random(std::string(16, '\xff'));
    BOOST_REQUIRE(PublicId::parse(id.text()).has_value());
    BOOST_TEST((PublicId::parse(id.text()) == id));
}

BOOST_AUTO_TEST_CASE(parse_refuses_anything_but_an_id) {
    for (const std::string& text :
         {""s, "AAECAwQFBgcICQoLDA0OD"s, "AAECAwQFBgcICQoLDA0ODwA"s, "AAECAwQFBgcICQoLDA0OD/"s,
          "AAECAwQFBgcICQoLDA0ODx"s, "AAECAwQFBgcICQoLDA0OD="s, "AAECAwQFBgcICQoLDA0O\0w"s,
          " AECAwQFBgcICQoLDA0ODw"s})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(!PublicId::parse(text).has_value()); }
}

BOOST_AUTO_TEST_SUITE_END()
