// What makes an account, and what is refused.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/crypto/digest.hpp"
#include "postern/store/store_error.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using service::RegistrationError;
using test::kGoodPassword;

namespace {

bool equal(const service::RegistrationRefusal& a, const std::vector<RegistrationError>& b) {
    return a.errors == b;
}

bool bad_password(const service::RegistrationRefusal& a, service::PasswordProblem problem) {
    return equal(a, {RegistrationError::BadPassword}) && a.password_problems.front() == problem;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(registration_service_tests, test::ServiceFixture)

BOOST_AUTO_TEST_CASE(register_user_adds_a_user_who_can_sign_in) {
    const auto made =
        registration.register_user({"Ann@Example.org", " Ann ", kGoodPassword}, client, now);
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST(made->user->email.text() == "ann@example.org");
    BOOST_TEST(made->user->display_name.text() == "Ann");
    BOOST_TEST(logins.sign_in({"ann@example.org", kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(register_user_reports_all_errors_at_once) {
    const auto refused = registration.register_user({"ann", "", "short"}, client, now);
    BOOST_TEST(
        equal(refused.error(), {RegistrationError::BadEmail, RegistrationError::BadDisplayName,
                                RegistrationError::BadPassword}));
    BOOST_TEST(stores.state().users.empty());
}

BOOST_AUTO_TEST_CASE(register_user_refuses_a_taken_address_in_any_spelling) {
    add_user("ann@example.org");
    const auto refused =
        registration.register_user({"ANN@example.org", "B", kGoodPassword}, client, now);
    BOOST_TEST(equal(refused.error(), {RegistrationError::EmailTaken}));
    BOOST_TEST(stores.state().users.size() == 1u);
}

BOOST_AUTO_TEST_CASE(register_user_counts_characters_and_not_bytes) {
    const std::string fourteen_umlauts =
        "\u00e4\u00f6\u00fc\u00eb\u00ef\u00ff\u00e4"
        "\u00fc\u00f6\u00e4\u00ef\u00eb\u00ff\u00f6";
    BOOST_TEST(bad_password(
        registration.register_user({"a@example.org", "A", fourteen_umlauts}, client, now).error(),
        service::PasswordProblem::TooShort));
    BOOST_TEST(
        registration.register_user({"a@example.org", "A", fourteen_umlauts + "x"}, client, now)
            .has_value());
}

BOOST_AUTO_TEST_CASE(register_user_uses_every_character_of_a_long_password) {
    const std::string base = "correct horse battery" + std::string(234, 'x');
    BOOST_REQUIRE(
        registration.register_user({"a@example.org", "A", base + "1"}, client, now).has_value());
    BOOST_TEST(logins.sign_in({"a@example.org", base + "1"}, client, now).has_value());
    BOOST_TEST(!logins.sign_in({"a@example.org", base + "2"}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(register_user_refuses_a_password_that_is_too_long_or_not_utf8) {
    BOOST_TEST(bad_password(
        registration.register_user({"a@example.org", "A", std::string(257, 'x')}, client, now)
            .error(),
        service::PasswordProblem::TooLong));
    BOOST_TEST(bad_password(
        registration.register_user({"a@example.org", "A", std::string(20, '\xFF')}, client, now)
            .error(),
        service::PasswordProblem::NotUtf8));
}

BOOST_AUTO_TEST_CASE(only_add_first_user_makes_an_administrator_and_only_the_first) {
    const auto administrators = [&] { return stores.grants().count_administrators(); };
    registration.register_user({"a@example.org", "A", kGoodPassword}, client, now).value();
    registration.add_user({"b@example.org", "B", kGoodPassword}, admin, now).value();
    BOOST_TEST(administrators() == 0u);
    const auto first =
        registration.add_first_user({"c@example.org", "C", kGoodPassword}, admin, now).value();
    BOOST_TEST(first.is_administrator);
    BOOST_TEST(first.user.email_verified_at.has_value());
    BOOST_TEST(administrators() == 1u);
    const AuditEntry& last = stores.state().audit.back().entry;
    BOOST_TEST((last.event == AuditEvent::Granted));
    BOOST_TEST((last.user == first.user.public_id));
    BOOST_TEST(last.detail == "role admin");
    BOOST_TEST(last.actor == admin.name);
    const auto second =
        registration.add_first_user({"d@example.org", "D", kGoodPassword}, admin, now).value();
    BOOST_TEST(!second.is_administrator);
    BOOST_TEST(administrators() == 1u);
}

BOOST_AUTO_TEST_CASE(add_first_user_checks_what_was_typed) {
    const auto refused = registration.add_first_user({"nobody", "", "short"}, admin, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST(refused.error().errors.size() == 3u);
    registration.add_first_user({"c@example.org", "C", kGoodPassword}, admin, now).value();
    const auto taken =
        registration.add_first_user({"c@example.org", "C", kGoodPassword}, admin, now);
    BOOST_REQUIRE(!taken.has_value());
    BOOST_TEST((taken.error().errors == std::vector{RegistrationError::EmailTaken}));
}

BOOST_AUTO_TEST_CASE(register_user_refuses_when_registration_is_closed_but_add_user_does_not) {
    const service::RegistrationService closed{
        stores.accounts(), passwords, requests, entropy, {.open = false}};
    BOOST_TEST(
        equal(closed.register_user({"a@example.org", "A", kGoodPassword}, client, now).error(),
              {RegistrationError::Closed}));
    BOOST_TEST(closed.add_user({"a@example.org", "A", kGoodPassword}, admin, now).has_value());
}

BOOST_AUTO_TEST_CASE(register_user_is_busy_and_writes_nothing_when_no_slot_is_free) {
    const auto taken = slots.acquire(std::chrono::milliseconds{0});
    BOOST_TEST(equal(
        registration.register_user({"a@example.org", "A", kGoodPassword}, client, now).error(),
        {RegistrationError::Busy}));
    BOOST_TEST(stores.state().users.empty());
}

BOOST_AUTO_TEST_CASE(register_user_without_email_accepts_the_address_as_verified) {
    const auto made =
        registration.register_user({"ann@example.org", "Ann", kGoodPassword}, client, now);
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST(!made->needs_confirmation);
    BOOST_TEST((made->user->email_verified_at == now));
    BOOST_TEST(stores.state().outbox.empty());
    const AuditEntry& entry = stores.state().audit.back().entry;
    BOOST_TEST((entry.event == AuditEvent::Registration));
    BOOST_TEST((entry.user == made->user->public_id));
    BOOST_TEST(entry.actor == "visitor");
    BOOST_TEST(entry.address == client.address);
}

BOOST_AUTO_TEST_CASE(register_user_sends_the_link_even_when_verification_is_optional) {
    const service::RegistrationService lenient{stores.accounts(),
                                               passwords,
                                               requests,
                                               entropy,
                                               {.mail_enabled = true, .verify_email = false}};
    const auto made = lenient.register_user({"ann@example.org", "Ann", kGoodPassword}, client, now);
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST(!made->needs_confirmation);
    BOOST_TEST(!stores.state().users.begin()->second.user.email_verified_at.has_value());
    BOOST_REQUIRE(stores.state().outbox.size() == 1u);
    BOOST_TEST((stores.state().outbox.begin()->second.mail.kind == MailKind::VerifyEmail));
}

BOOST_AUTO_TEST_CASE(register_user_with_email_gives_the_same_answer_for_a_taken_address) {
    const service::RegistrationService mailing{
        stores.accounts(), passwords, requests, entropy, {.mail_enabled = true}};
    client.language = "de";
    const auto taken = add_user("ann@example.org");
    for (const std::string_view email : {"bob@example.org", "ann@example.org"}) {
        const auto made = mailing.register_user({email, "Somebody", kGoodPassword}, client, now);
        BOOST_REQUIRE(made.has_value());
        BOOST_TEST(made->needs_confirmation);
        BOOST_TEST(!made->user.has_value());
    }
    BOOST_REQUIRE(stores.state().outbox.size() == 2u);
    const NewMail& to_new = stores.state().outbox.begin()->second.mail;
    const NewMail& to_owner = stores.state().outbox.rbegin()->second.mail;
    BOOST_TEST((to_new.kind == MailKind::VerifyEmail));
    BOOST_TEST(to_new.user_id.has_value());
    BOOST_TEST(to_new.language == "de");
    BOOST_TEST((to_owner.kind == MailKind::AlreadyRegistered));
    BOOST_TEST(to_owner.to.text() == "ann@example.org");
    const auto bob = stores.users().find_by_email(*EmailAddress::parse("bob@example.org"));
    BOOST_TEST(!bob->user.email_verified_at.has_value());
    BOOST_TEST(stores.users().find_by_email(taken.email)->user.display_name.text() == "Ann");
}

BOOST_AUTO_TEST_CASE(register_user_is_throttled_by_network_and_counts_only_valid_registrations) {
    for (int i = 0; i < 30; ++i)
        BOOST_TEST(
            equal(registration.register_user({"ann", "A", kGoodPassword}, client, now).error(),
                  {RegistrationError::BadEmail}));
    for (int i = 0; i < 20; ++i) {
        const std::string email = "user" + std::to_string(i) + "@example.org";
        BOOST_TEST(
            registration.register_user({email, "A", kGoodPassword}, client, now).has_value());
    }
    const auto refused =
        registration.register_user({"a@example.org", "A", kGoodPassword}, client, now);
    BOOST_TEST(equal(refused.error(), {RegistrationError::TooMany}));
    BOOST_TEST((refused.error().retry_after > std::chrono::seconds{0}));
    client.address = "198.51.100.7";
    BOOST_TEST(
        registration.register_user({"a@example.org", "A", kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(register_user_counts_no_registration_when_busy_or_failing) {
    const auto registered = [&](const std::string& email) {
        return registration.register_user({email, "A", kGoodPassword}, client, now);
    };
    for (int i = 0; i < 30; ++i) {
        {
            const auto taken = slots.acquire(std::chrono::milliseconds{0});
            BOOST_TEST(equal(registered("a@example.org").error(), {RegistrationError::Busy}));
        }
        hasher.broken = true;
        BOOST_CHECK_THROW((void)registered("a@example.org"), crypto::CryptoError);
        hasher.broken = false;
        stores.state().unavailable = true;
        BOOST_CHECK_THROW((void)registered("a@example.org"), store::StoreError);
        stores.state().unavailable = false;
    }
    for (int i = 0; i < 20; ++i)
        BOOST_TEST(registered("user" + std::to_string(i) + "@example.org").has_value());
    BOOST_TEST(equal(registered("a@example.org").error(), {RegistrationError::TooMany}));
}

BOOST_AUTO_TEST_CASE(register_user_counts_an_address_that_is_taken) {
    add_user("ann@example.org");
    for (int i = 0; i < 20; ++i)
        BOOST_TEST(
            equal(registration.register_user({"ann@example.org", "A", kGoodPassword}, client, now)
                      .error(),
                  {RegistrationError::EmailTaken}));
    BOOST_TEST(equal(
        registration.register_user({"ann@example.org", "A", kGoodPassword}, client, now).error(),
        {RegistrationError::TooMany}));
}

BOOST_AUTO_TEST_CASE(add_user_by_mail_leaves_the_choice_of_a_password_to_the_user) {
    const auto added = registration.add_user_by_mail(
        {.email = "Ann@example.org", .display_name = "Ann", .password = {}}, "de", admin, now);
    BOOST_REQUIRE(added.has_value());
    BOOST_TEST(added->language == "de");
    BOOST_TEST((added->email_verified_at == now));
    const NewMail& mail = stores.state().outbox.begin()->second.mail;
    BOOST_TEST((mail.kind == MailKind::AccountAdded));
    BOOST_TEST((mail.user_id == added->id));
    BOOST_TEST(mail.language == "de");
    BOOST_TEST(stores.state().audit.back().entry.actor == admin.name);
    for (const std::string_view password : {std::string_view{}, kGoodPassword})
        BOOST_TEST(!logins.sign_in({"ann@example.org", password}, client, now).has_value());
    BOOST_TEST(equal(
        registration
            .add_user_by_mail({.email = "ann@example.org", .display_name = "A", .password = {}}, "",
                              admin, now)
            .error(),
        {RegistrationError::EmailTaken}));
    BOOST_TEST(equal(
        registration
            .add_user_by_mail({.email = "ann", .display_name = " ", .password = {}}, "", admin, now)
            .error(),
        {RegistrationError::BadEmail, RegistrationError::BadDisplayName}));
}

BOOST_AUTO_TEST_SUITE_END()
