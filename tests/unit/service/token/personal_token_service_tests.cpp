// Tokens that people make: what each may be, who calls by it, and what ends it.
#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "postern/crypto/token/credential.hpp"
#include "postern/crypto/token/personal_token.hpp"
#include "postern/service/factor/fresh_proof.hpp"
#include "postern/service/token/personal_token_service.hpp"
#include "postern/store/store_error.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::service;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

/// Ann, who is signed in.
struct PersonalTokenFixture : ServiceFixture {
    PersonalTokenSettings settings{
        .default_life = 90 * 24h, .max_life = 366 * 24h, .max_per_user = 3, .mail_enabled = true};
    PersonalTokenService making{stores.personal_tokens(), stores.sites(), entropy, revoker,
                                settings};
    User ann = add_user("ann@example.org");
    OpenedSession opened = sign_in("ann@example.org");

    PersonalTokenFixture() {
        BOOST_REQUIRE(
            sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now));
        forget();
    }

    /// What was told and written until now.
    void forget() {
        stores.state().audit.clear();
        stores.state().outbox.clear();
        revoker = {};
    }

    NewPersonalToken wanted() {
        return {.name = "Backup", .scopes = *Scopes::parse("account:read site:wiki")};
    }
    Result<MadePersonalToken, PersonalTokenError> make(const NewPersonalToken& token) {
        return making.make(opened.session, token, client, now);
    }
    MadePersonalToken make() { return make(wanted()).value(); }
    bool is_refused(const NewPersonalToken& token, PersonalTokenError expected) {
        const auto made = make(token);
        return !made && made.error() == expected;
    }
    bool is_known(const MadePersonalToken& made) {
        return making.find(made.text.reveal(), now).has_value();
    }
    PersonalToken stored(const MadePersonalToken& made) {
        return stores.personal_tokens()
            .find(crypto::personal_token_digest(made.text.reveal()))
            .value()
            .token;
    }
    const AuditEntry& last_entry() { return stores.state().audit.back().entry; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(personal_token_service_tests, PersonalTokenFixture)

// --- make

BOOST_AUTO_TEST_CASE(make_gives_a_token_by_which_its_owner_is_found) {
    const auto made = make();
    BOOST_TEST(crypto::is_personal_token(made.text.reveal()));
    BOOST_TEST(made.token.name == "Backup");
    BOOST_TEST((made.token.expires_at == now + 90 * 24h));
    BOOST_TEST((made.token.level == Level::One));
    BOOST_TEST(made.token.address == "192.0.2.7");
    const auto caller = making.find(made.text.reveal(), now);
    BOOST_REQUIRE(caller.has_value());
    BOOST_TEST((caller->kind == TokenKind::Personal));
    BOOST_TEST((caller->scopes == wanted().scopes));
    const auto& [session, user] = caller->visitor;
    BOOST_TEST((user.id == ann.id));
    BOOST_TEST(user.email.text() == "ann@example.org");
    BOOST_TEST((session.public_id == made.token.public_id));
    BOOST_TEST((session.user_id == ann.id));
    BOOST_TEST((session.last_seen_at == now));
    BOOST_TEST((session.expires_at == made.token.expires_at));
    BOOST_TEST(is_live(session, user, now));
}

BOOST_AUTO_TEST_CASE(make_is_noted_and_told_to_the_owner) {
    const auto made = make();
    BOOST_REQUIRE(stores.state().audit.size() == 1u);
    BOOST_TEST((last_entry().event == AuditEvent::PersonalTokenMade));
    BOOST_TEST((last_entry().user == ann.public_id));
    BOOST_TEST(last_entry().actor == "user");
    BOOST_TEST(last_entry().detail == made.token.public_id.text());
    BOOST_REQUIRE(stores.state().outbox.size() == 1u);
    const NewMail& mail = stores.state().outbox.begin()->second.mail;
    BOOST_TEST((mail.kind == MailKind::PersonalTokenMade));
    BOOST_TEST((mail.user_id == ann.id));
    BOOST_TEST(mail.to.text() == "ann@example.org");
    BOOST_TEST(mail.details.at("token") == "Backup");
    BOOST_TEST(mail.details.at("address") == "192.0.2.7");
    // The token itself is in neither.
    const auto text = made.text.reveal();
    BOOST_TEST(last_entry().detail.find(text.substr(4)) == std::string::npos);
    for (const auto& [name, value] : mail.details)
        BOOST_TEST(value.find(text.substr(4)) == std::string::npos, name);
}

BOOST_AUTO_TEST_CASE(make_writes_no_email_where_emails_are_off) {
    settings.mail_enabled = false;
    const PersonalTokenService mailless{stores.personal_tokens(), stores.sites(), entropy, revoker,
                                        settings};
    BOOST_TEST(mailless.make(opened.session, wanted(), client, now).has_value());
    BOOST_TEST(stores.state().outbox.empty());
    BOOST_TEST(stores.state().audit.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_token_is_never_of_more_than_level_two) {
    opened.session.session.authentication.level = Level::Two;
    BOOST_TEST((make().token.level == Level::Two));
    opened.session.session.authentication.level = Level::PhishingResistant;
    BOOST_TEST((make().token.level == Level::Two));
}

BOOST_AUTO_TEST_CASE(a_token_is_no_fresh_proof_of_anything) {
    const auto weak = make();
    opened.session.session.authentication.level = Level::Two;
    const auto strong = make();
    for (const auto* made : {&weak, &strong}) {
        const auto caller = making.find(made->text.reveal(), now);
        BOOST_REQUIRE(caller.has_value());
        const Session& session = caller->visitor.session;
        BOOST_TEST(!has_fresh_proof(session, {}, now));
        const auto assurance = session.authentication.assurance();
        BOOST_TEST((access::judge(assurance, {.level = made->token.level}, now) ==
                    access::Shortfall::None));
        BOOST_TEST(
            (access::judge(assurance, {.max_age = kMaxMaxAge}, now) == access::Shortfall::Age));
    }
}

BOOST_AUTO_TEST_CASE(make_refuses_a_name_that_is_empty_too_long_or_no_line) {
    auto token = wanted();
    for (const auto* name : {"", " ", "\t\r\n "}) {
        token.name = name;
        BOOST_TEST(is_refused(token, PersonalTokenError::NoName));
    }
    for (const auto& name : {std::string(101, 'x'), std::string{"two\nlines"}, std::string{"\xFF"},
                             std::string{"a\xE2\x80\xAE"
                                         "b"}}) {
        token.name = name;
        BOOST_TEST(is_refused(token, PersonalTokenError::BadName));
    }
    token.name = "  " + std::string(100, 'x') + " ";
    const auto made = make(token);
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST(made->token.name == std::string(100, 'x'));
    BOOST_TEST(stores.state().audit.size() == 1u);
}

BOOST_AUTO_TEST_CASE(make_refuses_scopes_that_are_none_or_name_no_site) {
    auto token = wanted();
    token.scopes = {};
    BOOST_TEST(is_refused(token, PersonalTokenError::NoScopes));
    token.scopes = *Scopes::parse("site:wiki site:shop");
    BOOST_TEST(is_refused(token, PersonalTokenError::NoSuchSite));
    token.scopes = *Scopes::parse("site:*");
    BOOST_TEST(make(token).has_value());
}

BOOST_AUTO_TEST_CASE(make_refuses_an_end_that_is_too_near_or_too_far) {
    auto token = wanted();
    for (const auto end : {now - 1s, now, now + 59s}) {
        token.expires_at = end;
        BOOST_TEST(is_refused(token, PersonalTokenError::EndsTooSoon));
    }
    token.expires_at = now + 366 * 24h + 1s;
    BOOST_TEST(is_refused(token, PersonalTokenError::EndsTooLate));
    for (const auto end : {now + 60s, now + 366 * 24h}) {
        token.expires_at = end;
        const auto made = make(token);
        BOOST_REQUIRE(made.has_value());
        BOOST_TEST((made->token.expires_at == end));
    }
}

BOOST_AUTO_TEST_CASE(the_default_life_is_never_longer_than_the_longest_allowed) {
    settings.max_life = 24h;
    const PersonalTokenService strict{stores.personal_tokens(), stores.sites(), entropy, revoker,
                                      settings};
    const auto made = strict.make(opened.session, wanted(), client, now);
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST((made->token.expires_at == now + 24h));
}

BOOST_AUTO_TEST_CASE(make_refuses_more_tokens_than_the_limit_and_takes_expired_ones_for_none) {
    auto token = wanted();
    token.expires_at = now + 1h;
    for (int i = 0; i < 3; ++i) BOOST_REQUIRE(make(token).has_value());
    forget();
    BOOST_TEST(is_refused(wanted(), PersonalTokenError::TooMany));
    BOOST_TEST(stores.state().audit.empty());
    BOOST_TEST(stores.state().outbox.empty());
    now += 1h;
    BOOST_TEST(make(wanted()).has_value());
}

BOOST_AUTO_TEST_CASE(make_refuses_a_user_who_was_just_disabled) {
    stores.state().users.at(ann.id).user.disabled = true;
    BOOST_TEST(is_refused(wanted(), PersonalTokenError::UserGone));
    BOOST_TEST(stores.state().outbox.empty());
}

// --- find

BOOST_AUTO_TEST_CASE(find_refuses_a_token_from_its_end_on) {
    auto token = wanted();
    token.expires_at = now + 1h;
    const auto made = make(token);
    BOOST_REQUIRE(made.has_value());
    now += 1h - 1s;
    BOOST_TEST(is_known(*made));
    now += 1s;
    BOOST_TEST(!is_known(*made));
    BOOST_TEST(making.list(ann, now).empty());
}

BOOST_AUTO_TEST_CASE(find_refuses_what_cannot_be_a_token_without_a_query) {
    const auto made = make();
    const std::string good{made.text.reveal()};
    std::string typo = good;
    typo[10] = typo[10] == 'A' ? 'B' : 'A';
    const auto calls = stores.state().calls;
    for (const auto& text : {std::string{}, std::string{"pst_"}, typo, good + "0", " " + good,
                             good.substr(0, good.size() - 1)})
        BOOST_TEST(!making.find(text, now).has_value());
    BOOST_TEST(stores.state().calls == calls);
    BOOST_TEST(
        !making.find(crypto::to_personal_token(std::string(32, 'x')).reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(a_token_does_not_pass_while_its_owner_may_not_sign_in) {
    const auto made = make();
    User& user = stores.state().users.at(ann.id).user;
    user.disabled = true;
    BOOST_TEST(!is_known(made));
    user.disabled = false;
    BOOST_TEST(is_known(made));
    user.delete_at = now + 24h;
    BOOST_TEST(!is_known(made));
    user.delete_at.reset();
    BOOST_TEST(is_known(made));
}

BOOST_AUTO_TEST_CASE(signing_out_everywhere_leaves_personal_tokens) {
    const auto made = make();
    sessions.end_all_of(ann.id);
    BOOST_TEST(is_known(made));
}

BOOST_AUTO_TEST_CASE(find_writes_the_last_use_at_most_once_a_minute) {
    const auto made = make();
    BOOST_TEST(!stored(made).last_used_at.has_value());
    const TimePoint first = now;
    BOOST_TEST(is_known(made));
    BOOST_TEST((stored(made).last_used_at == first));
    now += 59s;
    BOOST_TEST(is_known(made));
    BOOST_TEST((stored(made).last_used_at == first));
    now += 1s;
    BOOST_TEST(is_known(made));
    BOOST_TEST((stored(made).last_used_at == now));
}

BOOST_AUTO_TEST_CASE(a_database_that_does_not_answer_is_no_refusal) {
    const auto made = make();
    stores.state().unavailable = true;
    BOOST_CHECK_THROW(is_known(made), store::StoreError);
}

// --- ends

BOOST_AUTO_TEST_CASE(list_has_the_tokens_of_the_user_newest_first) {
    const auto first = make();
    now += 1s;
    const auto second = make();
    const User eve = add_user("eve@example.org");
    const auto tokens = making.list(ann, now);
    BOOST_REQUIRE(tokens.size() == 2u);
    BOOST_TEST((tokens[0].public_id == second.token.public_id));
    BOOST_TEST((tokens[1].public_id == first.token.public_id));
    BOOST_TEST(making.list(eve, now).empty());
}

BOOST_AUTO_TEST_CASE(end_one_of_ends_only_the_users_own) {
    const auto made = make();
    const auto kept = make();
    const User eve = add_user("eve@example.org");
    forget();
    BOOST_TEST(!making.end_one_of(eve, made.token.public_id, client, now));
    BOOST_TEST(!making.end_one_of(ann, sample_id(9), client, now));
    BOOST_TEST(is_known(made));
    BOOST_TEST(stores.state().audit.empty());
    BOOST_TEST(revoker.users.empty());
    BOOST_TEST(making.end_one_of(ann, made.token.public_id, client, now));
    BOOST_TEST(!is_known(made));
    BOOST_TEST(is_known(kept));
    BOOST_REQUIRE(revoker.users.size() == 1u);
    BOOST_TEST((revoker.users.front() == ann.id));
    BOOST_TEST((last_entry().event == AuditEvent::PersonalTokenEnded));
    BOOST_TEST((last_entry().user == ann.public_id));
    BOOST_TEST(last_entry().actor == "user");
    BOOST_TEST(last_entry().detail == made.token.public_id.text());
    BOOST_TEST(!making.end_one_of(ann, made.token.public_id, client, now));
}

BOOST_AUTO_TEST_CASE(end_any_is_noted_with_the_administrator_and_the_owner) {
    const auto made = make();
    forget();
    BOOST_TEST(!making.end_any(sample_id(9), admin, now));
    BOOST_TEST(stores.state().audit.empty());
    BOOST_TEST(making.end_any(made.token.public_id, admin, now));
    BOOST_TEST(!is_known(made));
    BOOST_REQUIRE(revoker.users.size() == 1u);
    BOOST_TEST((revoker.users.front() == ann.id));
    BOOST_REQUIRE(stores.state().audit.size() == 1u);
    BOOST_TEST((last_entry().user == ann.public_id));
    BOOST_TEST(last_entry().actor == "admin:0");
    BOOST_TEST(last_entry().detail == made.token.public_id.text());
}

BOOST_AUTO_TEST_CASE(anybody_who_has_a_token_can_end_it) {
    const auto made = make();
    forget();
    const Client finder{"198.51.100.9", "scanner/1.0"};
    BOOST_TEST(!making.end_by_text("rubbish", finder, now));
    BOOST_TEST(
        !making.end_by_text(crypto::to_personal_token(std::string(32, 'x')).reveal(), finder, now));
    BOOST_TEST(making.end_by_text(made.text.reveal(), finder, now));
    BOOST_TEST(!is_known(made));
    BOOST_REQUIRE(revoker.sessions.size() == 1u);
    BOOST_TEST((revoker.sessions.front() == crypto::personal_token_digest(made.text.reveal())));
    BOOST_REQUIRE(stores.state().audit.size() == 1u);
    BOOST_TEST((last_entry().event == AuditEvent::PersonalTokenEnded));
    BOOST_TEST((last_entry().user == ann.public_id));
    BOOST_TEST(last_entry().actor == "visitor");
    BOOST_TEST(last_entry().address == "198.51.100.9");
    BOOST_TEST(!making.end_by_text(made.text.reveal(), finder, now));
}

BOOST_AUTO_TEST_CASE(a_token_that_has_expired_is_not_ended_again) {
    const auto made = make();
    forget();
    now += 90 * 24h;
    BOOST_TEST(!making.end_by_text(made.text.reveal(), client, now));
    BOOST_TEST(stores.state().audit.empty());
}

BOOST_AUTO_TEST_SUITE_END()
