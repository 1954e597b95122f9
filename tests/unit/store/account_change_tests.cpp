// What a change expects of the account, and which expectation is told when several are not met.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/store/account_change.hpp"
#include "support/sample_factors.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::ChangeError;
using store::DeletionState;

namespace {

struct ExpectationFixture {
    User ann{.id = UserId{7},
             .public_id = sample_id(7),
             .email = *EmailAddress::parse("ann@example.org"),
             .display_name = *DisplayName::parse("Ann"),
             .created_at = kNow - 24h,
             .email_verified_at = kNow - 24h};
    store::AccountState state{.user = ann,
                              .link = MailToken{.kind = MailTokenKind::ResetPassword,
                                                .user = ann,
                                                .email = ann.email,
                                                .created_at = kNow,
                                                .expires_at = kNow + 1h,
                                                .password_changed_at = kNow - 24h},
                              .password_hash = "$current"};
    store::AccountChange change{
        .user = ann.id,
        .now = kNow,
        .effects = {.audit = {.at = kNow, .event = AuditEvent::PasswordReset}}};

    bool is_met() { return !unmet_expectation(change, state); }
    bool fails_with(ChangeError error) { return unmet_expectation(change, state) == error; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(account_change_tests, ExpectationFixture)

BOOST_AUTO_TEST_CASE(a_change_that_expects_nothing_may_always_be_made) {
    state.link.reset();
    state.user.disabled = true;
    BOOST_TEST(is_met());
}

BOOST_AUTO_TEST_CASE(a_link_must_be_there_and_good_and_of_this_kind_and_user) {
    change.expected.link = store::LinkUse{MailTokenKind::ResetPassword, sample_hash(1)};
    BOOST_TEST(is_met());
    change.now = kNow + 1h;
    BOOST_TEST(fails_with(ChangeError::LinkGone));
    change.now = kNow;
    change.expected.link->kind = MailTokenKind::VerifyEmail;
    BOOST_TEST(fails_with(ChangeError::LinkGone));
    change.expected.link->kind = MailTokenKind::ResetPassword;
    state.link->user.id = UserId{8};
    BOOST_TEST(fails_with(ChangeError::LinkGone));
    state.link.reset();
    BOOST_TEST(fails_with(ChangeError::LinkGone));
}

BOOST_AUTO_TEST_CASE(the_hash_and_the_address_must_be_the_expected_ones) {
    change.expected.password_hash = "$current";
    change.expected.email = store::VerifiedEmail{ann.email, ann.email_verified_at};
    BOOST_TEST(is_met());
    state.user.email_verified_at = kNow;
    BOOST_TEST(fails_with(ChangeError::EmailChanged));
    state.user.email_verified_at.reset();
    BOOST_TEST(fails_with(ChangeError::EmailChanged));
    state.user = ann;
    state.user.email = *EmailAddress::parse("ann@example.com");
    BOOST_TEST(fails_with(ChangeError::EmailChanged));
    state.password_hash = "$CURRENT";
    BOOST_TEST(fails_with(ChangeError::PasswordChanged));
}

BOOST_AUTO_TEST_CASE(a_deletion_is_scheduled_before_it_is_due) {
    const auto met = [&](DeletionState expected, std::optional<TimePoint> delete_at) {
        change.expected.deletion = expected;
        state.user.delete_at = delete_at;
        BOOST_TEST((is_met() || fails_with(ChangeError::NotScheduled)));
        return is_met();
    };
    BOOST_TEST(met(DeletionState::Any, std::nullopt));
    BOOST_TEST(!met(DeletionState::Scheduled, std::nullopt));
    BOOST_TEST(!met(DeletionState::Due, std::nullopt));
    BOOST_TEST(met(DeletionState::Scheduled, kNow + 1s));
    BOOST_TEST(!met(DeletionState::Due, kNow + 1s));
    BOOST_TEST(met(DeletionState::Due, kNow));
}

BOOST_AUTO_TEST_CASE(an_enrolment_must_be_there_and_good_and_of_this_user_and_app) {
    change.expected.enrolment = sample_hash(1);
    change.totp = sample_totp(1);
    const FactorEnrolment good = sample_enrolment(ann, 1);
    BOOST_TEST(fails_with(ChangeError::EnrolmentGone));
    state.enrolment = good;
    BOOST_TEST(is_met());
    state.enrolment->user_id = UserId{8};
    BOOST_TEST(fails_with(ChangeError::EnrolmentGone));
    state.enrolment = good;
    state.enrolment->expires_at = kNow;
    BOOST_TEST(fails_with(ChangeError::EnrolmentGone));
    state.enrolment = good;
    change.totp = sample_totp(2);
    BOOST_TEST(fails_with(ChangeError::EnrolmentGone));
    change.totp.reset();
    BOOST_TEST(fails_with(ChangeError::EnrolmentGone));
}

BOOST_AUTO_TEST_CASE(the_app_must_be_the_expected_one_or_none) {
    const auto met = [&](std::optional<PublicId> expected, std::optional<PublicId> present) {
        change.expected.totp = store::PresentTotp{expected};
        state.totp = present;
        BOOST_TEST((is_met() || fails_with(ChangeError::FactorChanged)));
        return is_met();
    };
    BOOST_TEST(met(std::nullopt, std::nullopt));
    BOOST_TEST(met(sample_id(1), sample_id(1)));
    BOOST_TEST(!met(std::nullopt, sample_id(1)));
    BOOST_TEST(!met(sample_id(1), std::nullopt));
    BOOST_TEST(!met(sample_id(1), sample_id(2)));
    change.expected.totp.reset();
    BOOST_TEST(is_met());
}

BOOST_AUTO_TEST_SUITE_END()
