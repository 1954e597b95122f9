// Refreshing: each refresh token counts once, and a replaced one tells that it was stolen.
#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "postern/store/store_error.hpp"
#include "support/captured_log.hpp"
#include "unit/service/token/token_service_fixture.hpp"

using namespace postern;
using namespace postern::service;
using namespace postern::test;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(token_rotation_tests, TokenServiceFixture)

BOOST_AUTO_TEST_CASE(refresh_gives_the_next_token_and_a_new_access_token) {
    const auto first = exchange();
    now += 60s;
    const auto second = refresh(first);
    BOOST_REQUIRE(second.has_value());
    BOOST_TEST(second->refresh_token.reveal() != first.refresh_token.reveal());
    BOOST_TEST(second->access_token.reveal() != first.access_token.reveal());
    BOOST_TEST((second->family == first.family));
    BOOST_TEST((second->scopes == scopes));
    BOOST_TEST((second->refresh_expires_in == 14 * 24h));
    BOOST_TEST(is_known(*second));
    BOOST_TEST(is_known(first));  // until it expires
    BOOST_TEST(family_of(first).counter == 1u);
    BOOST_TEST((family_of(first).used_at == now));
    // The proof gets no younger.
    BOOST_TEST(number_of(claims_of(*second), "auth_time") ==
               (now - 60s).time_since_epoch().count());
    now += 60s;
    BOOST_TEST(refresh(*second).has_value());
    BOOST_TEST(stores.state().audit.empty());
}

BOOST_AUTO_TEST_CASE(the_direct_predecessor_gets_the_same_successor_for_a_while) {
    const auto first = exchange();
    now += 60s;
    const auto second = refresh(first);
    BOOST_REQUIRE(second.has_value());
    now += 30s;
    const auto again = refresh(first);
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST(again->refresh_token.reveal() == second->refresh_token.reveal());
    BOOST_TEST(again->access_token.reveal() != second->access_token.reveal());
    BOOST_TEST(is_known(*again));
    BOOST_TEST((again->refresh_expires_in == 14 * 24h - 30s));
    BOOST_TEST(family_of(first).counter == 1u);
    BOOST_TEST((family_of(first).used_at == now - 30s));
    BOOST_TEST(refresh(*again).has_value());
    BOOST_TEST(revoker.sessions.empty());
}

BOOST_AUTO_TEST_CASE(a_token_that_was_replaced_a_while_ago_ends_the_family) {
    const auto first = exchange();
    const auto second = refresh(first);
    BOOST_REQUIRE(second.has_value());
    now += 31s;
    const CapturedLog log;
    log.during([&] { BOOST_TEST(is_invalid(refresh(first))); });
    BOOST_TEST(log.has("refresh_token_refused"));
    BOOST_TEST(log.has("reused"));
    BOOST_TEST(is_invalid(refresh(*second)));
    BOOST_TEST(!is_known(*second));
    BOOST_TEST(was_told_of_end(first.family));
}

