// What sites are told of profiles: which fields, how often they are read, and when a change
// arrives.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "unit/gate/token_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;

namespace {

/// The wiki and the blog get assertions; the wiki is told the telephone number and the team, and
/// ann@example.org has a number and a birthday.
struct ToldFixture : test::TokenFixture {
    crypto::SigningKey signer = crypto::SigningKey::generate(crypto::SignatureAlgorithm::Es256);
    gate::Gate cached{cookies, memory.for_gate(), told(true)};
    gate::Gate strict{cookies, memory.for_gate(), told(false)};

    ToldFixture() {
        shm::PublishedKeys published;
        published.tokens.push_back({.kid = key.kid(),
                                    .algorithm = static_cast<std::uint8_t>(key.algorithm()),
                                    .der = key.public_key().der(),
                                    .id_key = Secret{id_key.reveal()},
                                    .until = (now + 24h).time_since_epoch().count()});
        published.assertion = {signer.kid(), static_cast<std::uint8_t>(signer.algorithm()),
                               signer.der()};
        memory.keys->publish(published);
        set_tokens("wiki", {.assertion = true});
        set_tokens("blog", {.assertion = true});
        stores.state().profiles[ann.id] = {{"phone", "+4930901820"}, {"birthday", "1990-12-31"}};
        visit("wiki");
    }

    gate::GateSettings told(bool cache) const {
        auto those = settings(cache);
        those.told_fields = {{"wiki", {"phone", "team"}}};
        return those;
    }

    void visit(std::string_view site) { ask_for(site, session_cookie(session)); }

    void set_phone(const std::string& number) {
        stores.state().profiles[ann.id]["phone"] = number;
        memory.generations->revoke_user(static_cast<std::uint64_t>(ann.id));
    }

    /// The payload of the assertion; fails when there is none.
    std::string told_by(gate::Gate& asked) {
        const auto said = answer_of(asked, now);
        constexpr std::string_view kName = "\r\nPostern-Assertion: ";
        const auto at = said.find(kName);
        BOOST_REQUIRE(at != std::string::npos);
        const auto begin = at + kName.size();
        const auto token = crypto::take_apart(said.substr(begin, said.find('\r', begin) - begin));
        BOOST_REQUIRE(token.has_value());
        return token->payload;
    }
    bool tells(gate::Gate& asked, std::string_view part) {
        return told_by(asked).find(part) != std::string::npos;
    }
    std::size_t profiles_read() { return stores.state().checked_profiles; }

