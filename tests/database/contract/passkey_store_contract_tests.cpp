// What every PasskeyStore does, over memory and over MySQL; and how passkeys are added, used and
// removed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "postern/crypto/digest.hpp"
#include "support/sample_factors.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::ChangeError;
using store::NotOpened;

namespace {

Digest hash_of(const NewPasskey& passkey) { return crypto::sha256(passkey.credential_id); }

template <class Stores>
void apply(Stores& stores, const store::AccountChange& change) {
    BOOST_REQUIRE(stores.accounts().apply(change).has_value());
}

template <class Stores>
std::string handle_of(Stores& stores, const User& user, char byte = 'h') {
    return stores.passkeys().handle_of(user.id, std::string(kUserHandleBytes, byte)).value();
}

/// Nothing: the session was opened.
template <class Stores>
std::optional<NotOpened> use(Stores& stores, const User& user, unsigned session,
                             const store::PasskeyUse& passkey) {
    auto fresh = sample_session(user.id, session);
    fresh.created_at = fresh.authentication.authenticated_at = kNow + 1min;
    const auto opened = stores.sessions().add(fresh, {.passkey = passkey});
    return opened ? std::nullopt : std::optional{opened.error()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(passkey_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_passkey_is_read_back_as_written, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const auto written = sample_passkey();
    apply(stores, passkey_added(ann));
    const auto all = stores.passkeys().list(ann.id);
    BOOST_REQUIRE(all.size() == 1u);
    const Passkey& found = all.front();
    BOOST_TEST((found.user_id == ann.id));
    BOOST_TEST((found.public_id == written.public_id));
    BOOST_TEST((found.kind == written.kind));
    BOOST_TEST(found.credential_id == written.credential_id);
    BOOST_TEST(found.rp_id == written.rp_id);
    BOOST_TEST(found.public_key == written.public_key);
    BOOST_TEST(found.algorithm == written.algorithm);
    BOOST_TEST(found.sign_count == written.sign_count);
    BOOST_TEST(found.aaguid == written.aaguid);
    BOOST_TEST(found.transports == written.transports);
    BOOST_TEST(found.verifies_user == written.verifies_user);
    BOOST_TEST(found.backup_eligible == written.backup_eligible);
    BOOST_TEST(found.backup_state == written.backup_state);
    BOOST_TEST(found.name == written.name);
    BOOST_TEST((found.created_at == kNow));
    BOOST_TEST(!found.last_used_at.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_passkey_is_found_with_its_user_and_their_handle, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    apply(stores, passkey_added(ann));
    BOOST_TEST(!stores.passkeys().find(hash_of(sample_passkey())).has_value());  // no handle yet
    const auto handle = handle_of(stores, ann);
    const auto found = stores.passkeys().find(hash_of(sample_passkey()));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->passkey.public_id == sample_id(1)));
    BOOST_TEST((found->user.id == ann.id));
    BOOST_TEST(found->user_handle == handle);
    BOOST_TEST(!stores.passkeys().find(hash_of(sample_passkey(2))).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_handle_never_changes_and_belongs_to_one_user, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    BOOST_TEST(handle_of(stores, ann, 'a') == std::string(kUserHandleBytes, 'a'));
    BOOST_TEST(handle_of(stores, ann, 'b') == std::string(kUserHandleBytes, 'a'));
    BOOST_TEST(handle_of(stores, bob, 'b') == std::string(kUserHandleBytes, 'b'));
    BOOST_TEST(!stores.passkeys().handle_of(unknown_user(bob).id, std::string(32, 'c')));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(lists_are_of_one_user_and_oldest_first, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    apply(stores, passkey_added(ann, 3));
    apply(stores, passkey_added(bob, 2));
    apply(stores, passkey_added(ann, 1));
    const auto all = stores.passkeys().list(ann.id);
    BOOST_REQUIRE(all.size() == 2u);
    BOOST_TEST((all[0].public_id == sample_id(3)));
    BOOST_TEST((all[1].public_id == sample_id(1)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(count_knows_every_kind, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    const auto counts = [&](const User& user) { return stores.factors().count(user.id); };
    apply(stores, recovery_made(ann));
    BOOST_TEST(!counts(ann).any());
    BOOST_TEST(counts(ann).recovery_codes == 0u);  // none without a factor
    apply(stores, passkey_added(ann, 1));
    auto key = passkey_added(ann, 2);
    key.passkey->kind = PasskeyKind::SecurityKey;
    key.passkey->verifies_user = false;
    apply(stores, key);
    BOOST_TEST(!counts(ann).totp);
    BOOST_TEST(counts(ann).passkeys == 1u);
    BOOST_TEST(counts(ann).security_keys == 1u);
    BOOST_TEST(counts(ann).verifying == 1u);
    BOOST_TEST(counts(ann).recovery_codes == 3u);
    apply(stores, totp_added(ann, 3));
    BOOST_TEST(counts(ann).totp);
    BOOST_TEST(!counts(bob).any());
    BOOST_TEST(!counts(unknown_user(bob)).any());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_credential_id_is_registered_once_for_all_users, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    apply(stores, passkey_added(ann));
    for (const User& user : {ann, bob}) {
        auto again = passkey_added(user, 2);
        again.passkey->credential_id = sample_passkey(1).credential_id;
        again.recovery = sample_recovery();
        const auto result = stores.accounts().apply(again);
        BOOST_REQUIRE(!result.has_value());
        BOOST_TEST((result.error() == ChangeError::PasskeyTaken));
        BOOST_TEST(!stores.factors().find_recovery_set(user.id).has_value());
    }
    BOOST_TEST(stores.passkeys().list(ann.id).size() == 1u);
    BOOST_TEST(stores.passkeys().list(bob.id).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_passkey_is_removed_once_and_by_its_user, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    apply(stores, passkey_added(ann, 1));
    apply(stores, passkey_added(ann, 2));
    auto removal = change_of(ann);
    removal.removed_passkey = sample_id(1);
    auto by_bob = removal;
    by_bob.user = bob.id;
    BOOST_TEST((stores.accounts().apply(by_bob).error() == ChangeError::FactorChanged));
    const auto applied = stores.accounts().apply(removal);
    BOOST_TEST(applied.value().removed_passkeys == 1u);
    BOOST_TEST((stores.accounts().apply(removal).error() == ChangeError::FactorChanged));
    BOOST_REQUIRE(stores.passkeys().list(ann.id).size() == 1u);
    BOOST_TEST((stores.passkeys().list(ann.id).front().public_id == sample_id(2)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(recovery_codes_go_with_the_last_factor, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    apply(stores, totp_added(ann, 9));
    apply(stores, passkey_added(ann, 1));
    apply(stores, recovery_made(ann));
    auto removal = change_of(ann);
    removal.removed_passkey = sample_id(1);
    removal.remove_recovery = true;
    BOOST_TEST(!stores.accounts().apply(removal).value().removed_recovery);
    apply(stores, passkey_added(ann, 2));
    auto app = change_of(ann);
    app.remove_totp = app.remove_recovery = true;
    BOOST_TEST(!stores.accounts().apply(app).value().removed_recovery);
    removal.removed_passkey = sample_id(2);
    BOOST_TEST(stores.accounts().apply(removal).value().removed_recovery);
    BOOST_TEST(!stores.factors().find_recovery_set(ann.id).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(passkeys_since_a_moment_or_all_are_removed, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    apply(stores, passkey_added(ann, 1, kNow));
    apply(stores, passkey_added(ann, 2, kNow + 1h));
    apply(stores, passkey_added(bob, 3, kNow + 1h));
    auto change = change_of(ann, kNow + 2h);
    change.remove_factors_since = kNow + 1h;
    BOOST_TEST(stores.accounts().apply(change).value().removed_passkeys == 1u);
    change.remove_factors_since.reset();
    change.remove_passkeys = true;
    BOOST_TEST(stores.accounts().apply(change).value().removed_passkeys == 1u);
    BOOST_TEST(stores.passkeys().list(ann.id).empty());
    BOOST_TEST(stores.passkeys().list(bob.id).size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_change_may_expect_any_factor, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    auto change = recovery_made(ann);
    change.expected.factor = true;
    BOOST_TEST((stores.accounts().apply(change).error() == ChangeError::FactorChanged));
    apply(stores, passkey_added(ann));
    apply(stores, change);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_use_is_stored_and_counts_on, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    apply(stores, passkey_added(ann));
    const store::PasskeyUse first{sample_id(1), 7, 8, true, false};
    BOOST_TEST((use(stores, bob, 1, first) == NotOpened::CodeUsed));
    BOOST_TEST(!use(stores, ann, 2, first).has_value());
    BOOST_TEST((use(stores, ann, 3, first) == NotOpened::CodeUsed));
    const auto passkey = stores.passkeys().list(ann.id).front();
    BOOST_TEST(passkey.sign_count == 8u);
    BOOST_TEST(passkey.backup_eligible);
    BOOST_TEST(!passkey.backup_state);
    BOOST_TEST((passkey.last_used_at == kNow + 1min));
    BOOST_TEST(!stores.sessions().find_by_token_hash(sample_hash(3)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_passkey_that_does_not_count_is_used_twice_in_a_second, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    auto added = passkey_added(ann);
    added.passkey->sign_count = 0;
    apply(stores, added);
    const store::PasskeyUse same{sample_id(1), 0, 0, false, false};
    BOOST_TEST(!use(stores, ann, 1, same).has_value());
    BOOST_TEST(!use(stores, ann, 2, same).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_removed_passkey_opens_nothing, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    BOOST_TEST((use(stores, ann, 1, {sample_id(1), 7, 8, false, false}) == NotOpened::CodeUsed));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(only_its_user_renames_a_passkey, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    apply(stores, passkey_added(ann));
    BOOST_TEST(!stores.passkeys().rename(bob.id, sample_id(1), "Bob's"));
    BOOST_TEST(!stores.passkeys().rename(ann.id, sample_id(2), "None"));
    BOOST_TEST(stores.passkeys().rename(ann.id, sample_id(1), "Schlüssel 🔑"));
    BOOST_TEST(stores.passkeys().rename(ann.id, sample_id(1), "Schlüssel 🔑"));
    BOOST_TEST(stores.passkeys().list(ann.id).front().name == "Schlüssel 🔑");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_challenge_is_used_once, S, AllStores) {
    S stores;
    for (unsigned n = 1; n <= 3; ++n)
        BOOST_TEST(stores.passkeys().use_challenge(sample_hash(n), kNow + n * 1s));
    BOOST_TEST(!stores.passkeys().use_challenge(sample_hash(1), kNow + 9s));
    BOOST_TEST(stores.passkeys().remove_expired_challenges(kNow, 10) == 0u);
    BOOST_TEST(stores.passkeys().remove_expired_challenges(kNow + 2s, 1) == 1u);
    BOOST_TEST(stores.passkeys().remove_expired_challenges(kNow + 2s, 10) == 1u);
    BOOST_TEST(!stores.passkeys().use_challenge(sample_hash(3), kNow + 9s));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(passkeys_go_with_their_user, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    apply(stores, passkey_added(ann));
    handle_of(stores, ann);
    auto removal = change_of(ann);
    removal.remove = true;
    apply(stores, removal);
    BOOST_TEST(stores.passkeys().list(ann.id).empty());
    BOOST_TEST(!stores.passkeys().find(hash_of(sample_passkey())).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
