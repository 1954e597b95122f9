// What every OutboxStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <future>
#include <latch>
#include <set>

#include "database/store_types.hpp"
#include "postern/store/store_error.hpp"
#include "store/mysql/log/outbox_rows.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::mysql::Connection;
using store::mysql::MysqlDatabase;
using store::mysql::Transaction;

namespace {

constexpr auto kLease = 90s;

NewMail sample_mail(std::string_view to, TimePoint at = kNow) {
    return {.kind = MailKind::NewSignIn,
            .user_id = std::nullopt,
            .to = *EmailAddress::parse(to),
            .language = "de",
            .details = {{"device", "Firefox & Söhne = 100 %"}, {"time", "2026"}},
            .created_at = at};
}

void add(MemoryStores& stores, const NewMail& mail) { stores.state().add_mail(mail); }

void add(MysqlStores&, const NewMail& mail) {
    Connection connection{socket_settings(), 0};
    connection.transaction([&](Transaction& transaction) {
        store::mysql::add_mail(connection, mail);
        transaction.commit();
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(outbox_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(claim_returns_an_email_as_written, S, AllStores) {
    S stores;
    const User ann = *stores.users().add(sample_user("ann@example.org"));
    auto written = sample_mail("ann@example.org");
    written.user_id = ann.id;
    add(stores, written);
    const auto claimed = stores.outbox().claim(kNow, kLease);
    BOOST_REQUIRE(claimed.has_value());
    BOOST_TEST((claimed->mail.kind == written.kind));
    BOOST_TEST((claimed->mail.user_id == written.user_id));
    BOOST_TEST(claimed->mail.to.text() == written.to.text());
    BOOST_TEST(claimed->mail.language == written.language);
    BOOST_TEST((claimed->mail.details == written.details));
    BOOST_TEST((claimed->mail.created_at == written.created_at));
    BOOST_TEST(claimed->attempts == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_email_to_an_address_alone_has_no_user, S, AllStores) {
    S stores;
    auto written = sample_mail("ann@example.org");
    written.details.clear();
    written.language.clear();
    add(stores, written);
    const auto claimed = stores.outbox().claim(kNow, kLease).value();
    BOOST_TEST(!claimed.mail.user_id.has_value());
    BOOST_TEST(claimed.mail.details.empty());
    BOOST_TEST(claimed.mail.language.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(claim_returns_nothing_from_an_empty_outbox, S, AllStores) {
    S stores;
    BOOST_TEST(!stores.outbox().claim(kNow, kLease).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(claim_returns_the_longest_due_email_first, S, AllStores) {
    S stores;
    add(stores, sample_mail("second@example.org", kNow - 1s));
    add(stores, sample_mail("first@example.org", kNow - 2s));
    add(stores, sample_mail("third@example.org", kNow));
    add(stores, sample_mail("later@example.org", kNow + 1s));
    for (const char* name : {"first", "second", "third"})
        BOOST_TEST(stores.outbox().claim(kNow, kLease).value().mail.to.text() ==
                   std::string{name} + "@example.org");
    BOOST_TEST(!stores.outbox().claim(kNow, kLease).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_claimed_email_can_be_claimed_again_when_its_lease_expires, S,
                              AllStores) {
    S stores;
    add(stores, sample_mail("ann@example.org"));
    const auto first = stores.outbox().claim(kNow, kLease).value();
    BOOST_TEST(!stores.outbox().claim(kNow + kLease - 1s, kLease).has_value());
    const auto second = stores.outbox().claim(kNow + kLease, kLease);
    BOOST_REQUIRE(second.has_value());
    BOOST_TEST(second->id == first.id);
    BOOST_TEST(second->attempts == 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_removed_email_never_comes_back, S, AllStores) {
    S stores;
    add(stores, sample_mail("ann@example.org"));
    const auto id = stores.outbox().claim(kNow, kLease).value().id;
    stores.outbox().remove(id);
    stores.outbox().remove(id);  // gone already, and no error
    BOOST_TEST(!stores.outbox().claim(kNow + 1h, kLease).has_value());
    BOOST_TEST(stores.outbox().count().waiting == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_postponed_email_is_due_at_its_time, S, AllStores) {
    S stores;
    add(stores, sample_mail("ann@example.org"));
    const auto mail = stores.outbox().claim(kNow, kLease).value();
    stores.outbox().set_next_attempt(mail, kNow + 10s, "421 busy");
    BOOST_TEST(!stores.outbox().claim(kNow + 9s, kLease).has_value());
    BOOST_TEST(stores.outbox().find_page(0, 10).at(0).last_error == "421 busy");
    BOOST_TEST(stores.outbox().claim(kNow + 10s, kLease).value().attempts == 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_failed_email_is_not_claimed_but_listed, S, AllStores) {
    S stores;
    add(stores, sample_mail("ann@example.org"));
    const auto mail = stores.outbox().claim(kNow, kLease).value();
    stores.outbox().set_failed(mail, kNow + 5s, "550 no such user");
    BOOST_TEST(!stores.outbox().claim(kNow + 24h, kLease).has_value());
    const auto entry = stores.outbox().find_page(0, 10).at(0);
    BOOST_TEST(entry.id == mail.id);
    BOOST_TEST((entry.kind == MailKind::NewSignIn));
    BOOST_TEST(entry.to.text() == "ann@example.org");
    BOOST_TEST((entry.created_at == kNow));
    BOOST_TEST((entry.failed_at == kNow + 5s));
    BOOST_TEST(entry.last_error == "550 no such user");
    BOOST_TEST(entry.attempts == 1u);
    BOOST_TEST(stores.outbox().count().waiting == 0u);
    BOOST_TEST(stores.outbox().count().failed == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_retried_email_is_due_again_as_if_never_tried, S, AllStores) {
    S stores;
    for (const char* to : {"ann@example.org", "bob@example.org", "eve@example.org"})
        add(stores, sample_mail(to));
    const auto first_mail = stores.outbox().claim(kNow, kLease).value();
    const auto second_mail = stores.outbox().claim(kNow, kLease).value();
    for (const auto& mail : {first_mail, second_mail})
        stores.outbox().set_failed(mail, kNow, "550");
    const auto first = first_mail.id;
    const auto later = kNow + 24h;
    BOOST_TEST(stores.outbox().retry(first + 1000, later, std::nullopt) == 0u);
    BOOST_TEST(stores.outbox().retry(first, later, std::nullopt) == 1u);
    BOOST_TEST(stores.outbox().retry(first, later, std::nullopt) == 0u);  // it has not failed now
    BOOST_TEST(stores.outbox().count().failed == 1u);
    BOOST_TEST(stores.outbox().retry(std::nullopt, later, std::nullopt) == 1u);
    BOOST_TEST(stores.outbox().count().waiting == 3u);
    std::set<std::uint64_t> claimed;
    while (const auto mail = stores.outbox().claim(later, kLease)) {
        claimed.insert(mail->id);
        BOOST_TEST(mail->attempts == 1u);
        BOOST_TEST((mail->mail.created_at == kNow));
    }
    BOOST_TEST(claimed.size() == 3u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_retry_writes_its_entry_where_there_is_something_to_retry, S,
                              AllStores) {
    S stores;
    add(stores, sample_mail("ann@example.org"));
    const auto mail = stores.outbox().claim(kNow, kLease).value();
    stores.outbox().set_failed(mail, kNow, "550");
    const auto audited = [&] { return stores.audit().find_latest({}, 0, 100).size(); };
    const std::size_t before = audited();
    BOOST_TEST(stores.outbox().retry(mail.id + 1000, kNow, sample_audit()) == 0u);
    BOOST_TEST(audited() == before);
    BOOST_TEST(stores.outbox().retry(mail.id, kNow, sample_audit()) == 1u);
    BOOST_TEST(audited() == before + 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_courier_whose_claim_is_over_changes_nothing, S, AllStores) {
    S stores;
    add(stores, sample_mail("ann@example.org"));
    const auto slow = stores.outbox().claim(kNow, kLease).value();
    const auto other = stores.outbox().claim(kNow + kLease, kLease).value();
    stores.outbox().set_next_attempt(slow, kNow, "421 late");
    BOOST_TEST(
        !stores.outbox().claim(kNow + kLease + 1s, kLease).has_value());  // still the other's
    stores.outbox().set_failed(other, kNow + kLease, "550");
    stores.outbox().set_next_attempt(slow, kNow, "421 late");
    BOOST_TEST(stores.outbox().count().failed == 1u);
    BOOST_TEST(stores.outbox().find_page(0, 10).at(0).last_error == "550");
    // What an administrator was told is due again stays so.
    BOOST_TEST(stores.outbox().retry(slow.id, kNow + 1h, std::nullopt) == 1u);
    stores.outbox().set_failed(slow, kNow + 1h, "550 late");
    stores.outbox().set_failed(other, kNow + 1h, "550 late");
    BOOST_TEST(stores.outbox().count().failed == 0u);
    BOOST_TEST(stores.outbox().claim(kNow + 1h, kLease).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_page_starts_after_the_given_email, S, AllStores) {
    S stores;
    for (int n = 0; n < 5; ++n) add(stores, sample_mail("ann@example.org"));
    const auto page = stores.outbox().find_page(0, 3);
    BOOST_REQUIRE(page.size() == 3u);
    const auto rest = stores.outbox().find_page(page.back().id, 3);
    BOOST_REQUIRE(rest.size() == 2u);
    BOOST_TEST(rest.front().id > page.back().id);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(only_emails_given_up_long_ago_are_removed, S, AllStores) {
    S stores;
    for (int n = 0; n < 4; ++n) add(stores, sample_mail("ann@example.org"));
    std::vector<OutboxMail> mails;
    while (auto mail = stores.outbox().claim(kNow, kLease)) mails.push_back(std::move(*mail));
    stores.outbox().set_failed(mails.at(0), kNow - 3s, "550");
    stores.outbox().set_failed(mails.at(1), kNow - 2s, "550");
    stores.outbox().set_failed(mails.at(2), kNow, "550");
    BOOST_TEST(stores.outbox().remove_failed(kNow, 1) == 1u);
    BOOST_TEST(stores.outbox().find_page(0, 10).front().id == mails.at(1).id);
    BOOST_TEST(stores.outbox().remove_failed(kNow, 10) == 1u);
    BOOST_TEST(stores.outbox().remove_failed(kNow, 10) == 0u);
    BOOST_TEST(stores.outbox().count().waiting == 1u);
    BOOST_TEST(stores.outbox().count().failed == 1u);
}

BOOST_AUTO_TEST_CASE(an_email_of_a_rolled_back_transaction_is_never_sent) {
    MysqlStores stores;
    Connection connection{socket_settings(), 0};
    connection.transaction(
        [&](Transaction&) { store::mysql::add_mail(connection, sample_mail("ann@example.org")); });
    BOOST_TEST(!stores.outbox().claim(kNow, kLease).has_value());
}

BOOST_AUTO_TEST_CASE(couriers_that_claim_at_once_never_get_the_same_email) {
    constexpr int kCouriers = 6;
    constexpr int kMails = 60;
    MysqlStores stores;
    for (int n = 0; n < kMails; ++n) add(stores, sample_mail("ann@example.org"));
    std::latch start{kCouriers};
    std::vector<std::future<std::vector<std::uint64_t>>> couriers;
    for (int i = 0; i < kCouriers; ++i)
        couriers.push_back(std::async(std::launch::async, [&] {
            MysqlDatabase database{socket_settings()};
            database.ping();
            start.arrive_and_wait();
            std::vector<std::uint64_t> claimed;
            while (const auto mail = database.outbox().claim(kNow, kLease))
                claimed.push_back(mail->id);
            return claimed;
        }));
    std::multiset<std::uint64_t> all;
    for (auto& courier : couriers)
        for (const auto id : courier.get()) all.insert(id);
    BOOST_TEST(all.size() == static_cast<std::size_t>(kMails));
    BOOST_TEST(std::set<std::uint64_t>(all.begin(), all.end()).size() == all.size());
}

BOOST_AUTO_TEST_CASE(an_unreadable_email_does_not_hold_up_the_others) {
    MysqlStores stores;
    add(stores, sample_mail("ann@example.org", kNow - 1s));
    add(stores, sample_mail("bob@example.org"));
    RawSql{}.run("UPDATE outbox SET details = 'broken%' WHERE email = 'ann@example.org'");
    BOOST_TEST(stores.outbox().claim(kNow, kLease).value().mail.to.text() == "bob@example.org");
    BOOST_TEST(stores.outbox().count().failed == 1u);
}

BOOST_AUTO_TEST_CASE(due_emails_are_found_by_the_index) {
    MysqlStores stores;
    RawSql sql;
    sql.run(
        "INSERT INTO outbox (kind, email, language, details, created_at, next_attempt_at, "
        "failed_at)"
        " SELECT 'new_sign_in', 'a@example.org', '', '', UTC_TIMESTAMP(),"
        " UTC_TIMESTAMP() + INTERVAL seq MINUTE, IF(seq % 2, NULL, UTC_TIMESTAMP())"
        " FROM seq_1_to_2000");
    sql.rows("ANALYZE TABLE outbox");
    const auto plan = sql.rows(
        "EXPLAIN SELECT id FROM outbox WHERE failed_at IS NULL"
        " AND next_attempt_at <= UTC_TIMESTAMP() + INTERVAL 5 MINUTE"
        " ORDER BY next_attempt_at, id LIMIT 8");
    BOOST_TEST(plan.at(0).at(5) == "ix_outbox_next_attempt_at");
    BOOST_TEST(plan.at(0).at(9).find("filesort") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
