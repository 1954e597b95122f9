// What users see of the audit log.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/audit/history_service.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;

namespace {

struct HistoryFixture : ServiceFixture {
    service::HistoryService history{stores.audit()};
    User ann = add_user("ann@example.org");
    User eve = add_user("eve@example.org");

    void note(const User& user, std::string detail, std::string actor = "user") {
        stores.audit().add({.at = now,
                            .event = AuditEvent::ProfileChange,
                            .user = user.public_id,
                            .actor = std::move(actor),
                            .detail = std::move(detail)});
    }

    std::string details(std::uint64_t before, std::size_t limit) const {
        std::string all;
        for (const auto& stored : history.list(ann, before, limit))
            all += stored.entry.detail + ' ';
        return all;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(history_service_tests, HistoryFixture)

BOOST_AUTO_TEST_CASE(list_returns_only_the_users_own_entries_newest_first) {
    note(ann, "first");
    note(eve, "of_eve");
    note(ann, "second");
    stores.audit().add({.at = now, .event = AuditEvent::PasswordReset, .detail = "of_nobody"});
    BOOST_TEST(details(0, 2) == "second first ");
}

BOOST_AUTO_TEST_CASE(list_continues_where_it_ended) {
    for (const auto* detail : {"first", "second", "third"}) note(ann, detail);
    const auto page = history.list(ann, 0, 2);
    BOOST_REQUIRE(page.size() == 2u);
    BOOST_TEST(page[1].entry.detail == "second");
    BOOST_TEST(details(page[1].id, 1) == "first ");
}

BOOST_AUTO_TEST_CASE(list_does_not_name_the_administrator) {
    note(ann, "by_hand", "admin:1000");
    BOOST_TEST(history.list(ann, 0, 1)[0].entry.actor == "admin");
}

BOOST_AUTO_TEST_CASE(list_does_not_give_the_reason_of_the_administrator) {
    note(ann, "scheduled: asked for by telephone", "admin:1000");
    note(ann, "reason: left: for good", "admin:1000");
    BOOST_TEST(history.list(ann, 0, 2)[1].entry.detail == "scheduled");
    BOOST_TEST(history.list(ann, 0, 2)[0].entry.detail == "");
    BOOST_TEST(service::detail_with_reason("", "left: for good") == "reason: left: for good");
    BOOST_TEST(service::detail_with_reason("set", "") == "set");
    BOOST_TEST(service::without_reason("reason") == "reason");
}

BOOST_AUTO_TEST_SUITE_END()
