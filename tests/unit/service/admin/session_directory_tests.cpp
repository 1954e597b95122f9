// The live sessions of everybody, and how an administrator ends them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/admin/session_directory.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;

namespace {

struct SessionDirectoryFixture : ServiceFixture {
    service::SessionDirectory directory{stores.directory(), stores.sessions(), revoker};
    User ann = add_user("ann@example.org");
    User bob = add_user("bob@example.org");

    std::vector<Session> list(const store::SessionQuery& query = {}, std::string_view cursor = "",
                              std::size_t limit = 10) const {
        std::vector<Session> found;
        for (const auto& one : directory.list(query, cursor, limit, now).items)
            found.push_back(one.session);
        return found;
    }
    const AuditEntry& last_entry() { return stores.state().audit.back().entry; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(session_directory_tests, SessionDirectoryFixture)

BOOST_AUTO_TEST_CASE(sessions_come_in_parts_newest_first) {
    for (int n = 0; n < 3; ++n) sign_in("ann@example.org");
    sign_in("bob@example.org");
    const auto first = directory.list({}, "", 3, now);
    BOOST_REQUIRE(first.items.size() == 3u);
    BOOST_TEST((first.items.front().user.id == bob.id));
    const auto rest = directory.list({}, first.next, 3, now);
    BOOST_TEST(rest.items.size() == 1u);
    BOOST_TEST(rest.next.empty());
    BOOST_TEST(!first.restarted);
    BOOST_TEST(!rest.restarted);
    BOOST_TEST(list({}, "no cursor").size() == 4u);
    BOOST_TEST(directory.list({}, "no cursor", 3, now).restarted);
    BOOST_TEST(list({.user = ann.public_id}).size() == 3u);
    BOOST_TEST(list({.address = client.address}).size() == 4u);
    BOOST_TEST(list({.address = "192.0.2.8"}).empty());
}

BOOST_AUTO_TEST_CASE(one_is_ended_at_once_and_the_log_says_whose_and_by_whom) {
    sign_in("ann@example.org");
    sign_in("bob@example.org");
    const auto session = list({.user = ann.public_id}).front();
    revoker.users.clear();
    BOOST_TEST(directory.end(session.public_id, admin, now));
    BOOST_TEST(list({.user = ann.public_id}).empty());
    BOOST_TEST(list().size() == 1u);
    BOOST_REQUIRE(revoker.users.size() == 1u);
    BOOST_TEST((revoker.users.front() == ann.id));
    BOOST_TEST((last_entry().event == AuditEvent::SessionEnded));
    BOOST_TEST((last_entry().user == ann.public_id));
    BOOST_TEST(last_entry().actor == admin.name);
    BOOST_TEST(!stores.state().revocations.empty());
}

BOOST_AUTO_TEST_CASE(one_that_is_gone_is_not_ended_again) {
    sign_in("ann@example.org");
    const auto session = list().front();
    BOOST_TEST(directory.end(session.public_id, admin, now));
    const auto entries = stores.state().audit.size();
    BOOST_TEST(!directory.end(session.public_id, admin, now));
    BOOST_TEST(stores.state().audit.size() == entries);
}

BOOST_AUTO_TEST_CASE(all_of_a_user_end_and_nobody_elses) {
    for (int n = 0; n < 2; ++n) sign_in("ann@example.org");
    sign_in("bob@example.org");
    BOOST_TEST(directory.end_all_of(ann, admin, now) == 2u);
    BOOST_TEST(list().size() == 1u);
    BOOST_TEST((last_entry().user == ann.public_id));
    BOOST_TEST(last_entry().detail == "all");
    BOOST_TEST(directory.end_all_of(ann, admin, now) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
