// Families of tokens: how they begin, rotate and end, and who calls by one.
#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "support/captured_log.hpp"
#include "unit/service/token/token_service_fixture.hpp"

using namespace postern;
using namespace postern::service;
using namespace postern::test;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(token_service_tests, TokenServiceFixture)

// --- grants

BOOST_AUTO_TEST_CASE(grant_beside_gives_tokens_that_prove_what_the_session_proves) {
    const auto tokens = grant();
    BOOST_TEST((tokens.expires_in == 600s));
    BOOST_TEST((tokens.refresh_expires_in == 14 * 24h));
    BOOST_TEST((tokens.scopes == scopes));
    const auto caller = granting.find(tokens.access_token.reveal(), now);
    BOOST_REQUIRE(caller.has_value());
    BOOST_TEST((caller->kind == TokenKind::Access));
    BOOST_TEST((caller->scopes == scopes));
    const auto& [session, user] = caller->visitor;
    BOOST_TEST((user.id == ann.id));
    BOOST_TEST(user.email.text() == "ann@example.org");
    BOOST_TEST((session.public_id == tokens.family));
    BOOST_TEST((session.user_id == ann.id));
    BOOST_TEST((session.authentication == opened.session.session.authentication));
    BOOST_TEST((session.last_seen_at == now));
    BOOST_TEST(is_live(session, user, now));
    BOOST_TEST(sessions.find(opened.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(grant_beside_is_noted_with_the_id_of_the_family) {
    const auto tokens = grant();
    BOOST_REQUIRE(stores.state().audit.size() == 1u);
    BOOST_TEST((last_entry().event == AuditEvent::TokensGranted));
    BOOST_TEST((last_entry().user == ann.public_id));
    BOOST_TEST(last_entry().detail == tokens.family.text());
    BOOST_TEST(last_entry().actor == "user");
    BOOST_TEST(last_entry().address == "192.0.2.7");
}

BOOST_AUTO_TEST_CASE(an_access_token_has_the_claims_of_rfc_9068) {
    const auto tokens = grant();
    const auto header = part_of(tokens.access_token, 0);
    BOOST_TEST(text_of(header, "typ") == "at+jwt");
    BOOST_TEST(text_of(header, "alg") == "ES256");
    BOOST_TEST(text_of(header, "kid").size() == 43u);
    const auto claims = claims_of(tokens);
    BOOST_TEST(text_of(claims, "iss") == kIssuer);
    BOOST_TEST(text_of(claims, "aud") == kIssuer);
    BOOST_TEST(text_of(claims, "sub") == ann.public_id.text());
    BOOST_TEST(text_of(claims, "client_id") == "postern");
    BOOST_TEST(text_of(claims, "scope") == scopes.text());
    BOOST_TEST(text_of(claims, "sid") == tokens.family.text());
    BOOST_TEST(text_of(claims, "jti").size() == 32u);
    BOOST_TEST(text_of(claims, "acr") == "1");
    BOOST_TEST(claims.find("amr")->dump() == "[\"pwd\"]");
    const auto seconds = now.time_since_epoch().count();
    BOOST_TEST(number_of(claims, "iat") == seconds);
    BOOST_TEST(number_of(claims, "exp") == seconds + 600);
    BOOST_TEST(number_of(claims, "auth_time") == seconds);
}

BOOST_AUTO_TEST_CASE(exchange_ends_the_session_that_was_opened_for_it) {
    const auto fresh = sign_in("ann@example.org");
    forget();
    const auto tokens = granting.exchange(fresh, request(), client, now);
    BOOST_REQUIRE(tokens.has_value());
    BOOST_TEST(!sessions.find(fresh.token.reveal(), now).has_value());
    BOOST_TEST(revoker.sessions.size() == 1u);
    BOOST_TEST(is_known(*tokens));
    BOOST_TEST(!family_of(*tokens).session.has_value());
    BOOST_TEST((tokens->refresh_expires_in == 14 * 24h));
}

BOOST_AUTO_TEST_CASE(exchange_grants_nothing_for_a_session_that_has_ended) {
    const auto fresh = sign_in("ann@example.org");
    sessions.end(fresh.token.reveal());
    const auto tokens = granting.exchange(fresh, request(), client, now);
    BOOST_REQUIRE(!tokens.has_value());
    BOOST_TEST((tokens.error() == TokenGrantError::SessionGone));
    BOOST_TEST(granting.list(ann, now).empty());
}

BOOST_AUTO_TEST_CASE(grant_beside_grants_nothing_to_a_session_past_its_end_or_a_disabled_user) {
    auto refused =
        granting.grant_beside(opened.session, request(), client, opened.session.session.expires_at);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == TokenGrantError::SessionGone));
    stores.state().users.at(ann.id).user.disabled = true;  // since the visitor was looked up
    refused = granting.grant_beside(opened.session, request(), client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == TokenGrantError::SessionGone));
}

