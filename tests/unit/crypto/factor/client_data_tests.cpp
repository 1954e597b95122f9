// What a browser says about a ceremony: strict JSON, and what newer browsers may add.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "crypto/factor/client_data.hpp"

using namespace postern;

BOOST_AUTO_TEST_SUITE(client_data_tests)

BOOST_AUTO_TEST_CASE(read_client_data_takes_a_byte_order_mark_and_unknown_members) {
    const auto data = crypto::read_client_data(
        "\xEF\xBB\xBF{\"type\":\"t\",\"challenge\":\"AQ\",\"origin\":\"o\",\"new\":{\"a\":[1]},"
        "\"tokenBinding\":{\"status\":\"supported\"}}");
    BOOST_REQUIRE(data);
    BOOST_TEST(data->challenge == "\x01");
    BOOST_TEST(!data->is_cross_origin);
}

BOOST_AUTO_TEST_CASE(read_client_data_refuses_what_is_not_as_it_must_be) {
    const auto with = [](const std::string& more) {
        return "{\"type\":\"t\",\"challenge\":\"AQ\",\"origin\":\"o\"" + more + "}";
    };
    BOOST_TEST(crypto::read_client_data(with("")).has_value());
    BOOST_TEST(!crypto::read_client_data(with(",\"challenge\":\"AQ\"")));
    BOOST_TEST(!crypto::read_client_data(with(",\"crossOrigin\":\"false\"")));
    BOOST_TEST(!crypto::read_client_data(with(",\"a\":\"" + std::string(4096, 'a') + "\"")));
    BOOST_TEST(!crypto::read_client_data(with("") + "x"));
    BOOST_TEST(!crypto::read_client_data("\xEF\xBB\xBF\xEF\xBB\xBF" + with("")));
    for (const auto* json :
         {"", "[]", "null", "{}", R"({"type":"t","challenge":"AQ"})",
          R"({"type":"t","origin":"o"})", R"({"type":1,"challenge":"AQ","origin":"o"})",
          R"({"type":"t","challenge":"AQ==","origin":"o"})",
          R"({"type":"t","challenge":"A+","origin":"o"})",
          R"({"type":"t","challenge":null,"origin":"o"})"})
        BOOST_TEST_CONTEXT(json) BOOST_TEST(!crypto::read_client_data(json));
    BOOST_TEST(crypto::read_client_data(with(",\"topOrigin\":null"))->is_cross_origin);
}

BOOST_AUTO_TEST_SUITE_END()