    void pass(std::chrono::seconds time) {
        now += time;
        monotonic_ms += std::chrono::milliseconds{time}.count();
        poll();
    }
};

constexpr std::string_view kPhone = R"("profile":{"phone":"+4930901820"})";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(told_profile_tests, ToldFixture)

BOOST_AUTO_TEST_CASE(a_site_is_told_its_fields_in_the_assertion_alone) {
    BOOST_TEST(tells(cached, kPhone));
    BOOST_TEST(!tells(cached, "birthday"));
    BOOST_TEST(answer_of(cached, now).find("4930901820") == std::string::npos);
    BOOST_TEST(tells(strict, kPhone));
}

BOOST_AUTO_TEST_CASE(no_profile_is_read_for_sites_that_are_told_none) {
    visit("blog");
    for (auto* const one : {&cached, &strict}) BOOST_TEST(!tells(*one, "profile"));
    set_tokens("wiki", {});
    visit("wiki");
    (void)answer_of(cached, now);  // learns the site
    const auto read = profiles_read();
    const auto other = sign_in("ann@example.org");
    ask_for("wiki", session_cookie(other));
    BOOST_TEST(answer_of(cached, now).starts_with("Status: 204 "));
    BOOST_TEST(profiles_read() == read);
}

BOOST_AUTO_TEST_CASE(a_profile_is_read_once_and_told_again_from_memory) {
    BOOST_TEST(tells(cached, kPhone));
    const auto calls = stores.state().calls;
    for (int n = 0; n < 3; ++n) {
        pass(61s);
        BOOST_TEST(tells(cached, kPhone));
    }
    BOOST_TEST(profiles_read() == 1u);
    BOOST_TEST(stores.state().calls == calls);
}

BOOST_AUTO_TEST_CASE(a_session_that_is_known_from_another_site_is_asked_about_once_more) {
    visit("blog");
    BOOST_TEST(!tells(cached, "profile"));
    BOOST_TEST(profiles_read() == 0u);
    visit("wiki");
    BOOST_TEST(tells(cached, kPhone));
    BOOST_TEST(tells(cached, kPhone));
    BOOST_TEST(profiles_read() == 1u);
}

BOOST_AUTO_TEST_CASE(a_change_arrives_with_the_next_request) {
    BOOST_TEST(tells(cached, kPhone));
    set_phone("+33199000000");
    BOOST_TEST(tells(cached, R"("profile":{"phone":"+33199000000"})"));
    stores.state().profiles.clear();
    memory.generations->revoke_user(static_cast<std::uint64_t>(ann.id));
    BOOST_TEST(!tells(cached, "profile"));
}

BOOST_AUTO_TEST_CASE(a_change_arrives_also_where_another_worker_has_seen_it_first) {
    gate::Gate other{cookies, memory.for_gate(), told(true)};
    BOOST_TEST(tells(cached, kPhone));
    set_phone("+33199000000");
    BOOST_TEST(tells(other, "+33199000000"));
    BOOST_TEST(tells(cached, "+33199000000"));
}

BOOST_AUTO_TEST_CASE(what_is_changed_while_it_is_read_is_not_kept) {
    gate::Question question;
    BOOST_REQUIRE(!cached.answer_from_memory(parameters, moment(now), question).has_value());
    BOOST_TEST(question.wants_profile);
    store::AccessTokenKey access;
    const auto asked = key_of(question, access);
    const auto rows = checks.find({&asked, 1});
    set_phone("+33199000000");
    BOOST_TEST(cached.answer_from_row(question, rows[0], moment(now)).starts_with("Status: 204 "));
    BOOST_TEST(tells(cached, "+33199000000"));
}

BOOST_AUTO_TEST_CASE(visitors_who_do_not_get_in_are_not_asked_about_again_and_again) {
    demand("wiki", {.level = Level::Two});
    memory.host->sites_generation = stores.state().sites_revision;
    BOOST_TEST(answer_of(cached, now).starts_with("Status: 401 "));
    const auto calls = stores.state().calls;
    BOOST_TEST(answer_of(cached, now).starts_with("Status: 401 "));
    BOOST_TEST(stores.state().calls == calls);
}

BOOST_AUTO_TEST_CASE(while_the_database_is_away_what_is_not_known_is_left_out) {
    BOOST_TEST(tells(cached, kPhone));
    gate::Gate other{cookies, memory.for_gate(), told(true)};
    stores.state().unavailable = true;
    monotonic_ms += 10'000;
    BOOST_TEST(tells(cached, kPhone));
    BOOST_TEST(tells(other, R"("profile_omitted":true)"));
    BOOST_TEST(!tells(other, R"("profile":)"));
    stores.state().unavailable = false;
    poll();
    BOOST_TEST(tells(other, kPhone));
    BOOST_TEST(!tells(other, "profile_omitted"));
}

BOOST_AUTO_TEST_CASE(the_strict_gate_reads_a_profile_once_in_a_minute) {
    for (int n = 0; n < 3; ++n) BOOST_TEST(tells(strict, kPhone));
    BOOST_TEST(profiles_read() == 1u);
    stores.state().profiles[ann.id]["phone"] = "+33199000000";
    pass(59s);
    BOOST_TEST(tells(strict, kPhone));
    pass(1s);
    BOOST_TEST(tells(strict, "+33199000000"));
    BOOST_TEST(profiles_read() == 2u);
}

BOOST_AUTO_TEST_CASE(a_profile_that_could_not_be_read_is_left_out_and_asked_for_again) {
    gate::Question question;
    BOOST_REQUIRE(!cached.answer_from_memory(parameters, moment(now), question).has_value());
    store::AccessTokenKey access;
    const auto asked = key_of(question, access);
    auto rows = checks.find({&asked, 1});
    rows[0].profile.reset();
    BOOST_TEST(cached.answer_from_row(question, rows[0], moment(now)).starts_with("Status: 204 "));
    BOOST_TEST(tells(cached, kPhone));
}

BOOST_AUTO_TEST_CASE(tokens_tell_of_their_own_user) {
    auto token = good_personal();
    token.profile = ProfileValues{{"phone", "+33199000000"}};
    checks.personal.insert_or_assign(digest_of(personal), token);
    ask_with("wiki", "Bearer " + personal);
    for (int n = 0; n < 2; ++n) BOOST_TEST(tells(cached, R"("profile":{"phone":"+33199000000"})"));
    // The cookie decides, and the token is nobody's then.
    ask_with("wiki", "Bearer " + personal, session_cookie(session));
    BOOST_TEST(tells(cached, kPhone));
}

BOOST_AUTO_TEST_CASE(a_token_for_another_site_is_refused_from_memory) {
    auto token = good_personal();
    token.scopes = {};
    token.scopes.add_site("blog");
    checks.personal.insert_or_assign(digest_of(personal), token);
    ask_with("blog", "Bearer " + personal);
    BOOST_TEST(answer_of(cached, now).starts_with("Status: 204 "));
    ask_with("wiki", "Bearer " + personal);
    (void)answer_of(cached, now);  // learns the site
    const auto calls = checks.calls;
    BOOST_TEST(!answer_of(cached, now).starts_with("Status: 204 "));
    BOOST_TEST(checks.calls == calls);
}

BOOST_AUTO_TEST_SUITE_END()
