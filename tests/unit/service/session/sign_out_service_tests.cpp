#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "postern/crypto/token.hpp"
#include "postern/service/session/sign_out_service.hpp"
#include "postern/store/store_error.hpp"
#include "support/service_fixture.hpp"

using namespace postern;

namespace {

struct SignOutFixture : test::ServiceFixture {
    service::SignOutService endings{sessions, stores.audit()};
    User ann = add_user("ann@example.org");
    service::OpenedSession here = sign_in("ann@example.org");
    service::OpenedSession elsewhere = sign_in("ann@example.org");

    bool is_live(const service::OpenedSession& opened) {
        return sessions.find(opened.token.reveal(), now).has_value();
    }
    std::string last_line() {
        const auto latest = stores.audit().find_latest({.user = ann.public_id}, 0, 1);
        if (latest.empty()) return {};
        const auto& entry = latest.front().entry;
        return std::string{to_text(entry.event)} + " " + std::string{to_text(entry.result)} + " " +
               entry.detail;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sign_out_service_tests, SignOutFixture)

BOOST_AUTO_TEST_CASE(sign_out_ends_the_session_and_writes_an_audit_event) {
    endings.sign_out(here.token.reveal(), client, now);
    BOOST_TEST(!is_live(here));
    BOOST_TEST(is_live(elsewhere));
    BOOST_TEST(last_line() == "sign_out ok ");
}

BOOST_AUTO_TEST_CASE(sign_out_without_a_session_writes_no_audit_event) {
    const auto before = stores.state().audit.size();
    endings.sign_out("", client, now);
    endings.sign_out("rubbish", client, now);
    endings.sign_out(std::string(crypto::kTokenLength, 'A'), client, now);
    BOOST_TEST(stores.state().audit.size() == before);
}

BOOST_AUTO_TEST_CASE(end_one_ends_only_the_visitors_own_sessions) {
    const User bob = add_user("bob@example.org");
    const auto his = sign_in("bob@example.org");
    BOOST_TEST(!endings.end_one(here.session, his.session.session.public_id, client, now));
    BOOST_TEST(is_live(his));
    BOOST_TEST(endings.end_one(here.session, elsewhere.session.session.public_id, client, now));
    BOOST_TEST(!is_live(elsewhere));
    BOOST_TEST(last_line() == "session_ended ok one");
    BOOST_TEST(endings.end_one(here.session, here.session.session.public_id, client, now));
    BOOST_TEST(last_line() == "sign_out ok ");
}

BOOST_AUTO_TEST_CASE(end_others_keeps_the_session_in_use_and_end_all_keeps_none) {
    BOOST_TEST(endings.end_others(here.session, client, now) == 1u);
    BOOST_TEST(is_live(here));
    BOOST_TEST(!is_live(elsewhere));
    BOOST_TEST(last_line() == "session_ended ok others");
    endings.end_all(here.session, client, now);
    BOOST_TEST(!is_live(here));
    BOOST_TEST(last_line() == "session_ended ok all");
}

BOOST_AUTO_TEST_CASE(end_any_ends_a_session_and_names_the_administrator) {
    BOOST_TEST(endings.end_any(here.session.session.public_id, admin, now));
    BOOST_TEST(!is_live(here));
    BOOST_TEST(is_live(elsewhere));
    const auto entry = stores.audit().find_latest({}, 0, 1).front().entry;
    BOOST_TEST((entry.event == AuditEvent::SessionEnded));
    BOOST_TEST(entry.actor == "admin:0");
    BOOST_TEST(entry.detail == "one");
    const auto before = stores.state().audit.size();
    BOOST_TEST(!endings.end_any(here.session.session.public_id, admin, now));
    BOOST_TEST(stores.state().audit.size() == before);
}

BOOST_AUTO_TEST_CASE(end_all_of_ends_every_session_of_a_user_and_names_the_administrator) {
    BOOST_TEST(endings.end_all_of(ann, admin, now) == 2u);
    BOOST_TEST(!is_live(here));
    BOOST_TEST(!is_live(elsewhere));
    BOOST_TEST(last_line() == "session_ended ok all");
    BOOST_TEST(stores.state().audit.back().entry.actor == "admin:0");
}

BOOST_AUTO_TEST_CASE(end_everybodys_ends_the_trust_of_users_with_and_without_a_session) {
    const User bob = add_user("bob@example.org");
    auto& devices = stores.sign_ins();
    for (const User& user : {ann, bob}) {
        devices.add_known_device(user.id, test::sample_hash(1), now);
        devices.trust_device(user.id, test::sample_hash(1), now + std::chrono::hours{1});
        BOOST_REQUIRE(devices.is_trusted_device(user.id, test::sample_hash(1), now));
    }
    endings.end_everybodys(admin, now, [](std::size_t) {});
    for (const User& user : {ann, bob}) {
        BOOST_TEST(!devices.is_trusted_device(user.id, test::sample_hash(1), now));
        BOOST_TEST(devices.is_known_device(user.id, test::sample_hash(1)));
    }
}

BOOST_AUTO_TEST_CASE(end_everybodys_writes_an_audit_event_and_ends_all_sessions_in_steps) {
    const User bob = add_user("bob@example.org");
    const auto proof = service::ProofForTests::of_password(now);
    for (int n = 0; n < 150; ++n)
        BOOST_REQUIRE(sessions.open(n % 2 ? ann : bob, proof, false, {}, now));
    std::vector<std::size_t> steps;
    const auto ended = endings.end_everybodys(Actor::command_line(0), now,
                                              [&](std::size_t count) { steps.push_back(count); });
    BOOST_TEST(ended >= 150u);
    BOOST_TEST(steps.size() == 2u);
    BOOST_TEST(steps.back() == ended);
    BOOST_TEST(revoker.everybody == 1);
    BOOST_TEST(sessions.list(ann, now).empty());
    BOOST_TEST(sessions.list(bob, now).empty());
    const auto latest = stores.audit().find_latest({}, 0, 1);
    BOOST_REQUIRE(latest.size() == 1u);
    BOOST_TEST(latest.front().entry.detail == "everybody");
    BOOST_TEST(!latest.front().entry.user.has_value());

    stores.state().works_for = 1;  // the entry can be written, and nothing ended
    BOOST_CHECK_THROW(endings.end_everybodys(Actor::command_line(0), now, [](std::size_t) {}),
                      store::StoreError);
    stores.state().works_for.reset();
    const auto all = stores.audit().find_latest({}, 0, 99);
    BOOST_TEST(std::ranges::count_if(all, [](const StoredAuditEntry& stored) {
                   return stored.entry.detail == "everybody";
               }) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
