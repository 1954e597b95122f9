// The e-mails that wait, as administrators see them and send them again.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/admin/outbox_service.hpp"
#include "postern/store/store_error.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;

namespace {

struct OutboxServiceFixture : ServiceFixture {
    service::OutboxService outbox{stores.outbox()};

    OutboxServiceFixture() {
        stores.state().outbox.clear();
        for (int n = 0; n < 3; ++n)
            stores.state().add_mail({.kind = MailKind::PasswordChanged,
                                     .user_id = std::nullopt,
                                     .to = *EmailAddress::parse("ann@example.org"),
                                     .language = "en",
                                     .created_at = now});
    }
    std::uint64_t give_one_up() {
        auto& [id, mail] = *stores.state().outbox.begin();
        mail.failed_at = now;
        return id;
    }
    std::size_t entries() { return stores.state().audit.size(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(outbox_service_tests, OutboxServiceFixture)

BOOST_AUTO_TEST_CASE(the_oldest_come_first_in_parts) {
    const auto first = outbox.list("", 2);
    BOOST_TEST(first.items.size() == 2u);
    const auto rest = outbox.list(first.next, 2);
    BOOST_REQUIRE(rest.items.size() == 1u);
    BOOST_TEST(rest.items.front().id > first.items.back().id);
    BOOST_TEST(rest.next == "");
    BOOST_TEST(!rest.restarted);
    BOOST_TEST(outbox.list("nonsense", 2).restarted);
    BOOST_TEST(outbox.list("nonsense", 2).items.front().id == first.items.front().id);
}

BOOST_AUTO_TEST_CASE(one_that_was_given_up_is_sent_again_and_the_log_says_so) {
    const auto id = give_one_up();
    BOOST_TEST(outbox.count().failed == 1u);
    const auto before = entries();
    BOOST_TEST(outbox.retry(id, admin, now) == 1u);
    BOOST_TEST(outbox.count().failed == 0u);
    BOOST_REQUIRE(entries() == before + 1);
    const AuditEntry& entry = stores.state().audit.back().entry;
    BOOST_TEST((entry.event == AuditEvent::MailRetried));
    BOOST_TEST(entry.actor == admin.name);
    BOOST_TEST(entry.detail == "mail " + std::to_string(id));
}

BOOST_AUTO_TEST_CASE(what_the_log_cannot_keep_is_not_done) {
    give_one_up();
    stores.state().fail_next = 1;
    BOOST_CHECK_THROW(outbox.retry(std::nullopt, admin, now), store::StoreError);
    BOOST_TEST(outbox.count().failed == 1u);
}

BOOST_AUTO_TEST_CASE(where_none_was_given_up_nothing_is_logged) {
    const auto before = entries();
    BOOST_TEST(outbox.retry(std::nullopt, admin, now) == 0u);
    BOOST_TEST(entries() == before);
}

BOOST_AUTO_TEST_SUITE_END()
