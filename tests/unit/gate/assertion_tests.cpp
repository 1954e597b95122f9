// The assertion towards a site: what is in it, when it is made anew, and when there is none.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gate/assertion.hpp"
#include "postern/crypto/jws/jws.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/captured_log.hpp"

using namespace postern;
using namespace std::chrono_literals;
using crypto::SignatureAlgorithm;
using crypto::SigningKey;

namespace {

struct AssertionFixture {
    TimePoint now{1'800'000'000s};
    SigningKey key = SigningKey::generate(SignatureAlgorithm::Es256);
    shm::Shared<shm::KeyDirectory> keys;
    gate::AssertionMaker maker{*keys, "https://auth.example.org", 7};
    Site wiki = site("wiki", 1);
    Site blog = site("blog", 2);

    gate::Identity visitor{.user_id = "AAAAAAAAAAAAAAAAAAAAAA",
                           .email = "ann@example.org",
                           .display_name = "Ann",
                           .assurance = {.level = Level::Two, .proven_at = now - 60s}};
    std::string groups = "editors,staff";
    Digest credential{1, 2, 3};
    std::uint64_t stamp = 1;
    std::vector<std::string> fields;
    std::optional<ProfileValues> profile;

    AssertionFixture() { publish(key); }

    static Site site(const std::string& name, std::uint64_t id) {
        return {.id = SiteId{id},
                .name = name,
                .origin = *Origin::parse("https://" + name + ".example.org"),
                .created_at = TimePoint{}};
    }

    void publish(const SigningKey& one) {
        shm::PublishedKeys all;
        all.assertion = {.kid = one.kid(),
                         .algorithm = static_cast<std::uint8_t>(one.algorithm()),
                         .der = one.der()};
        keys->publish(all);
    }

    std::optional<std::string> make(const Site& site) {
        const auto text = maker.make({.visitor = visitor,
                                      .groups = groups,
                                      .session_id = "BBBBBBBBBBBBBBBBBBBBBB",
                                      .credential = credential,
                                      .stamp = stamp,
                                      .fields = fields,
                                      .profile = profile ? &*profile : nullptr},
                                     site, now);
        return text ? std::optional{std::string{*text}} : std::nullopt;
    }
    std::string text() {
        const auto made = make(wiki);
        BOOST_REQUIRE(made);
        return *made;
    }
    /// The payload of what is a good signature of `by`.
    static std::string payload_of(const std::string& text, const SigningKey& by) {
        const auto token = crypto::take_apart(text);
        BOOST_REQUIRE(token.has_value());
        BOOST_TEST(token->algorithm == "ES256");
        BOOST_TEST(token->typ == "jwt");
        BOOST_TEST(token->kid == by.kid());
        BOOST_TEST(by.public_key().verify(token->signing_input, token->signature));
        return token->payload;
    }
    std::string payload() { return payload_of(text(), key); }
    bool says(const std::string& part) { return payload().find(part) != std::string::npos; }
};

std::string jti_of(const std::string& payload) {
    constexpr std::string_view kName = R"("jti":")";
    const auto at = payload.find(kName);
    BOOST_REQUIRE(at != std::string::npos);
    return payload.substr(at + kName.size(), 22);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(assertion_tests, AssertionFixture)

BOOST_AUTO_TEST_CASE(a_site_is_told_who_its_visitor_is) {
    const auto told = payload();
    const auto jti = jti_of(told);
    BOOST_TEST(told == R"({"iss":"https://auth.example.org","aud":"https://wiki.example.org",)"
                       R"("sub":"AAAAAAAAAAAAAAAAAAAAAA","email":"ann@example.org","name":"Ann",)"
                       R"("groups":["editors","staff"],"level":2,"acr":"2","auth_time":1799999940,)"
                       R"("sid":"BBBBBBBBBBBBBBBBBBBBBB","iat":1799999998,"exp":1800000118,)"
                       R"("jti":")" +
                           jti + R"("})");
}

