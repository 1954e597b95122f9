// What every SignInStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t kAnyCount = 0xFFFF'FFFF;

template <class Stores>
User add_user(Stores& stores, std::string_view email = "ann@example.org", unsigned n = 1) {
    return *stores.users().add(sample_user(email, n));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sign_in_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(find_failures_finds_none_for_an_unknown_key, S, AllStores) {
    S stores;
    BOOST_TEST(stores.sign_ins().find_failures(sample_hash(1)).consecutive == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_failure_increments_and_returns_the_count, S, AllStores) {
    S stores;
    for (std::uint32_t n = 1; n <= 3; ++n)
        BOOST_TEST(stores.sign_ins().add_failure(sample_hash(1), kNow + n * 1s) == n);
    BOOST_TEST(stores.sign_ins().add_failure(sample_hash(2), kNow) == 1u);
    const auto found = stores.sign_ins().find_failures(sample_hash(1));
    BOOST_TEST(found.consecutive == 3u);
    BOOST_TEST((found.last_at == kNow + 3s));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_failure_never_moves_the_time_back, S, AllStores) {
    S stores;
    stores.sign_ins().add_failure(sample_hash(1), kNow);
    stores.sign_ins().add_failure(sample_hash(1), kNow - 5s);
    BOOST_TEST((stores.sign_ins().find_failures(sample_hash(1)).last_at == kNow));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(clear_failures_forgets_one_key, S, AllStores) {
    S stores;
    stores.sign_ins().add_failure(sample_hash(1), kNow);
    stores.sign_ins().add_failure(sample_hash(2), kNow);
    stores.sign_ins().clear_failures(sample_hash(1));
    stores.sign_ins().clear_failures(sample_hash(3));
    BOOST_TEST(stores.sign_ins().find_failures(sample_hash(1)).consecutive == 0u);
    BOOST_TEST(stores.sign_ins().find_failures(sample_hash(2)).consecutive == 1u);
    BOOST_TEST(stores.sign_ins().add_failure(sample_hash(1), kNow) == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_old_failures_removes_only_old_and_low_counts, S, AllStores) {
    S stores;
    auto& sign_ins = stores.sign_ins();
    sign_ins.add_failure(sample_hash(1), kNow);
    for (int i = 0; i < 3; ++i) sign_ins.add_failure(sample_hash(2), kNow);
    sign_ins.add_failure(sample_hash(3), kNow + 1s);
    BOOST_TEST(sign_ins.remove_old_failures(kNow, kAnyCount, 10) == 0u);
    BOOST_TEST(sign_ins.remove_old_failures(kNow + 1s, 3, 10) == 1u);
    BOOST_TEST(sign_ins.find_failures(sample_hash(1)).consecutive == 0u);
    BOOST_TEST(sign_ins.find_failures(sample_hash(2)).consecutive == 3u);
    BOOST_TEST(sign_ins.find_failures(sample_hash(3)).consecutive == 1u);
    BOOST_TEST(sign_ins.remove_old_failures(kNow + 1s, kAnyCount, 10) == 1u);
    BOOST_TEST(sign_ins.find_failures(sample_hash(2)).consecutive == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_old_failures_stops_at_the_limit, S, AllStores) {
    S stores;
    for (unsigned n = 1; n <= 5; ++n) stores.sign_ins().add_failure(sample_hash(n), kNow);
    BOOST_TEST(stores.sign_ins().remove_old_failures(kNow + 1s, kAnyCount, 3) == 3u);
    BOOST_TEST(stores.sign_ins().remove_old_failures(kNow + 1s, kAnyCount, 3) == 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_device_is_known_only_for_its_user, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    BOOST_TEST(!stores.sign_ins().has_known_device(ann.id));
    stores.sign_ins().add_known_device(ann.id, sample_hash(1), kNow);
    BOOST_TEST(stores.sign_ins().has_known_device(ann.id));
    BOOST_TEST(stores.sign_ins().is_known_device(ann.id, sample_hash(1)));
    BOOST_TEST(!stores.sign_ins().is_known_device(ann.id, sample_hash(2)));
    BOOST_TEST(!stores.sign_ins().is_known_device(bob.id, sample_hash(1)));
    BOOST_TEST(!stores.sign_ins().has_known_device(bob.id));
    BOOST_TEST(!stores.sign_ins().is_known_device(UserId{0}, sample_hash(1)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_device_may_be_known_to_several_users, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    for (const User& user : {ann, bob})
        stores.sign_ins().add_known_device(user.id, sample_hash(1), kNow);
    for (const User& user : {ann, bob})
        BOOST_TEST(stores.sign_ins().is_known_device(user.id, sample_hash(1)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_known_device_of_an_unknown_user_does_nothing, S, AllStores) {
    S stores;
    stores.sign_ins().add_known_device(UserId{4711}, sample_hash(1), kNow);
    BOOST_TEST(!stores.sign_ins().is_known_device(UserId{4711}, sample_hash(1)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_old_devices_leaves_those_that_were_used, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    auto& sign_ins = stores.sign_ins();
    for (unsigned n = 1; n <= 4; ++n) sign_ins.add_known_device(ann.id, sample_hash(n), kNow);
    sign_ins.add_known_device(ann.id, sample_hash(2), kNow + 5s);
    sign_ins.add_known_device(ann.id, sample_hash(2), kNow + 3s);  // never back
    BOOST_TEST(sign_ins.remove_old_devices(kNow, 10) == 0u);
    BOOST_TEST(sign_ins.remove_old_devices(kNow + 5s, 2) == 2u);
    BOOST_TEST(sign_ins.remove_old_devices(kNow + 5s, 2) == 1u);
    BOOST_TEST(sign_ins.is_known_device(ann.id, sample_hash(2)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(devices_over_the_limit_are_forgotten_oldest_first, S, AllStores) {
    S stores;
    auto& sign_ins = stores.sign_ins();
    const User ann = *stores.users().add(sample_user("ann@example.org", 1));
    const User bob = *stores.users().add(sample_user("bob@example.org", 2));
    for (unsigned n = 1; n <= 5; ++n)
        sign_ins.add_known_device(ann.id, sample_hash(n), kNow + n * 1s);
    sign_ins.add_known_device(bob.id, sample_hash(1), kNow);
    sign_ins.add_known_device(ann.id, sample_hash(1), kNow + 60s);  // used again
    BOOST_TEST(sign_ins.remove_oldest_devices(ann.id, 5) == 0u);
    BOOST_TEST(sign_ins.remove_oldest_devices(ann.id, 3) == 2u);
    for (unsigned n = 1; n <= 5; ++n)
        BOOST_TEST(sign_ins.is_known_device(ann.id, sample_hash(n)) == (n != 2 && n != 3));
    BOOST_TEST(sign_ins.is_known_device(bob.id, sample_hash(1)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_change_of_an_account_forgets_failures_under_its_key, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    auto& failures = stores.sign_ins();
    for (unsigned n = 1; n <= 2; ++n) failures.add_failure(sample_hash(n), kNow);
    const store::AccountChange change{.user = ann.id,
                                      .now = kNow,
                                      .forgotten_failures = sample_hash(1),
                                      .effects = {sample_audit()}};
    BOOST_REQUIRE(stores.accounts().apply(change).has_value());
    BOOST_TEST(failures.find_failures(sample_hash(1)).consecutive == 0u);
    BOOST_TEST(failures.find_failures(sample_hash(2)).consecutive == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_device_is_known_since_it_was_added_however_often_it_is_used, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    auto& devices = stores.sign_ins();
    const auto known_since = [&](const User& user, TimePoint before) {
        return devices.is_device_known_since(user.id, sample_hash(1), before);
    };
    BOOST_TEST(!known_since(ann, kNow + 24h));
    devices.add_known_device(ann.id, sample_hash(1), kNow);
    devices.add_known_device(ann.id, sample_hash(1), kNow + 5s);
    BOOST_TEST(known_since(ann, kNow));
    BOOST_TEST(!known_since(ann, kNow - 1s));
    BOOST_TEST(!known_since(bob, kNow + 24h));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_forgotten_device_that_is_known_again_begins_anew, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    auto& devices = stores.sign_ins();
    devices.add_known_device(ann.id, sample_hash(1), kNow);
    const store::AccountChange forget{
        .user = ann.id, .now = kNow, .forget_devices = true, .effects = {sample_audit()}};
    BOOST_REQUIRE(stores.accounts().apply(forget).has_value());
    BOOST_TEST(!devices.is_device_known_since(ann.id, sample_hash(1), kNow + 1h));
    devices.add_known_device(ann.id, sample_hash(1), kNow + 2min);
    BOOST_TEST(!devices.is_device_known_since(ann.id, sample_hash(1), kNow + 2min - 1s));
    BOOST_TEST(devices.is_device_known_since(ann.id, sample_hash(1), kNow + 2min));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(only_a_known_device_is_trusted_and_until_its_time, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    auto& devices = stores.sign_ins();
    devices.trust_device(ann.id, sample_hash(1), kNow + 1h);
    BOOST_TEST(!devices.is_trusted_device(ann.id, sample_hash(1), kNow));
    devices.add_known_device(ann.id, sample_hash(1), kNow);
    devices.add_known_device(ann.id, sample_hash(2), kNow);
    BOOST_TEST(!devices.is_trusted_device(ann.id, sample_hash(1), kNow));
    devices.trust_device(ann.id, sample_hash(1), kNow + 1h);
    BOOST_TEST(devices.is_trusted_device(ann.id, sample_hash(1), kNow + 1h - 1s));
    BOOST_TEST(!devices.is_trusted_device(ann.id, sample_hash(1), kNow + 1h));
    BOOST_TEST(!devices.is_trusted_device(ann.id, sample_hash(2), kNow));
    BOOST_TEST(!devices.is_trusted_device(bob.id, sample_hash(1), kNow));
    BOOST_TEST(devices.count_trusted_devices(ann.id, kNow) == 1u);
    BOOST_TEST(devices.count_trusted_devices(ann.id, kNow + 1h) == 0u);
    BOOST_TEST(devices.end_device_trust(ann.id) == 1u);
    BOOST_TEST(!devices.is_trusted_device(ann.id, sample_hash(1), kNow));
    BOOST_TEST(devices.is_known_device(ann.id, sample_hash(1)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_ends_sessions_or_forgets_devices_ends_trust, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    auto& devices = stores.sign_ins();
    const auto trusts = [&] { return devices.is_trusted_device(ann.id, sample_hash(1), kNow); };
    const auto trust = [&] {
        devices.add_known_device(ann.id, sample_hash(1), kNow);
        devices.trust_device(ann.id, sample_hash(1), kNow + 1h);
        BOOST_TEST(trusts());
    };
    const auto apply = [&](auto set) {
        store::AccountChange change{.user = ann.id, .now = kNow, .effects = {sample_audit()}};
        set(change);
        BOOST_REQUIRE(stores.accounts().apply(change).has_value());
    };
    trust();
    stores.sessions().remove_all_of_user(ann.id, std::nullopt);
    BOOST_TEST(!trusts());
    trust();
    stores.sessions().add(sample_session(ann.id), {}).value();
    stores.sessions().remove_others_of_user(ann.id, sample_id(1));
    BOOST_TEST(!trusts());
    trust();
    apply([](auto& change) { change.sessions = store::SessionsAfter::AllEnded; });
    BOOST_TEST(!trusts());
    trust();
    apply([](auto& change) { change.forget_devices = true; });
    BOOST_TEST(!trusts());
    trust();
    apply([](auto& change) { change.end_device_trust = true; });
    BOOST_TEST(!trusts());
    BOOST_TEST(devices.is_known_device(ann.id, sample_hash(1)));
    trust();
    apply([](auto& change) { change.sessions = store::SessionsAfter::Refreshed; });
    BOOST_TEST(trusts());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(trust_of_everybody_ends_in_steps_by_user, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    const User cleo = add_user(stores, "cleo@example.org", 3);
    auto& devices = stores.sign_ins();
    const auto trusts = [&](const User& user) {
        return devices.count_trusted_devices(user.id, kNow);
    };
    // More of one user than a step reads, and any of them may be the one that is read last.
    constexpr unsigned kOfAnn = store::SessionStore::kMostAtOnce + 20;
    for (unsigned n = 1; n <= kOfAnn; ++n) {
        devices.add_known_device(ann.id, sample_hash(n), kNow);
        devices.trust_device(ann.id, sample_hash(n), kNow + 1h);
    }
    devices.add_known_device(bob.id, sample_hash(1), kNow);
    devices.add_known_device(cleo.id, sample_hash(1), kNow);
    devices.trust_device(cleo.id, sample_hash(1), kNow + 1h);
    BOOST_REQUIRE(trusts(ann) == kOfAnn);

    auto& sessions = stores.sessions();
    BOOST_TEST((sessions.end_some_trust(UserId{0}) == ann.id));
    BOOST_TEST(trusts(ann) == 0u);
    BOOST_TEST(trusts(cleo) == 1u);
    BOOST_TEST((sessions.end_some_trust(ann.id) == cleo.id));
    BOOST_TEST(trusts(cleo) == 0u);
    BOOST_TEST(!sessions.end_some_trust(cleo.id).has_value());
    for (const User& user : {ann, bob, cleo})
        BOOST_TEST(devices.is_known_device(user.id, sample_hash(1)));
    devices.trust_device(bob.id, sample_hash(1), kNow + 1h);
    BOOST_TEST(trusts(bob) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
