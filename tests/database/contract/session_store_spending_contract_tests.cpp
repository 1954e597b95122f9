// What every SessionStore does, over memory and over MySQL: what opening a session uses up.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "postern/store/store_error.hpp"
#include "support/sample_factors.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::NotOpened;
using store::Spending;

namespace {

/// Ann with an app, three recovery codes, a step and a session, which are all number 1.
template <class Stores>
struct Ready {
    Stores stores;
    User ann = add_user(stores);
    User bob = add_user(stores, "bob@example.org", 2);
    unsigned opened = 100;

    Ready() {
        BOOST_REQUIRE(stores.accounts().apply(totp_added(ann)).has_value());
        BOOST_REQUIRE(stores.accounts().apply(recovery_made(ann)).has_value());
        BOOST_REQUIRE(stores.sign_in_steps().add(sample_step(ann)));
        stores.sessions().add(sample_session(ann.id), {}).value();
    }

    /// Nothing: it was opened.
    std::optional<NotOpened> open(const Spending& spending, const User& user,
                                  TimePoint now = kNow + 1min) {
        auto session = sample_session(user.id, ++opened);
        session.created_at = session.authentication.authenticated_at = now;
        const auto added = stores.sessions().add(session, spending);
        BOOST_TEST(stores.sessions().find_by_token_hash(session.token_hash).has_value() ==
                   added.has_value());
        return added ? std::nullopt : std::optional{added.error()};
    }
    std::optional<NotOpened> open(const Spending& spending) { return open(spending, ann); }

    bool has_step() { return stores.sign_in_steps().find(sample_hash(1)).has_value(); }
    std::uint64_t last_step() { return stores.factors().find_totp(ann.id)->last_step; }
    std::size_t codes_left() { return stores.factors().find_recovery_set(ann.id)->left; }
    bool has_session() { return stores.sessions().find_by_token_hash(sample_hash(1)).has_value(); }
    std::size_t revocations() { return stores.revocations().find_after(0, 10).revocations.size(); }

