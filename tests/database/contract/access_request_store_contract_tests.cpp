// What every AccessRequestStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"
#include "postern/store/access_request_store.hpp"
#include "postern/store/audit_store.hpp"
#include "postern/store/outbox_store.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

AuditEntry entry_of(const User& user, std::string site = "wiki", TimePoint at = kNow) {
    return {.at = at,
            .event = AuditEvent::AccessRequested,
            .user = user.public_id,
            .actor = "user",
            .detail = std::move(site)};
}

/// With a message that is as long as it can be when it is encoded.
NewMail mail_of(const User& user) {
    std::string longest;
    for (int i = 0; i < 500; ++i) longest += "\xF0\x9F\x90\x9D";
    return {.kind = MailKind::AccessRequested,
            .user_id = user.id,
            .to = *EmailAddress::parse("keeper@example.org"),
            .language = {},
            .details = {{"site", longest.substr(0, 400)},
                        {"path", std::string(200, '%')},
                        {"message", longest}},
            .created_at = kNow};
}

template <class Stores>
bool ask(Stores& stores, const User& user, std::string site = "wiki", TimePoint at = kNow) {
    return stores.access_requests().add(user.id, entry_of(user, std::move(site), at), mail_of(user),
                                        at - 24h);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(access_request_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(add_writes_the_email_and_the_audit_entry, S, AllStores) {
    S stores;
    const User ann = *stores.users().add(sample_user("ann@example.org"));
    BOOST_TEST(ask(stores, ann));
    const auto mail = stores.outbox().claim(kNow, 60s);
    BOOST_REQUIRE(mail.has_value());
    BOOST_TEST((mail->mail.kind == MailKind::AccessRequested));
    BOOST_TEST((mail->mail.details == mail_of(ann).details));
    BOOST_TEST((mail->mail.user_id == ann.id));
    const auto entries = stores.audit().find_latest({}, 0, 10);
    BOOST_REQUIRE(entries.size() == 1u);
    BOOST_TEST((entries[0].entry.event == AuditEvent::AccessRequested));
    BOOST_TEST(entries[0].entry.detail == "wiki");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_writes_nothing_after_a_recent_one_of_the_same, S, AllStores) {
    S stores;
    const User ann = *stores.users().add(sample_user("ann@example.org", 1));
    const User bob = *stores.users().add(sample_user("bob@example.org", 2));
    BOOST_TEST(ask(stores, ann));
    BOOST_TEST(!ask(stores, ann));
    BOOST_TEST(!ask(stores, ann, "wiki", kNow + 24h));
    BOOST_TEST(stores.outbox().count().waiting == 1u);
    BOOST_TEST(ask(stores, ann, "app"));
    BOOST_TEST(ask(stores, bob));
    BOOST_TEST(ask(stores, ann, "wiki", kNow + 24h + 1s));
    BOOST_TEST(stores.outbox().count().waiting == 4u);
    BOOST_TEST(stores.audit().find_latest({}, 0, 10).size() == 4u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_takes_no_notice_of_other_entries, S, AllStores) {
    S stores;
    const User ann = *stores.users().add(sample_user("ann@example.org"));
    auto other = entry_of(ann);
    other.result = AuditResult::Refused;
    stores.audit().add(other);
    other = entry_of(ann);
    other.event = AuditEvent::SiteChanged;
    stores.audit().add(other);
    BOOST_TEST(ask(stores, ann));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_writes_nothing_for_a_user_who_is_gone, S, AllStores) {
    S stores;
    User ann = *stores.users().add(sample_user("ann@example.org"));
    ann.id = UserId{static_cast<std::uint64_t>(ann.id) + 1};
    BOOST_TEST(!ask(stores, ann));
    BOOST_TEST(stores.outbox().count().waiting == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
