// What an administrator does with users.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/service_fixture.hpp"

using namespace postern;
using service::SetPasswordError;

BOOST_FIXTURE_TEST_SUITE(user_service_tests, test::ServiceFixture)

BOOST_AUTO_TEST_CASE(find_takes_an_address_or_an_id) {
    const User ann = add_user("ann@example.org");
    BOOST_TEST(users.find("ANN@example.org").has_value());
    BOOST_TEST(users.find(ann.public_id.text()).has_value());
    BOOST_TEST(!users.find("nobody@example.org").has_value());
    BOOST_TEST(!users.find("").has_value());
}

BOOST_AUTO_TEST_CASE(set_password_replaces_it_and_ends_all_sessions) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    BOOST_REQUIRE(
        users.set_password("ann@example.org", "another long password", admin, now).has_value());
    BOOST_TEST(!sessions.find(opened.token.reveal(), now).has_value());
    BOOST_TEST(!logins.sign_in({"ann@example.org", test::kGoodPassword}, client, now).has_value());
    BOOST_TEST(
        logins.sign_in({"ann@example.org", "another long password"}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(set_password_changes_nothing_when_it_refuses) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    BOOST_TEST((users.set_password("ann@example.org", "short", admin, now).error().error ==
                SetPasswordError::BadPassword));
    BOOST_TEST(
        (users.set_password("bob@example.org", "another long password", admin, now).error().error ==
         SetPasswordError::NoSuchUser));
    BOOST_TEST(sessions.find(opened.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(set_disabled_says_whether_there_was_such_a_user) {
    add_user("ann@example.org");
    BOOST_TEST(users.set_disabled("ann@example.org", true, admin, now));
    BOOST_TEST(users.set_disabled("ann@example.org", true, admin, now));
    BOOST_TEST(!users.set_disabled("bob@example.org", true, admin, now));
}

BOOST_AUTO_TEST_CASE(every_change_leaves_a_line_that_names_the_administrator) {
    const User ann = add_user("ann@example.org");
    BOOST_TEST(users.set_disabled("ann@example.org", true, admin, now));
    BOOST_TEST(users.set_disabled("ann@example.org", false, admin, now));
    BOOST_TEST(
        users.set_password("ann@example.org", "another long password", admin, now).has_value());
    BOOST_TEST(users.verify_email("ann@example.org", admin, now));
    BOOST_TEST(users.ask_for_reset("ann@example.org", admin, now));
    BOOST_TEST(users.schedule_deletion("ann@example.org", admin, now).has_value());
    BOOST_TEST((users.keep("ann@example.org", admin, now) == service::KeepOutcome::Kept));
    BOOST_TEST(users.delete_now("ann@example.org", admin, now));
    using enum AuditEvent;
    const std::vector expected{Registration,      UserDisabled,  UserEnabled, PasswordSet,
                               EmailVerification, PasswordReset, Deletion,    Deletion,
                               Deletion,          Deletion};
    std::vector<AuditEvent> events;
    for (const auto& stored : stores.state().audit) {
        events.push_back(stored.entry.event);
        BOOST_TEST(stored.entry.actor == "admin:0");
        BOOST_TEST((stored.entry.user == ann.public_id));
    }
    BOOST_TEST((events == expected));
}

BOOST_AUTO_TEST_CASE(ask_for_reset_mails_a_link_to_the_user) {
    const User ann = add_user("ann@example.org");
    BOOST_TEST(users.ask_for_reset(ann.public_id.text(), admin, now));
    const NewMail& mail = stores.state().outbox.begin()->second.mail;
    BOOST_TEST((mail.kind == MailKind::ResetPassword));
    BOOST_TEST((mail.user_id == ann.id));
    BOOST_TEST(mail.to.text() == "ann@example.org");
    BOOST_TEST(!users.ask_for_reset("bob@example.org", admin, now));
}

BOOST_AUTO_TEST_CASE(a_deletion_is_scheduled_kept_or_done_at_once) {
    const User ann = add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    BOOST_TEST((users.keep("ann@example.org", admin, now) == service::KeepOutcome::NotScheduled));
    const auto delete_at = users.schedule_deletion("ann@example.org", admin, now);
    BOOST_REQUIRE(delete_at.has_value());
    BOOST_TEST((*delete_at == now + std::chrono::days{7}));
    BOOST_TEST(!sessions.find(opened.token.reveal(), now).has_value());
    BOOST_TEST((users.keep("ann@example.org", admin, now) == service::KeepOutcome::Kept));
    BOOST_TEST(users.delete_now("ann@example.org", admin, now));
    BOOST_TEST(stores.state().users.empty());
    BOOST_TEST((revoker.users == std::vector{ann.id, ann.id}));
    BOOST_TEST((users.keep("ann@example.org", admin, now) == service::KeepOutcome::NoSuchUser));
    BOOST_TEST(!users.delete_now("ann@example.org", admin, now));
    BOOST_TEST(!users.schedule_deletion("ann@example.org", admin, now).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