    /// That nothing of Ann's was spent.
    void check_untouched() {
        BOOST_TEST(has_step());
        BOOST_TEST(last_step() == kConfirmedStep);
        BOOST_TEST(!stores.factors().find_totp(ann.id)->last_used_at.has_value());
        BOOST_TEST(codes_left() == 3u);
        BOOST_TEST(has_session());
        BOOST_TEST(revocations() == 0u);
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(session_store_spending_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_session_that_spends_nothing_leaves_everything, S, AllStores) {
    Ready<S> ready;
    BOOST_TEST(!ready.open({}).has_value());
    ready.check_untouched();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_step_becomes_one_session, S, AllStores) {
    Ready<S> ready;
    BOOST_TEST(!ready.open(step_used(1)).has_value());
    BOOST_TEST(!ready.has_step());
    BOOST_TEST((ready.open(step_used(1)) == NotOpened::StepGone));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_step_must_be_there_and_the_users_and_not_expired, S, AllStores) {
    Ready<S> ready;
    BOOST_TEST((ready.open(step_used(2)) == NotOpened::StepGone));
    BOOST_TEST((ready.open(step_used(1), ready.bob) == NotOpened::StepGone));
    BOOST_TEST((ready.open(step_used(1), ready.ann, kNow + 10min) == NotOpened::StepGone));
    ready.check_untouched();
    BOOST_TEST(!ready.open(step_used(1), ready.ann, kNow + 10min - 1s).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_code_of_the_app_counts_once_and_none_before_it, S, AllStores) {
    Ready<S> ready;
    BOOST_TEST((ready.open(totp_used(0)) == NotOpened::CodeUsed));  // it confirmed the app
    BOOST_TEST(!ready.open(totp_used(2)).has_value());
    BOOST_TEST(ready.last_step() == kConfirmedStep + 2);
    BOOST_TEST((ready.stores.factors().find_totp(ready.ann.id)->last_used_at == kNow + 1min));
    BOOST_TEST((ready.open(totp_used(2)) == NotOpened::CodeUsed));
    BOOST_TEST((ready.open(totp_used(1)) == NotOpened::CodeUsed));
    BOOST_TEST(!ready.open(totp_used(3)).has_value());
    BOOST_TEST(ready.last_step() == kConfirmedStep + 3);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_code_must_be_of_the_app_that_the_user_has, S, AllStores) {
    Ready<S> ready;
    BOOST_TEST((ready.open(totp_used(1), ready.bob) == NotOpened::CodeUsed));
    BOOST_TEST((ready.open(totp_used(1, 2)) == NotOpened::CodeUsed));
    ready.check_untouched();
    BOOST_REQUIRE(ready.stores.accounts().apply(totp_added(ready.ann, 2)).has_value());
    BOOST_TEST((ready.open(totp_used(1)) == NotOpened::CodeUsed));
    BOOST_TEST(!ready.open(totp_used(1, 2)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(each_recovery_code_counts_once, S, AllStores) {
    Ready<S> ready;
    BOOST_TEST((ready.open(code_used(4)) == NotOpened::CodeUsed));
    BOOST_TEST((ready.open(code_used(1), ready.bob) == NotOpened::CodeUsed));
    ready.check_untouched();
    BOOST_TEST(!ready.open(code_used(2)).has_value());
    BOOST_TEST((ready.open(code_used(2)) == NotOpened::CodeUsed));
    auto set = ready.stores.factors().find_recovery_set(ready.ann.id);
    BOOST_TEST(set->left == 2u);
    BOOST_TEST((set->last_used_at == kNow + 1min));
    BOOST_TEST(!ready.open(code_used(1), ready.ann, kNow + 2min).has_value());
    BOOST_TEST(!ready.open(code_used(3), ready.ann, kNow + 1min).has_value());
    set = ready.stores.factors().find_recovery_set(ready.ann.id);
    BOOST_REQUIRE(set.has_value());
    BOOST_TEST(set->left == 0u);
    BOOST_TEST((set->last_used_at == kNow + 2min));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_mailed_code_must_be_good_and_the_users_and_counts_once, S,
                              AllStores) {
    Ready<S> ready;
    auto& accounts = ready.stores.accounts();
    const Spending code{.mailed_code = sample_hash(7)};
    BOOST_TEST((ready.open(code) == NotOpened::CodeUsed));
    const auto token =
        sample_token(ready.ann, MailTokenKind::EnrolmentCode, ready.ann.email.text(), 7);
    accounts.add_token(token);
    BOOST_TEST((ready.open(code, ready.bob) == NotOpened::CodeUsed));
    BOOST_TEST((ready.open(code, ready.ann, token.expires_at) == NotOpened::CodeUsed));
    BOOST_TEST(accounts.find_token(token.token_hash).has_value());
    BOOST_TEST(!ready.open(code).has_value());
    BOOST_TEST(!accounts.find_token(token.token_hash).has_value());
    BOOST_TEST((ready.open(code) == NotOpened::CodeUsed));
    ready.check_untouched();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_link_is_no_mailed_code, S, AllStores) {
    Ready<S> ready;
    for (const auto kind : {MailTokenKind::ResetFactors, MailTokenKind::VerifyEmail}) {
        const auto n = static_cast<unsigned>(kind) + 7;
        ready.stores.accounts().add_token(sample_token(ready.ann, kind, ready.ann.email.text(), n));
        BOOST_TEST((ready.open({.mailed_code = sample_hash(n)}) == NotOpened::CodeUsed));
        BOOST_TEST(ready.stores.accounts().find_token(sample_hash(n)).has_value());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_new_password_ends_a_mailed_code, S, AllStores) {
    Ready<S> ready;
    const auto token =
        sample_token(ready.ann, MailTokenKind::EnrolmentCode, ready.ann.email.text(), 7);
    ready.stores.accounts().add_token(token);
    ready.stores.users().set_password_hash(ready.ann.id, "$another", token.created_at + 1s,
                                           std::nullopt);
    BOOST_TEST((ready.open({.mailed_code = sample_hash(7)}) == NotOpened::CodeUsed));
    BOOST_TEST(ready.stores.accounts().find_token(token.token_hash).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_session_with_an_older_proof_was_seen_when_it_is_stored, S,
                              AllStores) {
    Ready<S> ready;
    auto session = sample_session(ready.ann.id, 50);
    session.authentication.authenticated_at = kNow - 20min;
    session.stored_at = kNow + 2min;
    const auto added = ready.stores.sessions().add(session, {});
    BOOST_REQUIRE(added.has_value());
    BOOST_TEST((added->last_seen_at == kNow + 2min));
    const auto found = ready.stores.sessions().find_by_token_hash(session.token_hash);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->session.last_seen_at == kNow + 2min));
    BOOST_TEST((found->session.authentication == session.authentication));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_session_with_every_method_is_read_back, S, AllStores) {
    Ready<S> ready;
    using enum ProofMethod;
    auto session = sample_session(ready.ann.id, 50);
    session.authentication.methods = {Password,    Totp,          RecoveryCode, Passkey,
                                      SecurityKey, TrustedDevice, MailedCode};
    BOOST_REQUIRE(ready.stores.sessions().add(session, {}).has_value());
    const auto found = ready.stores.sessions().find_by_token_hash(session.token_hash);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->session.authentication == session.authentication));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_renewed_session_ends_and_is_revoked, S, AllStores) {
    Ready<S> ready;
    const Spending renewal{.replaced_token_hash = sample_hash(1)};
    BOOST_TEST((ready.open({.replaced_token_hash = sample_hash(2)}) == NotOpened::SessionGone));
    BOOST_TEST((ready.open(renewal, ready.bob) == NotOpened::SessionGone));
    ready.check_untouched();
    BOOST_TEST(!ready.open(renewal).has_value());
    BOOST_TEST(!ready.has_session());
    const auto revoked = ready.stores.revocations().find_after(0, 10).revocations;
    BOOST_REQUIRE(revoked.size() == 1u);
    BOOST_TEST((revoked[0].token_hash == sample_hash(1)));
    BOOST_TEST((ready.open(renewal) == NotOpened::SessionGone));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_session_that_is_not_live_is_not_renewed, S, AllStores) {
    Ready<S> ready;
    const Spending renewal{.replaced_token_hash = sample_hash(1)};
    const auto idle_end = kNow + sample_session(ready.ann.id).idle_ttl;
    BOOST_TEST((ready.open(renewal, ready.ann, idle_end) == NotOpened::SessionGone));
    ready.check_untouched();
    ready.stores.sessions().remove_all_of_user(ready.ann.id, std::nullopt);
    BOOST_TEST((ready.open(renewal) == NotOpened::SessionGone));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(all_is_spent_together, S, AllStores) {
    Ready<S> ready;
    auto all = totp_used(1);
    all.step_token_hash = sample_hash(1);
    all.recovery_code = sample_hash(3);
    all.replaced_token_hash = sample_hash(1);
    BOOST_TEST(!ready.open(all).has_value());
    BOOST_TEST(!ready.has_step());
    BOOST_TEST(ready.last_step() == kConfirmedStep + 1);
    BOOST_TEST(ready.codes_left() == 2u);
    BOOST_TEST(!ready.has_session());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(where_one_is_missing_nothing_is_spent, S, AllStores) {
    Ready<S> ready;
    auto all = totp_used(1);
    all.step_token_hash = sample_hash(1);
    all.recovery_code = sample_hash(3);
    all.replaced_token_hash = sample_hash(1);
    const auto but = [&](auto spoil) {
        auto spending = all;
        spoil(spending);
        return ready.open(spending);
    };
    const Digest other = sample_hash(9);
    BOOST_TEST((but([&](Spending& s) { s.step_token_hash = other; }) == NotOpened::StepGone));
    BOOST_TEST((but([](Spending& s) { s.totp = totp_used(0).totp; }) == NotOpened::CodeUsed));
    BOOST_TEST((but([&](Spending& s) { s.recovery_code = other; }) == NotOpened::CodeUsed));
    BOOST_TEST(
        (but([&](Spending& s) { s.replaced_token_hash = other; }) == NotOpened::SessionGone));
    ready.check_untouched();
    BOOST_TEST(!ready.open(all).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_user_who_may_not_sign_in_spends_nothing, S, AllStores) {
    Ready<S> ready;
    BOOST_TEST((ready.open(totp_used(1), unknown_user(ready.ann)) == NotOpened::UserGone));
    BOOST_TEST(apply(ready.stores.accounts(), service::user_disabled(ready.ann, sample_cause())));
    BOOST_TEST((ready.open(totp_used(1)) == NotOpened::UserGone));
    BOOST_TEST(ready.last_step() == kConfirmedStep);
}

BOOST_AUTO_TEST_CASE(a_session_that_cannot_be_stored_spends_nothing) {
    Ready<MysqlStores> ready;
    auto spending = totp_used(1);
    spending.step_token_hash = sample_hash(1);
    spending.recovery_code = sample_hash(1);
    const auto has_the_same_id = sample_session(ready.ann.id);
    BOOST_CHECK_THROW(ready.stores.sessions().add(has_the_same_id, spending).has_value(),
                      store::StoreError);
    ready.check_untouched();
    BOOST_TEST(!ready.open(spending).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
