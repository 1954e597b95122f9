// What every AccountStore does, over memory and over MySQL: changes without a link, and removals.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::ChangeError;
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

/// Why the change is not made.
template <class Stores>
std::optional<ChangeError> error_of(Stores& stores, const store::AccountChange& change) {
    const auto applied = stores.accounts().apply(change);
    return applied ? std::nullopt : std::optional{applied.error()};
}

store::AccountChange scheduled(const User& user, TimePoint delete_at) {
    return with_effects(service::deletion_scheduled(user, delete_at, sample_cause()),
                        sample_effects(user));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(account_store_changes_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(password_changed_ends_the_other_sessions, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    for (unsigned n = 1; n <= 3; ++n) stores.sessions().add(sample_session(ann.id, n), {}).value();
    add_token(stores, ann, ResetPassword, 1);
    add_token(stores, ann, ChangeEmail, 2);
    add_token(stores, ann, UndoEmailChange, 3);
    const auto applied = stores.accounts().apply(
        service::password_changed(in_session(ann, 2), "$new", kFirst, sample_cause()));
    BOOST_TEST(applied.value().ended_sessions == 2u);
    BOOST_TEST(password_of(stores, ann) == "$new");
    const auto left = stores.sessions().find_by_user(ann.id, 10);
    BOOST_REQUIRE(left.size() == 1u);
    BOOST_TEST((left[0].public_id == sample_id(2)));
    BOOST_TEST(stores.revocations().find_after(0, 10).revocations.size() == 1u);  // of the user
    BOOST_TEST(!is_there(stores, 1));
    BOOST_TEST(!is_there(stores, 2));
    BOOST_TEST(is_there(stores, 3));
    check_effects(stores, 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(password_changed_expects_the_hash_that_was_verified, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    stores.sessions().add(sample_session(ann.id), {}).value();
    BOOST_TEST((error_of(stores, service::password_changed(in_session(ann, 9), "$new", "$other",
                                                           sample_cause())) ==
                ChangeError::PasswordChanged));
    BOOST_TEST((error_of(stores, service::password_changed(in_session(unknown_user(ann), 9), "$new",
                                                           kFirst, sample_cause())) ==
                ChangeError::NoSuchUser));
    BOOST_TEST(password_of(stores, ann) == kFirst);
    BOOST_TEST(stores.sessions().find_by_user(ann.id, 10).size() == 1u);
    check_effects(stores, 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(password_set_ends_the_sessions_of_this_user_only, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    BOOST_REQUIRE(stores.sessions().add(sample_session(ann.id, 1), {}).has_value());
    BOOST_REQUIRE(stores.sessions().add(sample_session(bob.id, 2), {}).has_value());
    BOOST_TEST(apply(stores.accounts(), service::password_set(ann, "$new", sample_cause())));
    BOOST_TEST(password_of(stores, ann) == "$new");
    BOOST_TEST(stores.sessions().find_by_user(ann.id, 10).empty());
    BOOST_TEST(stores.sessions().find_by_user(bob.id, 10).size() == 1u);
    BOOST_TEST(
        (error_of(stores, service::password_set(unknown_user(ann), "$new", sample_cause())) ==
         ChangeError::NoSuchUser));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(user_disabled_ends_the_sessions, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    BOOST_REQUIRE(stores.sessions().add(sample_session(user.id), {}).has_value());
    BOOST_TEST(apply(stores.accounts(), service::user_disabled(user, sample_cause())));
    BOOST_TEST(find_user(stores, user).disabled);
    BOOST_TEST(stores.sessions().find_by_user(user.id, 10).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_change_to_the_same_value_succeeds, S, AllStores) {
    S stores;
    const User user = add_user(stores);
    const auto disabled = service::user_disabled(user, sample_cause());
    const auto enabled = service::user_enabled(user, sample_cause());
    for (const auto& change : {enabled, disabled, disabled, enabled})
        BOOST_TEST(apply(stores.accounts(), change));
    BOOST_TEST(!find_user(stores, user).disabled);
    BOOST_TEST(
        apply(stores.accounts(), service::email_marked_verified(user, sample_cause(kNow + 1h))));
    BOOST_TEST((find_user(stores, user).email_verified_at == kNow));
    BOOST_TEST((error_of(stores, service::user_disabled(unknown_user(user), sample_cause())) ==
                ChangeError::NoSuchUser));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(profile_changed_replaces_all_of_it, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const store::ProfileEdit profile{*DisplayName::parse("Änn 山田"), "pt-BR", "America/Sao_Paulo"};
    const auto change =
        with_effects(service::profile_changed(ann, profile, sample_cause()), sample_effects(ann));
    BOOST_TEST(apply(stores.accounts(), change));
    const User found = find_user(stores, ann);
    BOOST_TEST((found.display_name == profile.display_name.value()));
    BOOST_TEST(found.language == "pt-BR");
    BOOST_TEST(found.time_zone == "America/Sao_Paulo");
    BOOST_TEST(stores.revocations().find_after(0, 10).revocations.size() == 1u);
    BOOST_TEST(apply(stores.accounts(), change));  // the same again
    check_effects(stores, 2);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(profile_changed_keeps_what_it_does_not_name, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const auto change_to = [&](const store::ProfileEdit& edit) {
        // Each from the user as they were read at first, as parallel requests have them.
        const auto applied = stores.accounts().apply(
            with_effects(service::profile_changed(ann, edit, sample_cause()), sample_effects(ann)));
        BOOST_REQUIRE(applied.has_value());
        return usable_user(applied->user.value()).value();
    };
    change_to({.display_name = DisplayName::parse("Änn")});
    change_to({.language = "de"});
    const User last = change_to({.time_zone = "Europe/Berlin"});
    BOOST_TEST(last.display_name.text() == "Änn");
    BOOST_TEST(last.language == "de");
    BOOST_TEST(change_to({.language = ""}).language == "");
    const User found = find_user(stores, ann);
    BOOST_TEST(found.display_name.text() == "Änn");
    BOOST_TEST(found.language == "");
    BOOST_TEST(found.time_zone == "Europe/Berlin");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(email_set_expects_the_address_that_was_read, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const auto set = [&](const char* email) {
        return with_effects(service::email_set(ann, *EmailAddress::parse(email), sample_cause()),
                            sample_effects(ann));
    };
    BOOST_TEST(apply(stores.accounts(), set("first@example.net")));
    BOOST_TEST((error_of(stores, set("second@example.net")) == ChangeError::EmailChanged));
    BOOST_TEST(find_user(stores, ann).email.text() == "first@example.net");
    BOOST_TEST(find_user(stores, ann).email_verified_at.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(deletion_scheduled_deactivates_the_account, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    stores.sessions().add(sample_session(ann.id), {}).value();
    for (const auto kind : {VerifyEmail, ResetPassword, ChangeEmail, UndoEmailChange})
        add_token(stores, ann, kind, 1 + static_cast<unsigned>(kind));
    BOOST_TEST(apply(stores.accounts(), scheduled(ann, kNow + 24h)));
    BOOST_TEST((find_user(stores, ann).delete_at == kNow + 24h));
    BOOST_TEST(stores.sessions().find_by_user(ann.id, 10).empty());
    BOOST_TEST(!stores.sessions().add(sample_session(ann.id), {}).has_value());
    BOOST_TEST(stores.revocations().find_after(0, 10).revocations.size() == 1u);
    for (const unsigned n : {1u, 2u, 3u}) BOOST_TEST(!is_there(stores, n));
    BOOST_TEST(is_there(stores, 4));  // an attacker who controls the account must not revoke it
    BOOST_TEST((error_of(stores, scheduled(unknown_user(ann), kNow)) == ChangeError::NoSuchUser));
    check_effects(stores, 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(deletion_cancelled_expects_that_one_is_scheduled, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const auto cancelled =
        with_effects(service::deletion_cancelled(ann, sample_cause()), sample_effects(ann));
    BOOST_TEST((error_of(stores, cancelled) == ChangeError::NotScheduled));
    check_effects(stores, 0);
    BOOST_TEST(apply(stores.accounts(), scheduled(ann, kNow + 24h)));
    BOOST_TEST(apply(stores.accounts(), cancelled));
    BOOST_TEST(!find_user(stores, ann).delete_at.has_value());
    check_effects(stores, 2);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_due_finds_due_deletions_oldest_first, S, AllStores) {
    S stores;
    for (unsigned n = 1; n <= 4; ++n) {
        const User user = add_user(stores, "user" + std::to_string(n) + "@example.org", n);
        if (n < 4) apply(stores.accounts(), scheduled(user, kNow + (4 - n) * 1h));
    }
    BOOST_TEST(stores.accounts().find_due(kNow + 59min, 10).empty());
    const auto due = stores.accounts().find_due(kNow + 2h, 10);
    BOOST_REQUIRE(due.size() == 2u);
    BOOST_TEST(due[0].email->text() == "user3@example.org");
    BOOST_TEST((due[0].delete_at == kNow + 1h));
    BOOST_TEST(stores.accounts().find_due(kNow + 24h, 1).size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(due_removed_leaves_nothing_but_the_audit_log, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    const auto removed = [](const User& user, TimePoint now) {
        return with_effects(service::due_removed(user, sample_cause(now)), sample_effects(user));
    };
    BOOST_TEST(apply(stores.accounts(), scheduled(ann, kNow + 1h)));
    add_token(stores, ann, KeepAccount, 1);
    add_token(stores, bob, ResetPassword, 2);
    for (const auto& early : {removed(ann, kNow + 59min), removed(bob, kNow + 2h)})
        BOOST_TEST((error_of(stores, early) == ChangeError::NotScheduled));
    check_effects(stores, 1);
    BOOST_TEST(apply(stores.accounts(), removed(ann, kNow + 1h)));
    BOOST_TEST(!stores.users().find_by_public_id(ann.public_id).has_value());
    BOOST_TEST(!stores.users().find_by_email(ann.email).has_value());
    BOOST_TEST(!is_there(stores, 1));
    BOOST_TEST(is_there(stores, 2));
    BOOST_TEST(stores.revocations().find_after(0, 10).revocations.size() == 2u);
    check_effects(stores, 2);
    BOOST_TEST((error_of(stores, removed(ann, kNow + 1h)) == ChangeError::NoSuchUser));
    check_effects(stores, 2);
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
    BOOST_TEST(old[0].email->text() == "user1@example.org");
    BOOST_TEST(old[1].email->text() == "user3@example.org");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(unverified_removed_leaves_nothing_but_the_audit_log, S, AllStores) {
    S stores;
    const User ann = stores.users().add(sample_user("ann@example.org", 1)).value();
    const User bob = stores.users().add(sample_user("bob@example.org", 2)).value();
    const auto removed = [](const User& user) {
        return with_effects(service::unverified_removed(user, sample_cause()),
                            sample_effects(user));
    };
    // Confirmed after the courier has read it.
    apply(stores.accounts(),
          with_effects(service::email_marked_verified(bob, sample_cause()), sample_effects(bob)));
    BOOST_TEST((error_of(stores, removed(bob)) == ChangeError::EmailChanged));
    BOOST_TEST(apply(stores.accounts(), removed(ann)));
    BOOST_TEST((error_of(stores, removed(ann)) == ChangeError::NoSuchUser));
    BOOST_TEST(stores.users().find_page(UserId{0}, 10).size() == 1u);
    check_effects(stores, 2);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_expired_tokens_keeps_valid_ones, S, AllStores) {
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
    BOOST_TEST(apply(stores.accounts(), change_by(opened(stores, ann, token))));
    BOOST_TEST(!stores.sign_ins().has_known_device(ann.id));
    BOOST_TEST(stores.sign_ins().has_known_device(bob.id));
    BOOST_TEST(stores.sessions().remove_ended(10) == 1u);
    BOOST_TEST(sql.value("SELECT GROUP_CONCAT(user_id) FROM known_device") ==
               std::to_string(static_cast<std::uint64_t>(bob.id)));
    BOOST_TEST(sql.value("SELECT COUNT(*) FROM sign_in_failure") == "1");
    BOOST_TEST(sql.value("SELECT COUNT(*) FROM sign_in_failure"
                         " WHERE account_key = UNHEX(SHA2('bob@example.org', 256))") == "1");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_username_that_is_given_up_is_kept_for_its_user, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    const auto name_of = [](const char* text) { return Username::parse(text); };
    const auto rename = [&](const User& user, const char* text, TimePoint now = kNow) {
        return silent(service::profile_changed(
            user, {.username = text[0] == 0 ? std::optional<Username>{} : name_of(text)},
            sample_cause(now), 24h));
    };
    BOOST_TEST(apply(stores.accounts(), rename(ann, "ann")));
    BOOST_TEST((find_user(stores, ann).username == name_of("ann")));
    BOOST_TEST((error_of(stores, rename(bob, "ann")) == ChangeError::UsernameTaken));
    BOOST_TEST(apply(stores.accounts(), rename(ann, "anna")));
    BOOST_TEST((error_of(stores, rename(bob, "ann")) == ChangeError::UsernameTaken));
    BOOST_TEST(!find_user(stores, bob).username.has_value());
    auto carol = sample_user("carol@example.org", 3);
    carol.username = name_of("ann");
    BOOST_TEST(!stores.users().add(carol).has_value());
    BOOST_TEST(stores.transfers().add_all(std::vector{carol}) == 0u);

    BOOST_TEST(apply(stores.accounts(), rename(ann, "ann")));  // back; now `anna` is kept
    BOOST_TEST(apply(stores.accounts(), rename(ann, "")));
    BOOST_TEST((error_of(stores, rename(bob, "anna")) == ChangeError::UsernameTaken));
    auto limited = rename(ann, "annika");
    limited.expected.fewer_held_usernames = 2;
    BOOST_TEST((error_of(stores, limited) == ChangeError::TooManyUsernames));
    BOOST_TEST(apply(stores.accounts(), rename(bob, "ann", kNow + 24h)));
    BOOST_TEST(stores.accounts().remove_old_usernames(kNow + 23h, 10) == 0u);
    BOOST_TEST(stores.accounts().remove_old_usernames(kNow + 24h, 1) == 1u);
    BOOST_TEST(stores.accounts().remove_old_usernames(kNow + 24h, 10) == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_username_of_a_removed_user_is_kept_for_a_while, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    const auto to_ann = store::ProfileEdit{.username = Username::parse("ann")};
    BOOST_TEST(
        apply(stores.accounts(), silent(service::profile_changed(ann, to_ann, sample_cause()))));
    BOOST_TEST(apply(stores.accounts(), silent(service::deletion_made_due(ann, sample_cause()))));
    BOOST_TEST(apply(stores.accounts(), silent(service::due_removed(ann, sample_cause(), 24h))));
    const auto change = [&](TimePoint now) {
        return silent(service::profile_changed(bob, to_ann, sample_cause(now)));
    };
    BOOST_TEST((error_of(stores, change(kNow + 23h)) == ChangeError::UsernameTaken));
    BOOST_TEST(apply(stores.accounts(), change(kNow + 24h)));
}

BOOST_AUTO_TEST_SUITE_END()
