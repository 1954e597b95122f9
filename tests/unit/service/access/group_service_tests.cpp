// Groups as administrators change them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/access/group_service.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using service::GroupError;

namespace {

struct GroupFixture : ServiceFixture {
    const service::GroupService& groups = wiring.groups;
    User ann = add_user("ann@example.org");

    const AuditEntry& last_entry() { return stores.state().audit.back().entry; }
    std::size_t entries() { return stores.state().audit.size(); }
};

void check_error(const auto& done, GroupError expected) {
    BOOST_REQUIRE(!done.has_value());
    BOOST_TEST((done.error() == expected));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(group_service_tests, GroupFixture)

BOOST_AUTO_TEST_CASE(every_change_is_audited_with_the_name_of_the_group) {
    const auto check = [&](const auto& done, AuditEvent event, std::string_view detail,
                           bool is_of_ann) {
        BOOST_REQUIRE(done.has_value());
        BOOST_TEST((last_entry().event == event));
        BOOST_TEST(last_entry().detail == detail);
        BOOST_TEST(last_entry().actor == admin.name);
        BOOST_TEST(
            (last_entry().user == (is_of_ann ? std::optional{ann.public_id} : std::nullopt)));
    };
    using enum AuditEvent;
    check(groups.add("staff", "Us", admin, now), GroupAdded, "staff", false);
    check(groups.describe("staff", "", admin, now), GroupChanged, "staff", false);
    check(groups.join("staff", ann, std::nullopt, admin, now), GroupJoined, "group staff", true);
    check(groups.leave("staff", ann, admin, now), GroupLeft, "group staff", true);
    check(groups.remove("staff", admin, now), GroupRemoved, "staff", false);
}

BOOST_AUTO_TEST_CASE(members_are_told_that_they_joined_or_left_and_until_when) {
    groups.add("staff", "", admin, now).value();
    stores.state().outbox.clear();
    const auto last_mail = [&] { return stores.state().outbox.rbegin()->second.mail; };
    groups.join("staff", ann, now + 1h, admin, now).value();
    BOOST_TEST((last_mail().kind == MailKind::AccessChanged));
    BOOST_TEST((last_mail().user_id == ann.id));
    BOOST_TEST((last_mail().to == ann.email));
    BOOST_TEST((last_mail().details ==
                MailDetails{{"group_joined", "staff"}, {"until", to_rfc3339(now + 1h)}}));
    groups.leave("staff", ann, admin, now).value();
    BOOST_TEST((last_mail().details == MailDetails{{"group_left", "staff"}}));
    BOOST_TEST(stores.state().outbox.size() == 2u);
}

BOOST_AUTO_TEST_CASE(nobody_is_told_of_what_changes_nothing_or_is_refused) {
    groups.add("staff", "", admin, now).value();
    groups.join("staff", ann, std::nullopt, admin, now).value();
    stores.state().outbox.clear();
    groups.join("staff", ann, std::nullopt, admin, now).value();
    check_error(groups.join("none", ann, std::nullopt, admin, now), GroupError::NoSuchGroup);
    groups.remove("staff", admin, now).value();
    BOOST_TEST(stores.state().outbox.empty());
}

BOOST_AUTO_TEST_CASE(what_hosts_know_is_dropped_and_no_session_ends) {
    const auto opened = sign_in("ann@example.org");
    groups.add("staff", "", admin, now).value();
    BOOST_TEST(revoker.users.empty());
    groups.join("staff", ann, std::nullopt, admin, now).value();
    groups.leave("staff", ann, admin, now).value();
    BOOST_TEST((revoker.users == std::vector{ann.id, ann.id}));
    BOOST_TEST(revoker.everybody == 0);
    groups.remove("staff", admin, now).value();
    BOOST_TEST(revoker.everybody == 1);
    BOOST_TEST(sessions.find(opened.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(names_descriptions_and_expiries_are_checked) {
    const auto before = entries();
    for (const char* name : {"", "Staff", "a,b", "-a", "a b", "ä"})
        check_error(groups.add(name, "", admin, now), GroupError::BadName);
    check_error(groups.add("staff", "two\nlines", admin, now), GroupError::BadDescription);
    check_error(groups.add("staff", std::string(201, 'x'), admin, now), GroupError::BadDescription);
    BOOST_TEST(entries() == before);
    groups.add("staff", "", admin, now).value();
    check_error(groups.describe("staff", "two\nlines", admin, now), GroupError::BadDescription);
    for (const TimePoint expiry : {now, now - 1s, now + 24h * 366 * 9000})
        check_error(groups.join("staff", ann, expiry, admin, now), GroupError::BadExpiry);
    BOOST_TEST(groups.join("staff", ann, now + 1s, admin, now).has_value());
}

BOOST_AUTO_TEST_CASE(each_refusal_of_the_store_has_its_own_error) {
    groups.add("staff", "", admin, now).value();
    const auto before = entries();
    const auto told = revoker.users.size();
    check_error(groups.add("staff", "", admin, now), GroupError::NameTaken);
    check_error(groups.describe("none", "", admin, now), GroupError::NoSuchGroup);
    check_error(groups.remove("none", admin, now), GroupError::NoSuchGroup);
    check_error(groups.leave("staff", ann, admin, now), GroupError::NotMember);
    check_error(groups.join("none", ann, std::nullopt, admin, now), GroupError::NoSuchGroup);
    User nobody = ann;
    nobody.id = UserId{4711};
    check_error(groups.join("staff", nobody, std::nullopt, admin, now), GroupError::NoSuchUser);
    BOOST_TEST(entries() == before);
    BOOST_TEST(revoker.users.size() == told);
    BOOST_TEST(revoker.everybody == 0);
}

BOOST_AUTO_TEST_SUITE_END()