BOOST_AUTO_TEST_CASE(the_end_by_reuse_is_noted_and_told_to_the_owner) {
    const auto first = exchange();
    BOOST_REQUIRE(refresh(first).has_value());
    now += 31s;
    client.address = "198.51.100.9";
    BOOST_TEST(is_invalid(refresh(first)));
    BOOST_REQUIRE(stores.state().audit.size() == 1u);
    BOOST_TEST((last_entry().event == AuditEvent::TokensEnded));
    BOOST_TEST((last_entry().user == ann.public_id));
    BOOST_TEST(last_entry().actor == "system");
    BOOST_TEST(last_entry().detail == first.family.text() + " reused");
    BOOST_TEST(last_entry().address == "198.51.100.9");
    BOOST_REQUIRE(stores.state().outbox.size() == 1u);
    const NewMail& mail = stores.state().outbox.begin()->second.mail;
    BOOST_TEST((mail.kind == MailKind::TokenReused));
    BOOST_TEST((mail.user_id == ann.id));
    BOOST_TEST(mail.to.text() == "ann@example.org");
    BOOST_TEST(mail.details.at("token") == "Backup");
    BOOST_TEST(mail.details.at("address") == "198.51.100.9");
    // It ends once: later copies find it ended.
    BOOST_TEST(is_invalid(refresh(first)));
    BOOST_TEST(stores.state().audit.size() == 1u);
    BOOST_TEST(stores.state().outbox.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_owner_reads_which_program_it_was_when_it_has_no_name) {
    client.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0";
    const auto first = exchange({.scopes = scopes});
    BOOST_REQUIRE(refresh(first).has_value());
    now += 31s;
    BOOST_TEST(is_invalid(refresh(first)));
    BOOST_REQUIRE(stores.state().outbox.size() == 1u);
    BOOST_TEST(stores.state().outbox.begin()->second.mail.details.at("token") == "Firefox, Linux");
}

BOOST_AUTO_TEST_CASE(no_email_is_written_about_reuse_where_emails_are_off) {
    settings.mail_enabled = false;
    const TokenService mailless{used(), chest, &keys, entropy, revoker, settings};
    const auto first = exchange();
    BOOST_REQUIRE(refresh(first).has_value());
    now += 31s;
    BOOST_TEST(is_invalid(mailless.refresh(first.refresh_token.reveal(), client, now)));
    BOOST_TEST(stores.state().outbox.empty());
    BOOST_TEST(stores.state().audit.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_token_of_two_generations_ago_ends_the_family_at_once) {
    const auto first = exchange();
    const auto second = refresh(first);
    BOOST_REQUIRE(second.has_value());
    const auto third = refresh(*second);
    BOOST_REQUIRE(third.has_value());
    BOOST_TEST(is_invalid(refresh(first)));
    BOOST_TEST(is_invalid(refresh(*third)));
    BOOST_TEST(was_told_of_end(first.family));
}

BOOST_AUTO_TEST_CASE(reuse_ends_no_other_family_and_no_session) {
    const auto first = exchange();
    const auto other = exchange();
    BOOST_REQUIRE(refresh(first).has_value());
    now += 31s;
    BOOST_TEST(is_invalid(refresh(first)));
    BOOST_TEST(refresh(other).has_value());
    BOOST_TEST(sessions.find(opened.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(without_a_grace_a_token_is_good_once_even_within_a_second) {
    settings.refresh_grace = 0s;
    const TokenService strict{used(), chest, &keys, entropy, revoker, settings};
    const auto first = exchange();
    BOOST_REQUIRE(strict.refresh(first.refresh_token.reveal(), client, now).has_value());
    BOOST_TEST(is_invalid(strict.refresh(first.refresh_token.reveal(), client, now)));
    BOOST_TEST(was_told_of_end(first.family));
}

BOOST_AUTO_TEST_CASE(a_token_from_the_future_is_refused_and_ends_nothing) {
    const auto first = exchange();
    const CapturedLog log;
    log.during([&] { BOOST_TEST(is_invalid(refresh(token_with(first, 1).reveal()))); });
    BOOST_TEST(log.has("from_the_future"));
    BOOST_TEST(revoker.sessions.empty());
    BOOST_TEST(stores.state().audit.empty());
    BOOST_TEST(refresh(first).has_value());
}

BOOST_AUTO_TEST_CASE(a_wrong_mac_ends_nothing_whatever_its_counter) {
    const auto first = exchange();
    BOOST_REQUIRE(refresh(first).has_value());
    now += 31s;
    const Secret wrong_seed{std::string(32, 'x')};
    const CapturedLog log;
    for (const std::uint32_t counter : {0U, 1U, 2U}) {
        const auto forged = crypto::make_refresh_token(wrong_seed, first.family.text(), counter);
        log.during([&] { BOOST_TEST(is_invalid(refresh(forged.reveal()))); });
    }
    BOOST_TEST(log.has("wrong_mac"));
    BOOST_TEST(revoker.sessions.empty());
    BOOST_TEST(stores.state().audit.empty());
    BOOST_TEST(refresh(token_with(first, 1).reveal()).has_value());
}

BOOST_AUTO_TEST_CASE(a_token_of_an_unknown_family_is_refused) {
    const auto token =
        crypto::make_refresh_token(Secret{std::string(32, 'x')}, sample_id(9).text(), 0);
    BOOST_TEST(is_invalid(refresh(token.reveal())));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_refresh_token_costs_no_query) {
    const auto tokens = exchange();
    const std::string good{tokens.refresh_token.reveal()};
    std::string typo = good;
    typo.back() = typo.back() == 'A' ? 'B' : 'A';
    const auto calls = stores.state().calls;
    for (const auto& text : {std::string{}, std::string{"rubbish"}, typo, good + "A",
                             good.substr(0, 58), std::string{tokens.access_token.reveal()}})
        BOOST_TEST(is_invalid(refresh(text)));
    BOOST_TEST(stores.state().calls == calls);
}

BOOST_AUTO_TEST_CASE(a_seed_that_cannot_be_opened_here_makes_refreshing_unavailable) {
    const auto tokens = exchange();
    // A host whose key file lacks the key of this family, and which can sign.
    const auto foreign = other_ring();
    const TokenService elsewhere{used(), chest, &foreign, entropy, revoker, settings};
    const auto refused = elsewhere.refresh(tokens.refresh_token.reveal(), client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == RefreshError::Unavailable));
    BOOST_TEST(!elsewhere.revoke(tokens.refresh_token.reveal(), client, now));
    BOOST_TEST(revoker.sessions.empty());
    BOOST_TEST(family_of(tokens).counter == 0u);
    BOOST_TEST(refresh(tokens).has_value());
}

BOOST_AUTO_TEST_CASE(a_database_that_does_not_answer_is_no_refusal) {
    const auto tokens = exchange();
    stores.state().unavailable = true;
    BOOST_CHECK_THROW((void)refresh(tokens), store::StoreError);
    BOOST_CHECK_THROW(is_known(tokens), store::StoreError);
    stores.state().unavailable = false;
    BOOST_TEST(refresh(tokens).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
