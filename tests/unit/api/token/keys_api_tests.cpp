// The key sets, as sites and services read them.
#define BOOST_TEST_DYN_LINK
#include "unit/api/token/token_fixture.hpp"

using namespace postern;
using namespace postern::test;

namespace {

constexpr const char* kTokenKeys = "/.well-known/jwks.json";
constexpr const char* kAssertionKeys = "/.well-known/postern-assertion-jwks.json";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(keys_api_tests, TokenApiFixture)

BOOST_AUTO_TEST_CASE(a_key_set_has_public_keys_and_may_be_kept_for_ten_minutes) {
    for (const auto* path : {kTokenKeys, kAssertionKeys}) {
        const auto answer = program.send(Method::Get, path);
        BOOST_TEST(answer.status() == Status::Ok);
        BOOST_TEST(answer.header("Content-Type") == "application/json");
        BOOST_TEST(answer.header("Cache-Control") == "public, max-age=600");
        BOOST_TEST(answer.header("Access-Control-Allow-Origin") == "*");
        BOOST_TEST(answer.header("Set-Cookie") == "");
        const auto set = items(body_of(answer), "keys");
        BOOST_REQUIRE(set.size() == 1u);
        BOOST_TEST(text(set[0], "kid").size() == 43u);
        BOOST_TEST(set[0].find("d") == nullptr);
    }
}

BOOST_AUTO_TEST_CASE(tokens_and_assertions_have_keys_of_their_own) {
    const auto kid_at = [&](const char* path) {
        return text(items(body_of(program.send(Method::Get, path)), "keys")[0], "kid");
    };
    BOOST_TEST(kid_at(kTokenKeys) != kid_at(kAssertionKeys));
}

BOOST_AUTO_TEST_CASE(a_reader_that_has_the_present_key_set_is_told_so) {
    const auto etag = std::string{program.send(Method::Get, kTokenKeys).header("ETag")};
    BOOST_REQUIRE(!etag.empty());
    browser.before_sending = [&](http::Request& request) { request.if_none_match = etag; };
    const auto again = browser.get(kTokenKeys);
    BOOST_TEST(again.status() == Status::NotModified);
    BOOST_TEST(again.body() == "");
    BOOST_TEST(again.header("ETag") == etag);
    BOOST_TEST(browser.get(kAssertionKeys).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(without_keys_the_key_set_is_empty) {
    stores.state().signing_keys.clear();
    for (const auto* path : {kTokenKeys, kAssertionKeys})
        BOOST_TEST(program.send(Method::Get, path).body() == R"({"keys":[]})");
}

BOOST_AUTO_TEST_SUITE_END()
