// Invitations: whom they are for, how often they work, and what they give.
#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "postern/crypto/digest.hpp"
#include "postern/service/account/invitation_service.hpp"
#include "postern/service/mail/mail_composer.hpp"
#include "support/sample_access.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using service::AcceptRefusal;
using service::InviteError;
using service::ResendOutcome;

namespace {

struct InvitationFixture : ServiceFixture {
    service::InvitationService invitations{
        {stores.invitations(), stores.accounts(), stores.users(), stores.groups()},
        wiring.grants,
        passwords,
        wiring.duties,
        revoker,
        entropy,
        {.mail_enabled = true}};
    service::MailComposer composer{stores.users(),       stores.accounts(), *attempts, entropy, {},
                                   &stores.invitations()};
    User ann = add_user("ann@example.org");

    InvitationFixture() {
        BOOST_REQUIRE(wiring.groups.add("editors", "", admin, now));
        BOOST_REQUIRE(wiring.grants.add_role("writer", "", {}, admin, now));
    }

    Invitation invite(std::string_view email, std::vector<std::string> groups = {},
                      std::vector<std::string> roles = {}) {
        const auto invited = invitations.invite(
            {.email = email, .groups = std::move(groups), .roles = std::move(roles)}, admin, now);
        BOOST_REQUIRE(invited.has_value());
        return *invited;
    }
    std::vector<InviteError> refused(const service::Invite& invite, const Actor& actor) {
        const auto invited = invitations.invite(invite, actor, now);
        return invited ? std::vector<InviteError>{} : invited.error().errors;
    }
    Actor as_ann() { return Actor::signed_in(ann.public_id, "", ""); }