BOOST_AUTO_TEST_CASE(tokens_beside_a_session_end_with_it) {
    const auto tokens = grant();
    const auto next = refresh(tokens);
    BOOST_REQUIRE(next.has_value());
    sessions.end(opened.token.reveal());
    BOOST_TEST(!is_known(*next));
    BOOST_TEST(is_invalid(refresh(*next)));
}

BOOST_AUTO_TEST_CASE(tokens_beside_a_session_last_no_longer_than_it_does) {
    opened = sign_in("ann@example.org");  // for twelve hours at most
    const auto tokens = grant();
    BOOST_TEST((tokens.refresh_expires_in == 12h));
    BOOST_TEST((family_of(tokens).expires_at == opened.session.session.expires_at));
}

BOOST_AUTO_TEST_CASE(nothing_is_issued_and_nothing_spent_without_a_key_file) {
    KeyChest closed{stores.signing_keys(), nullptr, nullptr, JwsAlgorithm::Es256};
    const TokenService without{used(), closed, nullptr, entropy, revoker, settings};
    BOOST_TEST(!without.is_available());
    const auto fresh = sign_in("ann@example.org");
    const auto refused = without.exchange(fresh, request(), client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == TokenGrantError::Unavailable));
    BOOST_TEST(sessions.find(fresh.token.reveal(), now).has_value());
    const auto tokens = grant();
    const auto refreshed = without.refresh(tokens.refresh_token.reveal(), client, now);
    BOOST_REQUIRE(!refreshed.has_value());
    BOOST_TEST((refreshed.error() == RefreshError::Unavailable));
    BOOST_TEST(!without.find(tokens.access_token.reveal(), now).has_value());
    BOOST_TEST(refresh(tokens).has_value());
}

BOOST_AUTO_TEST_CASE(nothing_is_issued_before_there_is_a_key_that_signs) {
    MemoryStores empty;
    KeyChest no_keys{empty.signing_keys(), &keys, nullptr, JwsAlgorithm::Es256};
    const TokenService early{used(), no_keys, &keys, entropy, revoker, settings};
    const auto refused = early.grant_beside(opened.session, request(), client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == TokenGrantError::Unavailable));
    BOOST_TEST(granting.list(ann, now).empty());
}

BOOST_AUTO_TEST_CASE(tokens_for_one_site_have_its_origin_as_audience_and_open_no_api) {
    auto wanted = request();
    wanted.site = "wiki";
    const auto tokens = exchange(wanted);
    BOOST_TEST(text_of(claims_of(tokens), "aud") == "https://wiki.example.org");
    BOOST_TEST(!is_known(tokens));
    const auto next = refresh(tokens);
    BOOST_REQUIRE(next.has_value());
    BOOST_TEST(text_of(claims_of(*next), "aud") == "https://wiki.example.org");
}

BOOST_AUTO_TEST_CASE(tokens_for_a_site_at_the_address_of_this_server_open_no_api) {
    BOOST_REQUIRE(sites.add("here", kIssuer, SitePolicy::SignedIn, admin, now));
    auto wanted = request();
    wanted.site = "here";
    const auto tokens = exchange(wanted);
    BOOST_TEST(text_of(claims_of(tokens), "aud") == kIssuer);
    BOOST_TEST(!is_known(tokens));
}

BOOST_AUTO_TEST_CASE(tokens_for_a_site_that_was_removed_are_not_refreshed) {
    auto wanted = request();
    wanted.site = "wiki";
    const auto tokens = exchange(wanted);
    BOOST_REQUIRE(sites.remove("wiki", admin, now));
    BOOST_TEST(is_invalid(refresh(tokens)));
}

