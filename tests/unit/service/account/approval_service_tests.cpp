// Registrations that wait for approval, and what users are asked for.
#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "postern/service/account/approval_service.hpp"
#include "support/sample_access.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using service::AcceptTermsError;
using service::ApprovalError;
using service::SignInError;

namespace {

struct ApprovalFixture : ServiceFixture {
    service::DutyService duties{stores.terms(),
                                stores.accounts(),
                                revoker,
                                {{.name = "phone",
                                  .kind = ProfileFieldKind::Phone,
                                  .labels = {{"en", "Telephone"}},
                                  .required = true}},
                                "en"};
    service::RegistrationService registrations{
        stores.accounts(),
        passwords,
        requests,
        entropy,
        {.approval = true, .domains = {"example.org", "*.example.net"}}};
    service::RegistrationService asking{stores.accounts(), passwords, requests,
                                        entropy,           {},        &duties};
    service::ApprovalService approvals{
        stores.users(), stores.accounts(), stores.approvals(), revoker, {.mail_enabled = true}};

    User registered(std::string_view email) {
        const auto done = registrations.register_user(
            {.email = email, .display_name = "Eve", .password = kGoodPassword}, client, now);
        BOOST_REQUIRE(done.has_value());
        BOOST_TEST(done->needs_approval);
        return done->user.value();
    }
    std::optional<SignInError> sign_in(std::string_view email, std::string_view password) {
        const auto done = logins.sign_in({email, password}, client, now);
        return done ? std::nullopt : std::optional{done.error().error};
    }
    std::vector<service::RegistrationError> refused(const service::Registration& typed) {
        const auto done = asking.register_user(typed, client, now);
        return done ? std::vector<service::RegistrationError>{} : done.error().errors;
    }
    std::size_t mails(MailKind kind) {
        return static_cast<std::size_t>(std::ranges::count_if(
            stores.state().outbox,
            [&](const auto& entry) { return entry.second.mail.kind == kind; }));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(approval_service_tests, ApprovalFixture)

BOOST_AUTO_TEST_CASE(who_waits_has_no_session_and_learns_why_only_with_the_right_password) {
    const User eve = registered("eve@example.org");
    BOOST_TEST(eve.waiting_since.has_value());
    BOOST_TEST((sign_in("eve@example.org", kGoodPassword) == SignInError::AwaitingApproval));
    BOOST_TEST((sign_in("eve@example.org", "wrong password") == SignInError::BadCredentials));
    BOOST_TEST(stores.state().sessions.empty());
}

BOOST_AUTO_TEST_CASE(who_is_approved_signs_in_and_is_told_once) {
    const User eve = registered("eve@example.org");
    BOOST_REQUIRE(approvals.approve(eve.public_id.text(), admin, now));
    BOOST_TEST(!sign_in("eve@example.org", kGoodPassword).has_value());
    BOOST_TEST(mails(MailKind::AccountApproved) == 1u);
    const auto again = approvals.approve(eve.public_id.text(), admin, now);
    BOOST_TEST((again.error() == ApprovalError::NotWaiting));
    BOOST_TEST(mails(MailKind::AccountApproved) == 1u);
}

BOOST_AUTO_TEST_CASE(who_is_declined_is_deleted_and_gets_the_message) {
    registered("eve@example.org");
    BOOST_REQUIRE(approvals.decline("eve@example.org", "Join the club first.", admin, now));
    BOOST_REQUIRE(mails(MailKind::AccountDeclined) == 1u);
    const NewMail& mail = stores.state().outbox.rbegin()->second.mail;
    BOOST_TEST(mail.details.at("message") == "Join the club first.");
    const auto& entry = stores.state().audit.back().entry;
    BOOST_TEST((entry.event == AuditEvent::UserDeclined));
    BOOST_TEST(entry.detail.find("club") == std::string::npos);
    BOOST_TEST((sign_in("eve@example.org", kGoodPassword) == SignInError::BadCredentials));
}

BOOST_AUTO_TEST_CASE(a_name_is_not_sent_to_an_address_that_may_be_a_strangers) {
    const service::RegistrationService mailing{
        stores.accounts(), passwords, requests, entropy, {.mail_enabled = true, .approval = true}};
    BOOST_REQUIRE(mailing.register_user(
        {.email = "victim@example.org", .display_name = "Buy this", .password = kGoodPassword},
        client, now));
    BOOST_REQUIRE(approvals.decline("victim@example.org", "", admin, now));
    BOOST_TEST(!stores.state().outbox.rbegin()->second.mail.details.contains("name"));
}

BOOST_AUTO_TEST_CASE(nobody_who_does_not_wait_is_declined) {
    add_user("ann@example.org");
    BOOST_TEST((approvals.decline("ann@example.org", "", admin, now).error() ==
                ApprovalError::NotWaiting));
    BOOST_TEST((approvals.decline("nobody@example.org", "", admin, now).error() ==
                ApprovalError::NoSuchUser));
    registered("eve@example.org");
    BOOST_TEST((approvals.decline("eve@example.org", std::string(501, 'a'), admin, now).error() ==
                ApprovalError::BadMessage));
    BOOST_TEST(stores.state().users.size() == 2u);
}

BOOST_AUTO_TEST_CASE(approvers_are_told_once_a_day_and_reminded_after_three) {
    const User ann = add_user("ann@example.org");
    add_user("bob@example.org");
    BOOST_REQUIRE(
        wiring.grants.grant(holder(ann), role_named(kAdminRole), std::nullopt, admin, now));
    BOOST_TEST(approvals.tell_approvers(now) == 0u);
    registered("eve@example.org");
    BOOST_TEST(approvals.tell_approvers(now) == 1u);
    BOOST_TEST(stores.state().outbox.rbegin()->second.mail.details.at("waiting") == "1");
    BOOST_TEST((stores.state().outbox.rbegin()->second.mail.to == ann.email));
    now += 1h;
    registered("zoe@example.org");
    BOOST_TEST(approvals.tell_approvers(now) == 0u);
    now += 24h;
    BOOST_TEST(approvals.tell_approvers(now) == 1u);
    now += 48h;
    BOOST_TEST(approvals.tell_approvers(now) == 0u);
    now += 24h;
    BOOST_TEST(approvals.tell_approvers(now) == 1u);
}

BOOST_AUTO_TEST_CASE(only_addresses_of_the_domains_register) {
    using service::RegistrationError;
    for (const char* address : {"eve@other.example", "eve@sub.example.org", "eve@example.net"}) {
        const auto done = registrations.register_user(
            {.email = address, .display_name = "Eve", .password = kGoodPassword}, client, now);
        BOOST_REQUIRE(!done.has_value());
        BOOST_TEST((done.error().errors == std::vector{RegistrationError::DomainNotAllowed}));
    }
    registered("eve@sub.example.net");
    BOOST_REQUIRE(registrations.add_user(
        {.email = "boss@other.example", .display_name = "B", .password = kGoodPassword}, admin,
        now));
}

BOOST_AUTO_TEST_CASE(who_registers_accepts_the_newest_terms_and_fills_what_is_required) {
    using service::RegistrationError;
    BOOST_REQUIRE(duties.add_terms("1", {{"en", "Old."}}, std::nullopt, admin, now));
    BOOST_REQUIRE(duties.add_terms("2", {{"en", "New."}}, std::nullopt, admin, now));
    service::Registration typed{.email = "eve@example.org",
                                .display_name = "Eve",
                                .password = kGoodPassword,
                                .accepted_terms = "1"};
    BOOST_TEST((refused(typed) ==
                std::vector{RegistrationError::TermsNotAccepted, RegistrationError::BadProfile}));
    typed.accepted_terms = "2";
    typed.profile = {{"phone", "+49 30 901820"}};
    const auto done = asking.register_user(typed, client, now);
    BOOST_REQUIRE(done.has_value());
    BOOST_TEST(duties.profile(done->user->id).at("phone") == "+4930901820");
    BOOST_TEST(!duties.due(*done->user, now).has_value());
}

BOOST_AUTO_TEST_CASE(new_terms_are_due_from_their_day_on_until_they_are_accepted) {
    const User ann = add_user("ann@example.org");
    BOOST_TEST((duties.due(ann, now) == service::Duty::Profile));
    BOOST_REQUIRE(duties.set_profile(ann, {{"phone", "+4930901820"}}, client, now));
    BOOST_REQUIRE(duties.add_terms("1", {{"de", "Nett sein."}}, now + 24h, admin, now));
    BOOST_TEST(!duties.due(ann, now).has_value());
    now += 24h;
    BOOST_TEST((duties.due(ann, now) == service::Duty::Terms));
    BOOST_TEST((duties.accept(ann, "9", client, now).error() == AcceptTermsError::NotCurrent));
    BOOST_TEST(duties.accept(ann, "1", client, now).has_value());
    BOOST_TEST(!duties.due(ann, now).has_value());
    BOOST_TEST(duties.show_terms({}, "fr")->language == "de");
}

BOOST_AUTO_TEST_CASE(only_the_newest_terms_are_accepted_and_only_once) {
    const User ann = add_user("ann@example.org");
    BOOST_TEST((duties.accept(ann, "1", client, now).error() == AcceptTermsError::NoTerms));
    BOOST_REQUIRE(duties.add_terms("1", {{"de", "Nett sein."}}, std::nullopt, admin, now));
    BOOST_REQUIRE(duties.accept(ann, "1", client, now));
    const auto noted = stores.state().audit.size();
    BOOST_REQUIRE(duties.accept(ann, "1", client, now + 1h));
    BOOST_TEST(stores.state().audit.size() == noted);
    BOOST_TEST((duties.terms_state(ann.id)->accepted_at == now));

    BOOST_REQUIRE(duties.add_terms("2", {{"de", "Netter sein."}}, std::nullopt, admin, now + 2h));
    BOOST_TEST((duties.accept(ann, "1", client, now + 2h).error() == AcceptTermsError::NotCurrent));
    BOOST_TEST(!duties.terms_state(ann.id)->accepted_at.has_value());
    BOOST_REQUIRE(wiring.users.delete_now("ann@example.org", admin, now) ==
                  service::DeleteOutcome::Deleted);
    BOOST_TEST((duties.accept(ann, "2", client, now + 3h).error() == AcceptTermsError::UserGone));
}

BOOST_AUTO_TEST_CASE(what_hosts_remember_of_a_user_ends_with_a_change_of_the_fields) {
    const User ann = add_user("ann@example.org");
    const auto revocations = stores.state().revocations.size();
    BOOST_TEST(!duties.set_profile(ann, {{"phone", "call me"}}, client, now));
    BOOST_TEST(revoker.users.empty());
    BOOST_REQUIRE(duties.set_profile(ann, {{"phone", "+4930901820"}}, client, now));
    BOOST_TEST((revoker.users == std::vector{ann.id}));
    BOOST_REQUIRE(stores.state().revocations.size() == revocations + 1);
    BOOST_TEST((stores.state().revocations.back().user_id == ann.id));
}

BOOST_AUTO_TEST_CASE(terms_that_say_nothing_or_have_been_are_refused) {
    using service::TermsError;
    const auto error = [&](std::string_view version, const service::DutyService::Texts& texts,
                           std::optional<TimePoint> by = std::nullopt) {
        const auto added = duties.add_terms(version, texts, by, admin, now);
        return added ? std::nullopt : std::optional{added.error()};
    };
    BOOST_TEST((error("a b", {{"en", "x"}}) == TermsError::BadVersion));
    BOOST_TEST((error("1", {}) == TermsError::NoText));
    BOOST_TEST((error("1", {{"en", " \n "}}) == TermsError::BadText));
    BOOST_TEST((error("1", {{"en", "x"}}, now) == TermsError::BadDate));
    BOOST_TEST(!error("1", {{"en", "x"}}).has_value());
    BOOST_TEST((error("1", {{"en", "y"}}) == TermsError::VersionTaken));
}

BOOST_AUTO_TEST_SUITE_END()
