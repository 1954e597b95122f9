// What every AccountStore does, over memory and over MySQL: changes without a link, and removals.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using enum MailTokenKind;

namespace {

constexpr std::string_view kFirst = "$argon2id$first";

template <class Stores>
void add_token(Stores& stores, const User& user, MailTokenKind kind, unsigned n,
               TimePoint at = kNow) {
    stores.accounts().add_token(sample_token(user, kind, user.email.text(), n, at));
}

template <class Stores>
bool is_there(Stores& stores, unsigned n) {
    return stores.accounts().find_token(sample_hash(n)).has_value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(account_store_changes_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(change_password_ends_the_other_sessions, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    for (unsigned n = 1; n <= 3; ++n) stores.sessions().add(sample_session(ann.id, n)).value();
    add_token(stores, ann, ResetPassword, 1);
    add_token(stores, ann, ChangeEmail, 2);
    add_token(stores, ann, UndoEmailChange, 3);
    const auto ended = stores.accounts().change_password(ann.id, "$new", kFirst, sample_id(2), kNow,
                                                         sample_besides(ann));
    BOOST_TEST(ended.value() == 2u);
    BOOST_TEST(password_of(stores, ann) == "$new");
    const auto left = stores.sessions().find_by_user(ann.id, 10);
    BOOST_REQUIRE(left.size() == 1u);
    BOOST_TEST((left[0].public_id == sample_id(2)));
    BOOST_TEST(stores.revocations().find_after(0, 10).revocations.size() == 2u);
    BOOST_TEST(!is_there(stores, 1));
    BOOST_TEST(!is_there(stores, 2));
    BOOST_TEST(is_there(stores, 3));
    check_besides(stores, 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(change_password_leaves_one_that_has_changed, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    stores.sessions().add(sample_session(ann.id)).value();
    BOOST_TEST(
        !stores.accounts()
             .change_password(ann.id, "$new", "$other", sample_id(9), kNow, sample_besides(ann))
             .has_value());
    BOOST_TEST(
        !stores.accounts()
             .change_password(UserId{4711}, "$new", kFirst, sample_id(9), kNow, sample_besides(ann))
             .has_value());
    BOOST_TEST(password_of(stores, ann) == kFirst);
    BOOST_TEST(stores.sessions().find_by_user(ann.id, 10).size() == 1u);
    check_besides(stores, 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_password_ends_his_sessions_only, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    BOOST_REQUIRE(stores.sessions().add(sample_session(ann.id, 1)).has_value());
    BOOST_REQUIRE(stores.sessions().add(sample_session(bob.id, 2)).has_value());
    BOOST_TEST(stores.accounts().set_password(ann.id, "$new", kNow, {sample_audit()}));
    BOOST_TEST(password_of(stores, ann) == "$new");
    BOOST_TEST(stores.sessions().find_by_user(ann.id, 10).empty());
    BOOST_TEST(stores.sessions().find_by_user(bob.id, 10).size() == 1u);
    BOOST_TEST(!stores.accounts().set_password(UserId{4711}, "$new", kNow, {sample_audit()}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_disabled_ends_his_sessions, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    BOOST_REQUIRE(stores.sessions().add(sample_session(user.id)).has_value());
    BOOST_TEST(stores.accounts().set_disabled(user.id, true, {sample_audit()}));
    BOOST_TEST(stores.users().find_by_public_id(user.public_id)->disabled);
    BOOST_TEST(stores.sessions().find_by_user(user.id, 10).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_disabled_says_true_when_it_already_was_so, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    BOOST_TEST(stores.accounts().set_disabled(user.id, false, {sample_audit()}));
    BOOST_TEST(stores.accounts().set_disabled(user.id, true, {sample_audit()}));
    BOOST_TEST(stores.accounts().set_disabled(user.id, true, {sample_audit()}));
    BOOST_TEST(stores.accounts().set_disabled(user.id, false, {sample_audit()}));
    BOOST_TEST(!stores.users().find_by_public_id(user.public_id)->disabled);
    BOOST_TEST(!stores.accounts().set_disabled(UserId{4711}, true, {sample_audit()}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_profile_replaces_all_of_it, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const Profile profile{*DisplayName::parse("Änn 山田"), "pt-BR", "America/Sao_Paulo"};
    BOOST_TEST(stores.accounts().set_profile(ann.id, profile, sample_besides(ann)));
    const User found = find_user(stores, ann);
    BOOST_TEST(found.display_name.text() == profile.display_name.text());
    BOOST_TEST(found.language == "pt-BR");
    BOOST_TEST(found.time_zone == "America/Sao_Paulo");
    BOOST_TEST(stores.revocations().find_after(0, 10).revocations.size() == 1u);
    BOOST_TEST(stores.accounts().set_profile(ann.id, profile, sample_besides(ann)));  // the same
    BOOST_TEST(!stores.accounts().set_profile(UserId{4711}, profile, sample_besides(ann)));
    check_besides(stores, 2);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(schedule_deletion_puts_the_account_to_sleep, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    stores.sessions().add(sample_session(ann.id)).value();
    for (const auto kind : {VerifyEmail, ResetPassword, ChangeEmail, UndoEmailChange})
        add_token(stores, ann, kind, 1 + static_cast<unsigned>(kind));
    BOOST_TEST(stores.accounts().schedule_deletion(ann.id, kNow + 24h, sample_besides(ann)));
    BOOST_TEST((find_user(stores, ann).delete_at == kNow + 24h));
    BOOST_TEST(stores.sessions().find_by_user(ann.id, 10).empty());
    BOOST_TEST(!stores.sessions().add(sample_session(ann.id)).has_value());
    BOOST_TEST(stores.revocations().find_after(0, 10).revocations.size() == 1u);
    for (const unsigned n : {1u, 2u, 3u}) BOOST_TEST(!is_there(stores, n));
    BOOST_TEST(is_there(stores, 4));  // whoever took the account over must not get rid of it
    BOOST_TEST(!stores.accounts().schedule_deletion(UserId{4711}, kNow, sample_besides(ann)));
    check_besides(stores, 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(cancel_deletion_wakes_only_who_is_asleep, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    BOOST_TEST(!stores.accounts().cancel_deletion(ann.id, sample_besides(ann)));
    check_besides(stores, 0);
    stores.accounts().schedule_deletion(ann.id, kNow + 24h, sample_besides(ann));
    BOOST_TEST(stores.accounts().cancel_deletion(ann.id, sample_besides(ann)));
    BOOST_TEST(!find_user(stores, ann).delete_at.has_value());
    check_besides(stores, 2);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_due_finds_those_whose_time_has_come_oldest_first, S, AllStores) {
    S stores;
    for (unsigned n = 1; n <= 4; ++n) {
        const User user = add_user(stores, "user" + std::to_string(n) + "@example.org", n);
        if (n < 4)
            stores.accounts().schedule_deletion(user.id, kNow + (4 - n) * 1h, sample_besides(user));
    }
    BOOST_TEST(stores.accounts().find_due(kNow + 59min, 10).empty());
    const auto due = stores.accounts().find_due(kNow + 2h, 10);
    BOOST_REQUIRE(due.size() == 2u);
    BOOST_TEST(due[0].email.text() == "user3@example.org");
    BOOST_TEST((due[0].delete_at == kNow + 1h));
    BOOST_TEST(stores.accounts().find_due(kNow + 24h, 1).size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_due_leaves_nothing_but_the_trail, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    stores.accounts().schedule_deletion(ann.id, kNow + 1h, sample_besides(ann));
    add_token(stores, ann, KeepAccount, 1);
    add_token(stores, bob, ResetPassword, 2);
    BOOST_TEST(!stores.accounts().remove_due(ann.id, kNow + 59min, sample_besides(ann)));
    BOOST_TEST(!stores.accounts().remove_due(bob.id, kNow + 2h, sample_besides(bob)));
    check_besides(stores, 1);
    BOOST_TEST(stores.accounts().remove_due(ann.id, kNow + 1h, sample_besides(ann)));
    BOOST_TEST(!stores.users().find_by_public_id(ann.public_id).has_value());
    BOOST_TEST(!stores.users().find_by_email(ann.email).has_value());
    BOOST_TEST(!is_there(stores, 1));
    BOOST_TEST(is_there(stores, 2));
    BOOST_TEST(stores.revocations().find_after(0, 10).revocations.size() == 2u);
    check_besides(stores, 2);
    BOOST_TEST(!stores.accounts().remove_due(ann.id, kNow + 1h, sample_besides(ann)));
    check_besides(stores, 2);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_unverified_finds_old_accounts_that_nobody_confirmed, S,
                              AllStores) {
    S stores;
    for (unsigned n = 1; n <= 4; ++n) {
        auto user = sample_user("user" + std::to_string(n) + "@example.org", n);
        user.created_at = kNow + n * 1h;
        if (n == 2) user.email_verified_at = kNow;
        stores.users().add(user).value();
    }
    BOOST_TEST(stores.accounts().find_unverified(kNow + 1h, 10).empty());
    BOOST_TEST(stores.accounts().find_unverified(kNow + 4h, 1).size() == 1u);
    const auto old = stores.accounts().find_unverified(kNow + 4h, 10);
    BOOST_REQUIRE(old.size() == 2u);
    BOOST_TEST(old[0].email.text() == "user1@example.org");
    BOOST_TEST(old[1].email.text() == "user3@example.org");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_unverified_leaves_nothing_but_the_trail, S, AllStores) {
    S stores;
    const User ann = stores.users().add(sample_user("ann@example.org", 1)).value();
    auto confirmed = sample_user("bob@example.org", 2);
    confirmed.email_verified_at = kNow;
    const User bob = stores.users().add(confirmed).value();
    BOOST_TEST(!stores.accounts().remove_unverified(bob.id, sample_besides(bob)));
    BOOST_TEST(stores.accounts().remove_unverified(ann.id, sample_besides(ann)));
    BOOST_TEST(!stores.accounts().remove_unverified(ann.id, sample_besides(ann)));
    BOOST_TEST(stores.users().find_page(UserId{0}, 10).size() == 1u);
    check_besides(stores, 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_expired_tokens_leaves_those_that_are_good, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    for (unsigned n = 1; n <= 4; ++n) add_token(stores, ann, ResetPassword, n, kNow + n * 1min);
    BOOST_TEST(stores.accounts().remove_expired_tokens(kNow + 1h, 10) == 0u);
    BOOST_TEST(stores.accounts().remove_expired_tokens(kNow + 1h + 3min, 2) == 2u);
    BOOST_TEST(stores.accounts().remove_expired_tokens(kNow + 1h + 3min, 2) == 1u);
    BOOST_TEST(!is_there(stores, 3));
    BOOST_TEST(is_there(stores, 4));
}

BOOST_AUTO_TEST_CASE(a_reset_forgets_devices_and_failures_of_this_account_only) {
    MysqlStores stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    RawSql sql;
    sql.run(
        "INSERT INTO known_device (user_id, device_hash, created_at, last_used_at)"
        " SELECT id, UNHEX(SHA2(email, 256)), created_at, created_at FROM user");
    sql.run(
        "INSERT INTO sign_in_failure (account_key, failures, last_failed_at)"
        " SELECT UNHEX(SHA2(email, 256)), 7, created_at FROM user");
    add_token(stores, ann, ResetPassword, 1);
    const auto token = sample_token(ann, ResetPassword, ann.email.text());
    BOOST_TEST(
        stores.accounts().reset_password(use_of(token), "$new", sample_besides(ann)).has_value());
    BOOST_TEST(sql.value("SELECT GROUP_CONCAT(user_id) FROM known_device") ==
               std::to_string(static_cast<std::uint64_t>(bob.id)));
    BOOST_TEST(sql.value("SELECT COUNT(*) FROM sign_in_failure") == "1");
    BOOST_TEST(sql.value("SELECT COUNT(*) FROM sign_in_failure"
                         " WHERE account_key = UNHEX(SHA2('bob@example.org', 256))") == "1");
}

BOOST_AUTO_TEST_SUITE_END()
