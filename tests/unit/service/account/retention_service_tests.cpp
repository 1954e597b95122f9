// What is removed because its time has come.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/account/retention_service.hpp"
#include "support/sample_changes.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct RetentionFixture : ServiceFixture {
    service::RetentionService retention{stores.accounts(),
                                        stores.audit(),
                                        revoker,
                                        {.unverified_ttl = 24h, .audit_retention = 48h}};

    User add_unverified(std::string_view email, unsigned n) {
        auto user = sample_user(email, n);
        user.created_at = now;
        return stores.users().add(user).value();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(retention_service_tests, RetentionFixture)

BOOST_AUTO_TEST_CASE(an_account_that_is_due_goes_with_a_mail_and_a_line_of_audit) {
    const User ann = add_user("ann@example.org");
    add_user("bob@example.org");
    apply(stores.accounts(), service::deletion_scheduled(ann, now + 24h, sample_cause(now)));
    BOOST_TEST(retention.remove_batch(now + 24h - 1s, 100).accounts == 0u);
    BOOST_TEST(retention.remove_batch(now + 24h, 100).accounts == 1u);
    BOOST_TEST(stores.state().users.size() == 1u);
    BOOST_TEST((revoker.users == std::vector{ann.id}));
    const NewMail& mail = stores.state().outbox.rbegin()->second.mail;
    BOOST_TEST((mail.kind == MailKind::AccountDeleted));
    BOOST_TEST(mail.to.text() == "ann@example.org");
    BOOST_TEST(mail.details.at("name") == "Ann");
    const AuditEntry& entry = stores.state().audit.back().entry;
    BOOST_TEST((entry.event == AuditEvent::Deletion));
    BOOST_TEST((entry.user == ann.public_id));
    BOOST_TEST(entry.actor == "system");
    BOOST_TEST(retention.remove_batch(now + 24h, 100).accounts == 0u);
}

BOOST_AUTO_TEST_CASE(an_account_that_nobody_confirmed_goes_only_where_that_is_asked_for) {
    add_unverified("ann@example.org", 1);
    add_user("bob@example.org");
    const service::RetentionService patient{stores.accounts(), stores.audit(), revoker, {}};
    BOOST_TEST(patient.remove_batch(now + 240h, 100).unverified == 0u);
    BOOST_TEST(retention.remove_batch(now + 24h, 100).unverified == 0u);
    BOOST_TEST(retention.remove_batch(now + 24h + 1s, 100).unverified == 1u);
    BOOST_TEST(stores.state().users.size() == 1u);
    const AuditEntry& entry = stores.state().audit.back().entry;
    BOOST_TEST((entry.event == AuditEvent::Deletion));
    BOOST_TEST(entry.actor == "system");
    BOOST_TEST(entry.detail == "never_confirmed");
}

BOOST_AUTO_TEST_CASE(links_that_are_no_longer_good_and_old_lines_go) {
    const User ann = add_user("ann@example.org");
    for (unsigned n = 1; n <= 2; ++n)
        stores.accounts().add_token({.kind = MailTokenKind::ResetPassword,
                                     .user_id = ann.id,
                                     .token_hash = sample_hash(n),
                                     .email = ann.email,
                                     .created_at = now,
                                     .expires_at = now + n * 1h});
    // Not yet: how many were made in the last hour is what limits them.
    BOOST_TEST(retention.remove_batch(now + 2h - 1s, 100).links == 0u);
    const auto removed = retention.remove_batch(now + 2h, 100);
    BOOST_TEST(removed.links == 1u);
    BOOST_TEST(removed.audit == 0u);
    BOOST_TEST(retention.remove_batch(now + 48h + 1s, 100).audit == 1u);  // of the registration
}

BOOST_AUTO_TEST_CASE(a_full_batch_says_that_there_is_more) {
    for (unsigned n = 1; n <= 3; ++n)
        add_unverified("user" + std::to_string(n) + "@example.org", n);
    const auto first = retention.remove_batch(now + 25h, 20);
    BOOST_TEST(first.unverified == 2u);
    BOOST_TEST(first.is_more);
    const auto second = retention.remove_batch(now + 25h, 20);
    BOOST_TEST(second.unverified == 1u);
    BOOST_TEST(!second.is_more);
}

BOOST_AUTO_TEST_SUITE_END()
