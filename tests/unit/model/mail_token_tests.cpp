#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/model/mail_token.hpp"

using namespace postern;
using namespace std::chrono_literals;

namespace {

const TimePoint kNow{1'800'000'000s};

/// A code that was asked for a moment after the password was changed, and is good for 15 minutes.
MailToken sample_code() {
    const auto email = *EmailAddress::parse("ann@example.org");
    return {.kind = MailTokenKind::EnrolmentCode,
            .user = {.id = UserId{1},
                     .public_id = PublicId::from_random(std::string(PublicId::kBytes, 'a')),
                     .email = email,
                     .display_name = *DisplayName::parse("Ann"),
                     .disabled = false,
                     .created_at = kNow - 24h},
            .email = email,
            .created_at = kNow,
            .expires_at = kNow + 15min,
            .password_changed_at = kNow};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_token_tests)

BOOST_AUTO_TEST_CASE(a_code_for_the_first_factor_is_good_until_it_expires) {
    BOOST_TEST(is_good(sample_code(), kNow));
    BOOST_TEST(is_good(sample_code(), kNow + 15min - 1s));
    BOOST_TEST(!is_good(sample_code(), kNow + 15min));
}

BOOST_AUTO_TEST_CASE(a_code_for_the_first_factor_ends_with_the_password_and_the_address) {
    auto code = sample_code();
    code.password_changed_at = kNow + 1s;
    BOOST_TEST(!is_good(code, kNow));
    code = sample_code();
    code.user.email = *EmailAddress::parse("ann@example.net");
    BOOST_TEST(!is_good(code, kNow));
}

BOOST_AUTO_TEST_CASE(a_code_for_the_first_factor_is_of_no_use_for_an_account_that_cannot_sign_in) {
    auto code = sample_code();
    code.user.disabled = true;
    BOOST_TEST(!is_good(code, kNow));
    code = sample_code();
    code.user.delete_at = kNow + 24h;
    BOOST_TEST(!is_good(code, kNow));
}

BOOST_AUTO_TEST_SUITE_END()