    /// The token in the newest e-mail, as the courier sends it; empty: nobody gets one.
    std::string mailed_token() {
        const auto& [id, stored] = *stores.state().outbox.rbegin();
        const auto ready = composer.prepare({.id = id, .mail = stored.mail, .attempts = 1}, now);
        return ready ? ready->token : std::string{};
    }
    Result<User, AcceptRefusal> accept(std::string_view token) {
        return invitations.accept(
            {.token = token, .display_name = "Eve", .password = kGoodPassword}, client, now);
    }
    std::vector<std::string> groups_of(const User& user) {
        std::vector<std::string> names;
        for (const auto& membership : wiring.groups.groups_of(user.id))
            names.push_back(membership.group);
        return names;
    }
    bool is_audited(AuditEvent event, std::string_view detail) {
        return std::ranges::any_of(stores.state().audit, [&](const auto& stored) {
            return stored.entry.event == event && stored.entry.detail == detail;
        });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(invitation_service_tests, InvitationFixture)

BOOST_AUTO_TEST_CASE(the_link_makes_an_account_with_its_groups_and_roles) {
    const auto invitation = invite("eve@example.org", {"editors"}, {"writer"});
    const std::string token = mailed_token();
    const auto preview = invitations.look_at(token, now);
    BOOST_REQUIRE(preview.has_value());
    BOOST_TEST(!preview->has_account);

    const auto eve = accept(token);
    BOOST_REQUIRE(eve.has_value());
    BOOST_TEST(eve->email.text() == "eve@example.org");
    BOOST_TEST(eve->email_verified_at.has_value());
    BOOST_TEST(!eve->waiting_since.has_value());
    BOOST_TEST((groups_of(*eve) == std::vector<std::string>{"editors"}));
    BOOST_TEST(wiring.grants.grants(holder(*eve), 9).size() == 1u);
    BOOST_TEST(invitations.find(invitation.id)->used_by.value().text() == eve->public_id.text());
    BOOST_TEST(is_audited(AuditEvent::InvitationUsed, invitation.id.text()));
}

BOOST_AUTO_TEST_CASE(it_works_once_and_not_after_its_end) {
    invite("eve@example.org");
    const std::string token = mailed_token();
    BOOST_REQUIRE(accept(token));
    BOOST_TEST((accept(token).error().why == AcceptRefusal::Why::Gone));
    BOOST_TEST(!invitations.look_at(token, now).has_value());

    invite("bob@example.org");
    const std::string late = mailed_token();
    now += 7 * 24h;
    BOOST_TEST(!invitations.look_at(late, now).has_value());
    BOOST_TEST((accept(late).error().why == AcceptRefusal::Why::Gone));
}

BOOST_AUTO_TEST_CASE(what_was_withdrawn_or_sent_again_looks_like_what_was_never_there) {
    const auto invitation = invite("eve@example.org");
    const std::string first = mailed_token();
    BOOST_TEST((invitations.resend(invitation.id, admin, now) == ResendOutcome::Sent));
    const std::string second = mailed_token();
    BOOST_TEST((accept(first).error().why == AcceptRefusal::Why::Gone));
    BOOST_TEST(invitations.look_at(second, now).has_value());
    BOOST_TEST(invitations.withdraw(invitation.id, admin, now));
    for (const std::string& token : {second, std::string(43, 'A'), std::string{"no token"}})
        BOOST_TEST((accept(token).error().why == AcceptRefusal::Why::Gone));
    BOOST_TEST((invitations.resend(invitation.id, admin, now) == ResendOutcome::Gone));
}

BOOST_AUTO_TEST_CASE(an_email_that_is_sent_twice_has_two_links_that_work) {
    invite("eve@example.org");
    const std::string first = mailed_token();
    const std::string second = mailed_token();
    BOOST_TEST(first != second);
    BOOST_TEST(invitations.look_at(first, now).has_value());
    BOOST_TEST(invitations.look_at(second, now).has_value());
}

BOOST_AUTO_TEST_CASE(no_email_goes_out_for_what_was_withdrawn) {
    const auto invitation = invite("eve@example.org");
    BOOST_REQUIRE(invitations.withdraw(invitation.id, admin, now));
    BOOST_TEST(mailed_token().empty());
}

BOOST_AUTO_TEST_CASE(who_has_an_account_gets_the_groups_after_signing_in_and_nobody_else_does) {
    const User bob = add_user("bob@example.org");
    invite("bob@example.org", {"editors"});
    const std::string token = mailed_token();
    BOOST_TEST(invitations.look_at(token, now)->has_account);
    BOOST_TEST((accept(token).error().why == AcceptRefusal::Why::HasAccount));
    const auto by_ann = invitations.accept_as(ann, token, client, now);
    BOOST_TEST((by_ann.error().why == AcceptRefusal::Why::NotYours));
    BOOST_TEST(groups_of(ann).empty());
    BOOST_REQUIRE(invitations.accept_as(bob, token, client, now));
    BOOST_TEST((groups_of(bob) == std::vector<std::string>{"editors"}));
    BOOST_TEST(
        (invitations.accept_as(bob, token, client, now).error().why == AcceptRefusal::Why::Gone));
}

BOOST_AUTO_TEST_CASE(a_group_that_is_gone_is_left_out_and_the_log_says_so) {
    invite("eve@example.org", {"editors"}, {"writer"});
    const std::string token = mailed_token();
    BOOST_REQUIRE(wiring.groups.remove("editors", admin, now));
    const auto eve = accept(token);
    BOOST_REQUIRE(eve.has_value());
    BOOST_TEST(groups_of(*eve).empty());
    BOOST_TEST(wiring.grants.grants(holder(*eve), 9).size() == 1u);
    BOOST_TEST(is_audited(AuditEvent::InvitationUsed, "left out: group editors"));
}

BOOST_AUTO_TEST_CASE(nobody_sends_again_what_they_could_not_send) {
    const auto invitation = invite("eve@example.org", {"editors"}, {"writer"});
    const std::string token = mailed_token();
    BOOST_TEST((invitations.resend(invitation.id, as_ann(), now) == ResendOutcome::NotAllowed));
    // The link that was sent is still good.
    BOOST_TEST(invitations.look_at(token, now).has_value());
}

BOOST_AUTO_TEST_CASE(nobody_gives_what_they_do_not_have) {
    BOOST_TEST((refused({.email = "eve@example.org", .roles = {"admin"}}, as_ann()) ==
                std::vector{InviteError::NotAllowed}));
    BOOST_TEST((refused({.email = "eve@example.org", .groups = {"editors"}}, as_ann()) ==
                std::vector{InviteError::NotAllowed}));
    BOOST_TEST(stores.state().invitations.empty());
}

BOOST_AUTO_TEST_CASE(an_inviter_who_lost_the_right_gives_nothing_any_more) {
    const auto granted =
        wiring.grants.grant(holder(ann), role_named(kAdminRole), std::nullopt, admin, now);
    BOOST_REQUIRE(granted.has_value());
    const User bob = add_user("bob@example.org");
    BOOST_REQUIRE(
        wiring.grants.grant(holder(bob), role_named(kAdminRole), std::nullopt, admin, now));
    BOOST_REQUIRE(invitations.invite(
        {.email = "eve@example.org", .groups = {"editors"}, .roles = {"admin"}}, as_ann(), now));
    const std::string token = mailed_token();
    BOOST_REQUIRE(wiring.grants.revoke(*granted, admin, now));
    const auto eve = accept(token);
    BOOST_REQUIRE(eve.has_value());
    BOOST_TEST(groups_of(*eve).empty());
    BOOST_TEST(wiring.grants.grants(holder(*eve), 9).empty());
    BOOST_TEST(is_audited(AuditEvent::InvitationUsed, "left out: group editors, role admin"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_an_invitation_is_said) {
    BOOST_TEST((
        refused({.email = "no address", .display_name = "two\nlines", .language = "xx"}, admin) ==
        std::vector{InviteError::BadEmail, InviteError::BadDisplayName, InviteError::BadLanguage}));
    BOOST_TEST((refused({.email = "eve@example.org", .groups = {"nobodies"}, .roles = {"no role"}},
                        admin) == std::vector{InviteError::NoSuchGroup, InviteError::NoSuchRole}));
    BOOST_TEST(
        (refused({.email = "ann@example.org"}, admin) == std::vector{InviteError::NothingToGive}));
    invite("eve@example.org");
    BOOST_TEST(
        (refused({.email = "EVE@example.org"}, admin) == std::vector{InviteError::AlreadyInvited}));
}

BOOST_AUTO_TEST_CASE(the_form_is_refused_with_all_that_is_wrong_and_the_link_stays_good) {
    BOOST_REQUIRE(wiring.duties.add_terms("1", {{"en", "Be kind."}}, std::nullopt, admin, now));
    invite("eve@example.org");
    const std::string token = mailed_token();
    const auto bad =
        invitations.accept({.token = token, .display_name = "", .password = "short"}, client, now);
    BOOST_REQUIRE(!bad.has_value());
    BOOST_TEST(
        (bad.error().mistakes.errors == std::vector{service::RegistrationError::BadDisplayName,
                                                    service::RegistrationError::BadPassword}));
    BOOST_TEST((accept(token).error().mistakes.errors ==
                std::vector{service::RegistrationError::TermsNotAccepted}));
    const auto eve = invitations.accept(
        {.token = token, .display_name = "Eve", .password = kGoodPassword, .accepted_terms = "1"},
        client, now);
    BOOST_REQUIRE(eve.has_value());
    BOOST_TEST(wiring.duties.terms_state(eve->id)->accepted_at.has_value());
}

BOOST_AUTO_TEST_CASE(the_list_goes_on_where_it_ended) {
    for (const char* address : {"a@example.org", "b@example.org", "c@example.org"}) invite(address);
    const auto first = invitations.list("", 2);
    BOOST_REQUIRE(first.items.size() == 2u);
    BOOST_TEST(first.items[0].email.text() == "c@example.org");
    const auto rest = invitations.list(first.next, 2);
    BOOST_REQUIRE(rest.items.size() == 1u);
    BOOST_TEST(rest.items[0].email.text() == "a@example.org");
    BOOST_TEST(rest.next.empty());
    BOOST_TEST(!rest.restarted);
    BOOST_TEST(invitations.list("no cursor", 9).restarted);
    BOOST_TEST(invitations.list("no cursor", 9).items.size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