BOOST_AUTO_TEST_CASE(a_site_is_told_the_names_that_there_are) {
    visitor.username = "ann";
    visitor.given_name = "Ann";
    visitor.family_name = "\"Ärmel\"";
    BOOST_TEST(says(R"("name":"Ann","preferred_username":"ann","given_name":"Ann",)"
                    R"("family_name":"\"Ärmel\"","groups":)"));
}

BOOST_AUTO_TEST_CASE(given_and_family_name_give_way_where_all_is_too_long) {
    const std::string long_name(400, 'x'), long_email(254, 'a'), part(512, 'n');
    visitor.display_name = long_name;
    visitor.email = long_email;
    visitor.username = "ann";
    visitor.given_name = part;
    visitor.family_name = part;
    const auto made = text();
    BOOST_TEST(made.size() <= gate::kMaxAssertionBytes);
    const auto told = payload_of(made, key);
    BOOST_TEST(told.find("given_name") == std::string::npos);
    BOOST_TEST(told.find(R"("preferred_username":"ann")") != std::string::npos);
    BOOST_TEST(told.find(R"("groups_omitted":true)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(there_is_no_auth_time_where_nothing_was_proven_in_the_session) {
    visitor.assurance.proven_at.reset();
    BOOST_TEST(!says("auth_time"));
}

BOOST_AUTO_TEST_CASE(there_is_none_before_a_key_is_published) {
    const shm::Shared<shm::KeyDirectory> nothing;
    gate::AssertionMaker without{*nothing, "https://auth.example.org", 7};
    BOOST_TEST(!without
                    .make({.visitor = visitor,
                           .groups = groups,
                           .session_id = {},
                           .credential = credential,
                           .stamp = stamp},
                          wiki, now)
                    .has_value());
}

BOOST_AUTO_TEST_CASE(there_is_none_once_the_key_is_gone) {
    BOOST_TEST(make(wiki).has_value());
    keys->publish({});
    BOOST_TEST(!make(wiki).has_value());
    publish(key);
    BOOST_TEST(make(wiki).has_value());
}

BOOST_AUTO_TEST_CASE(there_is_none_with_a_key_that_is_damaged) {
    shm::PublishedKeys all;
    all.assertion = {.kid = key.kid(),
                     .algorithm = static_cast<std::uint8_t>(SignatureAlgorithm::Es256),
                     .der = Secret{std::string_view{"no key"}}};
    keys->publish(all);
    BOOST_TEST(!make(wiki).has_value());
}

BOOST_AUTO_TEST_CASE(it_is_used_again_while_a_minute_is_left) {
    const auto first = text();
    now += 58s;
    BOOST_TEST(text() == first);
    now += 1s;
    const auto second = text();
    BOOST_TEST(second != first);
    BOOST_TEST(jti_of(payload_of(second, key)) != jti_of(payload_of(first, key)));
    BOOST_TEST(says(R"("exp":1800000177)"));
}

BOOST_AUTO_TEST_CASE(it_is_made_anew_when_the_clock_was_set_back) {
    const auto first = text();
    now -= 1h;
    BOOST_TEST(text() != first);
}

BOOST_AUTO_TEST_CASE(it_is_made_anew_for_what_is_different) {
    auto before = text();
    const auto is_new = [&] {
        const auto after = text();
        return std::exchange(before, after) != after;
    };
    BOOST_TEST(!is_new());
    ++stamp;
    BOOST_TEST(is_new());
    groups = "staff";
    BOOST_TEST(is_new());
    BOOST_TEST(says(R"("groups":["staff"])"));
    visitor.assurance.level = Level::One;
    BOOST_TEST(is_new());
    visitor.assurance.proven_at = now;
    BOOST_TEST(is_new());
    wiki.origin = *Origin::parse("https://docs.example.org");
    BOOST_TEST(is_new());
    BOOST_TEST(says(R"("aud":"https://docs.example.org")"));
    BOOST_TEST(!is_new());
}

BOOST_AUTO_TEST_CASE(each_site_and_each_credential_has_its_own) {
    const auto at_wiki = text();
    const auto at_blog = make(blog);
    BOOST_REQUIRE(at_blog);
    BOOST_TEST(payload_of(*at_blog, key).find(R"("aud":"https://blog.example.org")") !=
               std::string::npos);
    BOOST_TEST(text() == at_wiki);
    credential[0] = 9;
    BOOST_TEST(text() != at_wiki);
    credential[0] = 1;
    BOOST_TEST(text() == at_wiki);
}

BOOST_AUTO_TEST_CASE(a_new_key_signs_from_the_next_one_on) {
    const auto first = text();
    publish(key);  // the same again
    BOOST_TEST(text() == first);
    const auto other = SigningKey::generate(SignatureAlgorithm::Es256);
    publish(other);
    const auto second = text();
    BOOST_TEST(second != first);
    payload_of(second, other);
}

BOOST_AUTO_TEST_CASE(groups_that_make_it_too_long_are_left_out) {
    groups = "a-group-with-a-long-name-0";
    while (text().size() + 64 <= gate::kMaxAssertionBytes)
        groups += ",a-group-with-a-long-name-" + std::to_string(groups.size());
    BOOST_TEST(!says("groups_omitted"));
    groups += "," + std::string(100, 'g');
    BOOST_TEST(text().size() <= gate::kMaxAssertionBytes);
    BOOST_TEST(says(R"("groups":[])"));
    BOOST_TEST(says(R"("groups_omitted":true)"));
}

BOOST_AUTO_TEST_CASE(a_site_is_told_the_fields_that_are_for_it_and_have_a_value) {
    fields = {"phone", "team", "room"};
    profile =
        ProfileValues{{"phone", "+4930901820"}, {"team", "\"Rot\""}, {"birthday", "1990-12-31"}};
    BOOST_TEST(says(R"("acr":"2","profile":{"phone":"+4930901820","team":"\"Rot\""},"auth_time")"));
    BOOST_TEST(!says("birthday"));
    BOOST_TEST(!says("room"));
    BOOST_TEST(!says("profile_omitted"));
}

BOOST_AUTO_TEST_CASE(there_is_no_profile_where_no_field_has_a_value) {
    fields = {"phone"};
    profile = ProfileValues{{"phone", ""}, {"birthday", "1990-12-31"}};
    BOOST_TEST(!says("profile"));
    fields.clear();
    profile = ProfileValues{{"phone", "+4930901820"}};
    ++stamp;
    BOOST_TEST(!says("profile"));
    profile.reset();
    ++stamp;
    BOOST_TEST(!says("profile"));
}

BOOST_AUTO_TEST_CASE(a_profile_that_is_not_known_is_said_to_be_left_out) {
    fields = {"phone"};
    BOOST_TEST(says(R"("profile_omitted":true)"));
    BOOST_TEST(!says(R"("profile":)"));
}

BOOST_AUTO_TEST_CASE(a_profile_that_makes_it_too_long_is_left_out_before_the_groups) {
    const test::CapturedLog log;
    for (int n = 0; n < 10; ++n) fields.push_back("field_" + std::to_string(n));
    profile.emplace();
    for (const auto& field : fields) profile->emplace(field, std::string(200, 'v'));
    for (int n = 0; n < 3; ++n, ++stamp) {
        BOOST_TEST(text().size() <= gate::kMaxAssertionBytes);
        BOOST_TEST(says(R"("profile_omitted":true)"));
        BOOST_TEST(!says(R"("profile":)"));
        BOOST_TEST(says(R"("groups":["editors","staff"])"));
    }
    BOOST_TEST(log.has("gate_profile_too_long"));
}

BOOST_AUTO_TEST_CASE(what_was_used_last_is_kept_among_very_many) {
    const auto first = text();
    for (unsigned i = 0; i < 10'000; ++i) {
        credential =
            Digest{9, static_cast<std::uint8_t>(i & 0xFF), static_cast<std::uint8_t>(i >> 8)};
        make(wiki);
        if (i % 1000 != 0) continue;
        credential = {1, 2, 3};
        BOOST_TEST(text() == first);
    }
    for (unsigned i = 0; i < 5000; ++i) {
        credential =
            Digest{8, static_cast<std::uint8_t>(i & 0xFF), static_cast<std::uint8_t>(i >> 8)};
        make(wiki);
    }
    credential = {1, 2, 3};
    BOOST_TEST(text() != first);
}

BOOST_AUTO_TEST_SUITE_END()
