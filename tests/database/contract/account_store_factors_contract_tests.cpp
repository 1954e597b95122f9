// What every AccountStore does, over memory and over MySQL: second factors.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "support/sample_factors.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::ChangeError;

namespace {

template <class Stores>
store::AppliedChange applied(Stores& stores, const store::AccountChange& change) {
    const auto result = stores.accounts().apply(change);
    BOOST_REQUIRE(result.has_value());
    return *result;
}

/// Why the change is not made.
template <class Stores>
std::optional<ChangeError> error_of(Stores& stores, const store::AccountChange& change) {
    const auto result = stores.accounts().apply(change);
    return result ? std::nullopt : std::optional{result.error()};
}

template <class Stores>
std::optional<PublicId> app_of(Stores& stores, const User& user) {
    const auto totp = stores.factors().find_totp(user.id);
    return totp ? std::optional{totp->public_id} : std::nullopt;
}

template <class Stores>
bool has_codes(Stores& stores, const User& user) {
    return stores.factors().find_recovery_set(user.id).has_value();
}

template <class Stores>
bool has_enrolment(Stores& stores, unsigned n = 1) {
    return stores.factors().find_enrolment(sample_hash(n)).has_value();
}

/// That the change is refused, and neither adds the app nor uses the enrolment up.
template <class Stores>
void check_refused(Stores& stores, const User& user, const store::AccountChange& change,
                   ChangeError error) {
    const auto before = app_of(stores, user);
    const auto events = stores.audit().find_latest({}, 0, 100).size();
    BOOST_TEST((error_of(stores, change) == error));
    BOOST_TEST((app_of(stores, user) == before));
    BOOST_TEST(has_enrolment(stores));
    BOOST_TEST(stores.audit().find_latest({}, 0, 100).size() == events);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(account_store_factors_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(an_app_is_read_back_as_written, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const auto result = applied(stores, totp_added(ann, 1, kNow + 5s));
    BOOST_TEST(!result.removed_totp);
    BOOST_TEST(!result.removed_recovery);
    const auto found = stores.factors().find_totp(ann.id);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->user_id == ann.id));
    BOOST_TEST((found->public_id == sample_id(1)));
    BOOST_TEST(found->sealed_secret == sample_sealed(1));
    BOOST_TEST(found->key_id == 4'000'000'000u);
    BOOST_TEST(found->last_step == kConfirmedStep);
    BOOST_TEST((found->created_at == kNow + 5s));
    BOOST_TEST(!found->last_used_at.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(another_app_takes_the_place_of_the_first, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    applied(stores, totp_added(ann, 1));
    stores.sessions().add(sample_session(ann.id), totp_used(5)).value();
    BOOST_TEST(applied(stores, totp_added(ann, 2, kNow + 1h)).removed_totp);
    const auto found = stores.factors().find_totp(ann.id);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->public_id == sample_id(2)));
    BOOST_TEST(found->last_step == kConfirmedStep);
    BOOST_TEST((found->created_at == kNow + 1h));
    BOOST_TEST(!found->last_used_at.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_set_of_codes_is_read_back_as_written, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    BOOST_TEST(!applied(stores, recovery_made(ann, 1, kNow + 5s)).removed_recovery);
    const auto found = stores.factors().find_recovery_set(ann.id);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->salt == sample_recovery().salt);
    BOOST_TEST((found->cost == sample_recovery().cost));
    BOOST_TEST((found->created_at == kNow + 5s));
    BOOST_TEST(found->left == 3u);
    BOOST_TEST(!found->last_used_at.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(another_set_takes_the_place_of_the_first_with_its_codes, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    applied(stores, recovery_made(ann, 1));
    stores.sessions().add(sample_session(ann.id), code_used(1)).value();
    BOOST_TEST(applied(stores, recovery_made(ann, 11)).removed_recovery);
    const auto found = stores.factors().find_recovery_set(ann.id);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->left == 3u);
    BOOST_TEST(!found->last_used_at.has_value());
    BOOST_TEST(!stores.sessions().add(sample_session(ann.id, 2), code_used(2)).has_value());
    BOOST_TEST(stores.sessions().add(sample_session(ann.id, 2), code_used(12)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(factors_are_removed_of_this_user_only_and_the_change_says_which, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    for (const User& user : {ann, bob}) {
        applied(stores, totp_added(user));
        applied(stores, recovery_made(user));
    }
    auto change = change_of(ann);
    change.remove_totp = true;
    auto result = applied(stores, change);
    BOOST_TEST(result.removed_totp);
    BOOST_TEST(!result.removed_recovery);
    BOOST_TEST(!app_of(stores, ann).has_value());
    BOOST_TEST(has_codes(stores, ann));
    change.remove_recovery = true;
    result = applied(stores, change);
    BOOST_TEST(!result.removed_totp);
    BOOST_TEST(result.removed_recovery);
    BOOST_TEST(!has_codes(stores, ann));
    BOOST_TEST((app_of(stores, bob) == sample_id(1)));
    BOOST_TEST(has_codes(stores, bob));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(factors_since_a_moment_are_removed_and_older_ones_stay, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    applied(stores, totp_added(ann, 1, kNow));
    applied(stores, recovery_made(ann, 1, kNow + 1h));
    auto change = change_of(ann, kNow + 2h);
    change.remove_factors_since = kNow + 1h + 1s;
    auto result = applied(stores, change);
    BOOST_TEST(!result.removed_totp);
    BOOST_TEST(!result.removed_recovery);
    change.remove_factors_since = kNow + 1h;
    result = applied(stores, change);
    BOOST_TEST(!result.removed_totp);
    BOOST_TEST(result.removed_recovery);
    BOOST_TEST((app_of(stores, ann) == sample_id(1)));
    BOOST_TEST(!has_codes(stores, ann));
    change.remove_factors_since = kNow;
    BOOST_TEST(applied(stores, change).removed_totp);
    BOOST_TEST(!app_of(stores, ann).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_enrolment_is_used_once, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    stores.factors().put_enrolment(sample_enrolment(ann));
    applied(stores, totp_confirmed(ann));
    BOOST_TEST((app_of(stores, ann) == sample_id(1)));
    BOOST_TEST(!has_enrolment(stores));
    BOOST_TEST((error_of(stores, totp_confirmed(ann)) == ChangeError::EnrolmentGone));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_enrolment_must_be_the_users_and_of_this_app_and_not_expired, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    stores.factors().put_enrolment(sample_enrolment(ann));
    auto other_app = totp_confirmed(ann);
    other_app.totp = sample_totp(2);
    auto other_holder = totp_confirmed(ann);
    other_holder.expected.enrolment = sample_hash(2);
    check_refused(stores, ann, other_app, ChangeError::EnrolmentGone);
    check_refused(stores, ann, other_holder, ChangeError::EnrolmentGone);
    check_refused(stores, bob, totp_confirmed(bob), ChangeError::EnrolmentGone);
    check_refused(stores, ann, totp_confirmed(ann, 1, kNow + 10min), ChangeError::EnrolmentGone);
    applied(stores, totp_confirmed(ann, 1, kNow + 10min - 1s));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_app_replaces_only_the_one_that_it_names, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    stores.factors().put_enrolment(sample_enrolment(ann));
    auto replaces_second = totp_confirmed(ann);
    replaces_second.expected.totp = store::PresentTotp{sample_id(2)};
    check_refused(stores, ann, replaces_second, ChangeError::FactorChanged);
    applied(stores, totp_added(ann, 3));
    check_refused(stores, ann, replaces_second, ChangeError::FactorChanged);
    check_refused(stores, ann, totp_confirmed(ann), ChangeError::FactorChanged);
    applied(stores, totp_added(ann, 2));
    BOOST_TEST(applied(stores, replaces_second).removed_totp);
    BOOST_TEST((app_of(stores, ann) == sample_id(1)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_refused_change_leaves_the_factors, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    applied(stores, totp_added(ann));
    applied(stores, recovery_made(ann));
    auto change = change_of(ann);
    change.remove_totp = true;
    change.remove_recovery = true;
    change.expected.password_hash = "$other";
    BOOST_TEST((error_of(stores, change) == ChangeError::PasswordChanged));
    BOOST_TEST((error_of(stores, totp_added(unknown_user(ann), 2)) == ChangeError::NoSuchUser));
    BOOST_TEST((app_of(stores, ann) == sample_id(1)));
    BOOST_TEST(stores.factors().find_recovery_set(ann.id)->left == 3u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_reset_of_factors_waits_and_is_found_when_its_step_has_come, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    const auto pending = [&](const User& user, TimePoint due, TimePoint next) {
        auto change = change_of(user);
        change.factor_reset = store::FactorResetDate{due, next};
        applied(stores, change);
    };
    const auto found = [&](TimePoint at) { return stores.accounts().find_factor_resets(at, 10); };
    BOOST_TEST(!stores.accounts().find_factor_reset(ann.id).has_value());
    pending(ann, kNow + 72h, kNow + 24h);
    pending(bob, kNow + 2h, kNow + 2h);
    BOOST_TEST((stores.accounts().find_factor_reset(ann.id) == kNow + 72h));
    BOOST_TEST(found(kNow + 2h - 1s).empty());
    BOOST_REQUIRE(found(kNow + 2h).size() == 1u);
    BOOST_TEST((found(kNow + 2h).front().user.id == bob.id));
    BOOST_TEST((found(kNow + 2h).front().due_at == kNow + 2h));
    BOOST_REQUIRE(found(kNow + 24h).size() == 2u);
    BOOST_TEST((found(kNow + 24h)[1].due_at == kNow + 72h));
    BOOST_TEST(stores.accounts().find_factor_resets(kNow + 24h, 1).size() == 1u);
    pending(ann, kNow + 72h, kNow + 48h);
    BOOST_TEST(found(kNow + 24h).size() == 1u);
    auto cancel = change_of(bob);
    cancel.factor_reset = store::FactorResetDate{};
    applied(stores, cancel);
    BOOST_TEST(!stores.accounts().find_factor_reset(bob.id).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_change_may_expect_a_reset_that_is_pending_or_due, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    auto if_pending = change_of(ann);
    if_pending.expected.factor_reset = true;
    auto if_due = change_of(ann, kNow + 1h);
    if_due.expected.factor_reset_due = true;
    BOOST_TEST((error_of(stores, if_pending) == ChangeError::NotScheduled));
    BOOST_TEST((error_of(stores, if_due) == ChangeError::NotScheduled));
    auto begin = change_of(ann);
    begin.factor_reset = store::FactorResetDate{kNow + 1h, {}};
    applied(stores, begin);
    applied(stores, if_pending);
    if_due.now = kNow + 1h - 1s;
    BOOST_TEST((error_of(stores, if_due) == ChangeError::NotScheduled));
    if_due.now = kNow + 1h;
    applied(stores, if_due);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_factors_of_a_disabled_user_are_never_reset_when_due, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    applied(stores, totp_added(ann));
    auto begin = change_of(ann);
    begin.factor_reset = store::FactorResetDate{kNow + 1h, {}};
    // Disabling cancels it, so that enabling the user again does not bring it back.
    applied(stores, begin);
    applied(stores, service::user_disabled(ann, sample_cause()));
    BOOST_TEST(!stores.accounts().find_factor_reset(ann.id).has_value());
    // One that is there all the same is not carried out.
    applied(stores, begin);
    const auto done = service::factor_reset_done(ann, service::by_system(kNow + 2h));
    BOOST_TEST((error_of(stores, done) == ChangeError::NotScheduled));
    BOOST_TEST(app_of(stores, ann).has_value());
    const auto found = stores.accounts().find_factor_resets(kNow + 2h, 10);
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found.front().user.disabled);
    applied(stores,
            service::factor_reset_dropped(found.front().user, service::by_system(kNow + 2h)));
    BOOST_TEST(!stores.accounts().find_factor_reset(ann.id).has_value());
    applied(stores, service::user_enabled(ann, sample_cause()));
    applied(stores, begin);
    applied(stores, done);
    BOOST_TEST(!app_of(stores, ann).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_session_by_a_second_factor_cancels_a_reset, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    auto begin = change_of(ann);
    begin.factor_reset = store::FactorResetDate{kNow + 1h, {}};
    applied(stores, begin);
    const auto open = [&](unsigned n, Level level, std::optional<TimePoint> factor_at) {
        auto session = sample_session(ann.id, n);
        session.authentication.level = level;
        session.authentication.factor_at = factor_at;
        stores.sessions().add(session, {}).value();
        return stores.accounts().find_factor_reset(ann.id).has_value();
    };
    BOOST_TEST(open(1, Level::One, std::nullopt));
    BOOST_TEST(open(2, Level::Two, std::nullopt));  // on a trusted device
    BOOST_TEST(!open(3, Level::Two, kNow));
}

BOOST_AUTO_TEST_SUITE_END()
