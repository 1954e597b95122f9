// What a site reads in an assertion.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/crypto/jws/assertion.hpp"
#include "postern/json/json.hpp"

using namespace postern;

namespace {

crypto::AssertionClaims claims() {
    return {.issuer = "https://auth.example.org",
            .audience = "https://wiki.example.org",
            .subject = "AAAAAAAAAAAAAAAAAAAAAA",
            .email = "ann@example.org",
            .name = "Ann",
            .groups = "editors,staff",
            .level = 2,
            .auth_time = 1'800'000'000,
            .session = "BBBBBBBBBBBBBBBBBBBBBB",
            .issued_at = 1'800'000'100,
            .expires_at = 1'800'000'220,
            .id = "CCCCCCCCCCCCCCCCCCCCCC"};
}

std::string groups_in(std::string_view names) {
    auto those = claims();
    those.groups = names;
    const auto payload = json::Json::parse(crypto::to_payload(those));
    BOOST_REQUIRE(payload.has_value());
    return payload->find("groups")->dump();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(assertion_payload_tests)

BOOST_AUTO_TEST_CASE(to_payload_writes_every_claim) {
    BOOST_TEST(crypto::to_payload(claims()) ==
               R"({"iss":"https://auth.example.org","aud":"https://wiki.example.org",)"
               R"("sub":"AAAAAAAAAAAAAAAAAAAAAA","email":"ann@example.org","name":"Ann",)"
               R"("groups":["editors","staff"],"level":2,"acr":"2","auth_time":1800000000,)"
               R"("sid":"BBBBBBBBBBBBBBBBBBBBBB","iat":1800000100,"exp":1800000220,)"
               R"("jti":"CCCCCCCCCCCCCCCCCCCCCC"})");
}

BOOST_AUTO_TEST_CASE(to_payload_leaves_out_what_is_not_known) {
    auto those = claims();
    those.auth_time.reset();
    those.session = {};
    const auto payload = json::Json::parse(crypto::to_payload(those));
    BOOST_REQUIRE(payload.has_value());
    for (const auto* name :
         {"auth_time", "sid", "groups_omitted", "profile", "profile_omitted", "amr"})
        BOOST_TEST(payload->find(name) == nullptr, name);
}

BOOST_AUTO_TEST_CASE(groups_are_always_an_array) {
    BOOST_TEST(groups_in("") == "[]");
    BOOST_TEST(groups_in("staff") == R"(["staff"])");
    BOOST_TEST(groups_in("a,b,c") == R"(["a","b","c"])");
}

BOOST_AUTO_TEST_CASE(to_payload_says_that_groups_were_left_out) {
    auto those = claims();
    those.groups = {};
    those.groups_omitted = true;
    const auto payload = json::Json::parse(crypto::to_payload(those));
    BOOST_REQUIRE(payload.has_value());
    BOOST_REQUIRE(payload->find("groups_omitted") != nullptr);
    BOOST_TEST(payload->find("groups_omitted")->dump() == "true");
    BOOST_TEST(payload->find("groups")->dump() == "[]");
}

BOOST_AUTO_TEST_CASE(the_profile_is_an_object_and_absent_when_it_is_empty) {
    std::map<std::string, std::string, std::less<>> profile;
    auto those = claims();
    those.profile = &profile;
    BOOST_TEST(json::Json::parse(crypto::to_payload(those))->find("profile") == nullptr);
    profile = {{"phone", "+4930901820"}, {"team", R"(a","level":3,"x":")"}};
    const auto payload = json::Json::parse(crypto::to_payload(those));
    BOOST_REQUIRE(payload.has_value());
    BOOST_REQUIRE(payload->find("profile") != nullptr);
    BOOST_TEST(*payload->find("profile")->find("phone")->string() == "+4930901820");
    BOOST_TEST(*payload->find("profile")->find("team")->string() == profile.at("team"));
    BOOST_TEST(payload->find("x") == nullptr);
}

BOOST_AUTO_TEST_CASE(to_payload_says_that_the_profile_was_left_out) {
    auto those = claims();
    those.profile_omitted = true;
    const auto payload = json::Json::parse(crypto::to_payload(those));
    BOOST_REQUIRE(payload.has_value());
    BOOST_TEST(payload->find("profile") == nullptr);
    BOOST_REQUIRE(payload->find("profile_omitted") != nullptr);
    BOOST_TEST(payload->find("profile_omitted")->dump() == "true");
}

BOOST_AUTO_TEST_CASE(no_name_can_add_a_claim) {
    auto those = claims();
    those.name = R"(Ann","level":3,"x":")";
    const auto payload = json::Json::parse(crypto::to_payload(those));
    BOOST_REQUIRE(payload.has_value());
    BOOST_TEST(*payload->find("name")->string() == those.name);
    BOOST_TEST(*payload->find("level")->integer() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