BOOST_AUTO_TEST_CASE(no_tokens_are_granted_for_a_site_that_there_is_not) {
    auto wanted = request();
    wanted.site = "shop";
    const auto by_site = granting.grant_beside(opened.session, wanted, client, now);
    BOOST_REQUIRE(!by_site.has_value());
    BOOST_TEST((by_site.error() == TokenGrantError::NoSuchSite));
    wanted = request();
    wanted.scopes = *Scopes::parse("site:wiki site:shop");
    const auto by_scope = granting.grant_beside(opened.session, wanted, client, now);
    BOOST_REQUIRE(!by_scope.has_value());
    BOOST_TEST((by_scope.error() == TokenGrantError::NoSuchSite));
    wanted.scopes = *Scopes::parse("site:wiki");
    BOOST_TEST(granting.grant_beside(opened.session, wanted, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(beyond_the_limit_the_oldest_family_ends) {
    const auto oldest = exchange();
    now += 1s;
    const auto second = exchange();
    now += 1s;
    exchange();
    BOOST_TEST(is_known(oldest));
    now += 1s;
    grant();
    BOOST_TEST(!is_known(oldest));
    BOOST_TEST(is_invalid(refresh(oldest)));
    BOOST_TEST(is_known(second));
    BOOST_TEST(granting.list(ann, now).size() == 3u);
    BOOST_TEST(was_told_of_end(oldest.family));
    BOOST_TEST(is_noted(AuditEvent::TokensEnded, oldest.family.text() + " limit"));
}

BOOST_AUTO_TEST_CASE(a_family_has_the_name_that_was_given_or_that_of_the_program) {
    BOOST_TEST(family_of(grant()).name == "Backup");
    auto wanted = request();
    wanted.name = " \t";
    client.user_agent = "curl/8.5.0\x01";
    const auto tokens = granting.grant_beside(opened.session, wanted, client, now);
    BOOST_TEST(family_of(tokens.value()).name == "curl/8.5.0?");
}

BOOST_AUTO_TEST_CASE(list_has_the_families_of_the_user_newest_first) {
    const auto first = exchange();
    now += 1s;
    const auto second = exchange();
    const User eve = add_user("eve@example.org");
    const auto families = granting.list(ann, now);
    BOOST_REQUIRE(families.size() == 2u);
    BOOST_TEST((families[0].public_id == second.family));
    BOOST_TEST((families[1].public_id == first.family));
    BOOST_TEST(granting.list(eve, now).empty());
}

// --- ends

BOOST_AUTO_TEST_CASE(a_family_ends_when_it_is_unused_for_the_idle_time) {
    const auto tokens = exchange();
    now += 14 * 24h - 1s;
    const auto next = refresh(tokens);
    BOOST_REQUIRE(next.has_value());
    now += 14 * 24h;
    BOOST_TEST(is_invalid(refresh(*next)));
}

BOOST_AUTO_TEST_CASE(a_family_ends_at_its_absolute_end_however_often_it_is_used) {
    auto tokens = exchange();
    const TimePoint end = now + 30 * 24h;
    for (; now < end; now += 24h) {
        auto next = refresh(tokens);
        BOOST_REQUIRE(next.has_value());
        tokens = std::move(*next);
    }
    now = end - 60s;
    auto last = refresh(tokens);
    BOOST_REQUIRE(last.has_value());
    BOOST_TEST((last->expires_in == 60s));
    BOOST_TEST((last->refresh_expires_in == 60s));
    now = end;
    BOOST_TEST(is_invalid(refresh(*last)));
    BOOST_TEST(!is_known(*last));
}

BOOST_AUTO_TEST_CASE(a_disabled_user_has_no_tokens) {
    const auto tokens = exchange();
    users.set_disabled("ann@example.org", true, admin, now).value();
    BOOST_TEST(!is_known(tokens));
    BOOST_TEST(is_invalid(refresh(tokens)));
    users.set_disabled("ann@example.org", false, admin, now).value();
    BOOST_TEST(!is_known(tokens));
    BOOST_TEST(is_invalid(refresh(tokens)));
}

BOOST_AUTO_TEST_CASE(signing_out_everywhere_ends_all_families) {
    const auto tokens = exchange();
    sessions.end_all_of(ann.id);
    BOOST_TEST(!is_known(tokens));
    BOOST_TEST(is_invalid(refresh(tokens)));
    BOOST_TEST(granting.list(ann, now).empty());
    BOOST_TEST(is_known(exchange()));
}

// --- revocation

BOOST_AUTO_TEST_CASE(revoke_by_refresh_token_ends_the_family) {
    const auto tokens = exchange();
    BOOST_TEST(granting.revoke(tokens.refresh_token.reveal(), client, now));
    BOOST_TEST(!is_known(tokens));
    BOOST_TEST(is_invalid(refresh(tokens)));
    BOOST_TEST(was_told_of_end(tokens.family));
    BOOST_REQUIRE(stores.state().audit.size() == 1u);
    BOOST_TEST((last_entry().event == AuditEvent::TokensEnded));
    BOOST_TEST(last_entry().detail == tokens.family.text() + " revoked");
}

BOOST_AUTO_TEST_CASE(revoke_by_an_old_refresh_token_ends_the_family_too) {
    const auto first = exchange();
    const auto second = refresh(first);
    BOOST_REQUIRE(second.has_value());
    now += 60s;
    BOOST_TEST(granting.revoke(first.refresh_token.reveal(), client, now));
    BOOST_TEST(is_invalid(refresh(*second)));
    BOOST_TEST(last_entry().detail == first.family.text() + " revoked");
}

BOOST_AUTO_TEST_CASE(revoke_by_access_token_ends_that_token_alone) {
    const auto first = exchange();
    const auto second = refresh(first);
    BOOST_REQUIRE(second.has_value());
    BOOST_TEST(granting.revoke(first.access_token.reveal(), client, now));
    BOOST_TEST(!is_known(first));
    BOOST_TEST(is_known(*second));
    BOOST_TEST(refresh(*second).has_value());
    const auto id = text_of(claims_of(first), "jti");
    BOOST_REQUIRE(revoker.sessions.size() == 1u);
    BOOST_TEST((revoker.sessions.front() == crypto::token_id_digest(id)));
    BOOST_REQUIRE(stores.state().audit.size() == 1u);
    BOOST_TEST((last_entry().event == AuditEvent::AccessTokenDenied));
    BOOST_TEST(last_entry().detail == id);
    // Once is enough.
    BOOST_TEST(granting.revoke(first.access_token.reveal(), client, now));
    BOOST_TEST(stores.state().audit.size() == 1u);
}

BOOST_AUTO_TEST_CASE(revoke_takes_access_tokens_for_a_site_as_well) {
    auto wanted = request();
    wanted.site = "wiki";
    const auto tokens = exchange(wanted);
    BOOST_TEST(granting.revoke(tokens.access_token.reveal(), client, now));
    BOOST_TEST(stores.tokens().is_denied(text_of(claims_of(tokens), "jti")));
}

BOOST_AUTO_TEST_CASE(revoke_changes_nothing_for_what_is_unknown_wrong_or_dead) {
    const auto tokens = exchange();
    const auto forged =
        crypto::make_refresh_token(Secret{std::string(32, 'x')}, tokens.family.text(), 0);
    const auto unknown =
        crypto::make_refresh_token(Secret{std::string(32, 'x')}, sample_id(9).text(), 0);
    std::string tampered{tokens.access_token.reveal()};
    tampered[tampered.size() - 10] = tampered[tampered.size() - 10] == 'A' ? 'B' : 'A';
    for (const std::string_view text :
         {std::string_view{}, std::string_view{"rubbish"}, forged.reveal(), unknown.reveal(),
          std::string_view{tampered}})
        BOOST_TEST(granting.revoke(text, client, now));
    BOOST_TEST(is_known(tokens));
    now += 600s;
    BOOST_TEST(granting.revoke(tokens.access_token.reveal(), client, now));
    BOOST_TEST(stores.state().audit.empty());
    BOOST_TEST(revoker.sessions.empty());
    BOOST_REQUIRE(granting.end_one_of(ann, tokens.family, client, now));
    forget();
    BOOST_TEST(granting.revoke(tokens.refresh_token.reveal(), client, now));
    BOOST_TEST(stores.state().audit.empty());
}

BOOST_AUTO_TEST_CASE(end_one_of_ends_only_the_users_own) {
    const auto tokens = exchange();
    const User eve = add_user("eve@example.org");
    forget();
    BOOST_TEST(!granting.end_one_of(eve, tokens.family, client, now));
    BOOST_TEST(!granting.end_one_of(ann, sample_id(9), client, now));
    BOOST_TEST(is_known(tokens));
    BOOST_TEST(stores.state().audit.empty());
    BOOST_TEST(granting.end_one_of(ann, tokens.family, client, now));
    BOOST_TEST(!is_known(tokens));
    BOOST_TEST(was_told_of_end(tokens.family));
    BOOST_TEST(is_noted(AuditEvent::TokensEnded, tokens.family.text() + " revoked"));
    BOOST_TEST(!granting.end_one_of(ann, tokens.family, client, now));
}

BOOST_AUTO_TEST_CASE(end_any_is_noted_with_the_administrator_and_the_owner) {
    const auto tokens = exchange();
    BOOST_TEST(!granting.end_any(sample_id(9), admin, now));
    BOOST_TEST(granting.end_any(tokens.family, admin, now));
    BOOST_TEST(!is_known(tokens));
    BOOST_TEST(was_told_of_end(tokens.family));
    BOOST_TEST((last_entry().user == ann.public_id));
    BOOST_TEST(last_entry().actor == "admin:0");
    BOOST_TEST(last_entry().detail ==
               tokens.family.text() + " " + std::string{to_text(FamilyEnd::ByAdmin)});
    BOOST_TEST(!granting.end_any(tokens.family, admin, now));
}

// --- who calls

BOOST_AUTO_TEST_CASE(find_refuses_an_access_token_from_its_end_on) {
    const auto tokens = exchange();
    now += 599s;
    BOOST_TEST(is_known(tokens));
    now += 1s;
    BOOST_TEST(!is_known(tokens));
}

BOOST_AUTO_TEST_CASE(find_refuses_any_other_text_without_a_query) {
    const auto tokens = exchange();
    const std::string good{tokens.access_token.reveal()};
    BOOST_REQUIRE(is_known(tokens));  // the keys are read
    const auto calls = stores.state().calls;
    for (std::size_t length = 0; length < good.size(); length += 7)
        BOOST_TEST(!granting.find(good.substr(0, length), now).has_value());
    for (std::size_t at = 0; at < good.size(); at += 11) {
        std::string changed = good;
        changed[at] = changed[at] == 'Q' ? 'R' : 'Q';
        BOOST_TEST(!granting.find(changed, now).has_value());
    }
    BOOST_TEST(!granting.find(good + ".", now).has_value());
    BOOST_TEST(!granting.find(tokens.refresh_token.reveal(), now).has_value());
    BOOST_TEST(
        !granting.find("pst_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf1Yo7hP", now).has_value());
    BOOST_TEST(stores.state().calls == calls);
}

BOOST_AUTO_TEST_CASE(find_refuses_a_token_of_another_server_with_the_same_keys) {
    settings.issuer = "https://other.example.org";
    const TokenService other{used(), chest, &keys, entropy, revoker, settings};
    const auto tokens = exchange();
    BOOST_TEST(!other.find(tokens.access_token.reveal(), now).has_value());
    BOOST_TEST(is_known(tokens));
}

BOOST_AUTO_TEST_CASE(find_refuses_what_a_revoked_key_has_signed) {
    const auto tokens = exchange();
    const auto kid = text_of(part_of(tokens.access_token, 0), "kid");
    BOOST_REQUIRE(key_service.revoke(kid, admin, now).has_value());
    now += KeyChest::kMaxAge;
    BOOST_TEST(!is_known(tokens));
    // The family goes on with the new key.
    const auto next = refresh(tokens);
    BOOST_REQUIRE(next.has_value());
    BOOST_TEST(is_known(*next));
    BOOST_TEST(text_of(part_of(next->access_token, 0), "kid") != kid);
}

BOOST_AUTO_TEST_CASE(no_secret_of_a_token_is_in_the_audit_log_an_email_or_the_log) {
    const CapturedLog log;
    const auto first = exchange();
    const auto second = refresh(first);
    BOOST_REQUIRE(second.has_value());
    granting.revoke(first.access_token.reveal(), client, now);
    now += 31s;
    BOOST_TEST(is_invalid(refresh(first)));
    std::string written = log.text();
    for (const auto& stored : stores.state().audit) written += stored.entry.detail + "\n";
    for (const auto& [id, stored] : stores.state().outbox)
        for (const auto& [name, value] : stored.mail.details) written += value + "\n";
    for (const auto* tokens : {&first, &*second}) {
        const auto refresh_token = tokens->refresh_token.reveal();
        const auto access_token = tokens->access_token.reveal();
        BOOST_TEST(written.find(refresh_token.substr(40)) == std::string::npos);
        BOOST_TEST(written.find(access_token.substr(access_token.size() - 40)) ==
                   std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
