// When a sign-in that waits for its second factor may go on.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/model/factor.hpp"
#include "support/sample_data.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

SignInStep step_of_ann() {
    return {.token_hash = sample_hash(1),
            .user = {.id = UserId{7},
                     .public_id = sample_id(7),
                     .email = *EmailAddress::parse("ann@example.org"),
                     .display_name = *DisplayName::parse("Ann"),
                     .created_at = kNow - 24h},
            .address = "192.0.2.7",
            .user_agent = "Test/1.0",
            .created_at = kNow,
            .expires_at = kNow + 10min};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(factor_tests)

BOOST_AUTO_TEST_CASE(a_step_is_good_until_it_expires) {
    const auto step = step_of_ann();
    BOOST_TEST(is_good(step, kNow));
    BOOST_TEST(is_good(step, kNow + 10min - 1s));
    BOOST_TEST(!is_good(step, kNow + 10min));
}

BOOST_AUTO_TEST_CASE(a_step_of_a_user_who_may_not_sign_in_is_not_good) {
    auto step = step_of_ann();
    step.user.disabled = true;
    BOOST_TEST(!is_good(step, kNow));
    step = step_of_ann();
    step.user.delete_at = kNow + 24h;
    BOOST_TEST(!is_good(step, kNow));
}

BOOST_AUTO_TEST_SUITE_END()
