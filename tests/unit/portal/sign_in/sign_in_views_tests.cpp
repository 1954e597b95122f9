// What the views of sign-in, sign-out and registration promise, whatever somebody has typed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/sign_in/views.hpp"
#include "support/view_checks.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::test;
using namespace postern::portal::sign_in;

namespace {

ReturnTo hostile_return() {
    return {.link = kHostile, .host = kHostile, .name = kHostile, .title = kHostile};
}

using Problem = SignInView::Problem;

SignInView hostile_sign_in(Problem problem) {
    return {.frame = hostile_frame(),
            .return_to = hostile_return(),
            .form_token = kHostile,
            .email = kHostile,
            .remember = true,
            .registration_open = true,
            .mail_enabled = true,
            .passkeys = true,
            .notice = SignInView::Notice::Registered,
            .problem = problem,
            .wait = kHostile,
            .email_missing = true,
            .password_missing = true};
}

RegisterView hostile_register() {
    return {.frame = hostile_frame(),
            .return_to = hostile_return(),
            .form_token = kHostile,
            .email = kHostile,
            .display_name = kHostile,
            .new_password = {.needs = {},
                             .problems = {service::PasswordProblem::TooShort},
                             .texts = {kHostile}},
            .bad_email = true,
            .email_taken = true,
            .bad_display_name = true,
            .busy = true,
            .wait = kHostile,
            .approval = true,
            .domains = kHostile,
            .bad_domain = true,
            .profile = {{{.name = kHostile,
                          .label = kHostile,
                          .kind = ProfileFieldKind::Choice,
                          .value = kHostile,
                          .choices = {{kHostile, true}},
                          .missing = true}}},
            .terms = {.version = kHostile, .missing = true}};
}

SignInView sign_in_with(Problem problem) { return {.frame = {""}, .problem = problem}; }

RegisterView with_bad_password() {
    return {.frame = {""},
            .new_password = {.problems = {service::PasswordProblem::TooShort},
                             .texts = {"Too short."}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sign_in_views_tests)

BOOST_AUTO_TEST_CASE(every_view_shows_hostile_values_as_text) {
    for (int problem = 0; problem <= static_cast<int>(Problem::Busy); ++problem)
        check_view(hostile_sign_in(static_cast<Problem>(problem)));
    check_view(hostile_register());
    check_view(RegisterClosedView{hostile_frame()});
    check_view(SignOutView{hostile_frame(), kHostile, kHostile, kHostile});
}

BOOST_AUTO_TEST_CASE(sign_in_keeps_what_was_typed_but_no_password) {
    for (const bool remember : {true, false}) {
        const auto html = drawn(SignInView{.frame = {""},
                                           .return_to = {.link = kTyped},
                                           .form_token = "t",
                                           .email = kTyped,
                                           .remember = remember,
                                           .problem = Problem::BadCredentials});
        BOOST_TEST(value_of(html, "email") == kTyped);
        BOOST_TEST(value_of(html, "rd") == kTyped);
        BOOST_TEST(value_of(html, "form_token") == "t");
        BOOST_TEST(value_of(html, "password") == "");
        BOOST_TEST(is_checked(html, "remember") == remember);
    }
}

BOOST_AUTO_TEST_CASE(sign_in_ties_each_error_to_its_field) {
    check_no_problem(drawn(sign_in_with(Problem::None)));
    using enum Problem;
    for (const auto problem :
         {Stale, BadCredentials, AccountDisabled, TooManyAttempts, Blocked, EmailNotVerified,
          DeletionScheduled, AwaitingApproval, PasskeyRefused, PasskeyExpired, PasskeyMalformed,
          PasskeysUnavailable, Busy})
        check_problem(drawn(sign_in_with(problem)), {});
    auto view = sign_in_with(Incomplete);
    view.email_missing = true;
    check_problem(drawn(view), {"email"});
    view.password_missing = true;
    check_problem(drawn(view), {"email", "password"});
}

BOOST_AUTO_TEST_CASE(sign_in_has_nothing_of_passkeys_where_they_cannot_be_used) {
    for (const bool can : {true, false}) {
        const auto html = drawn(SignInView{.frame = {""}, .passkeys = can});
        for (const char* const part : {"webauthn", "data-passkey", "passkeys.js", "passkey-says"})
            BOOST_TEST((html.find(part) != std::string::npos) == can, part);
    }
}

BOOST_AUTO_TEST_CASE(register_keeps_what_was_typed_but_no_password) {
    const auto html = drawn(RegisterView{.frame = {""},
                                         .return_to = {.link = kTyped},
                                         .email = kTyped,
                                         .display_name = kTyped,
                                         .bad_email = true});
    BOOST_TEST(value_of(html, "email") == kTyped);
    BOOST_TEST(value_of(html, "display_name") == kTyped);
    BOOST_TEST(value_of(html, "rd") == kTyped);
    BOOST_TEST(value_of(html, "password") == "");
}

BOOST_AUTO_TEST_CASE(register_ties_each_error_to_its_field) {
    check_no_problem(drawn(RegisterView{.frame = {""}}));
    check_problem(drawn(RegisterView{.frame = {""}, .bad_email = true}), {"email"});
    check_problem(drawn(RegisterView{.frame = {""}, .email_taken = true}), {"email"});
    check_problem(drawn(RegisterView{.frame = {""}, .bad_domain = true}), {"email"});
    check_problem(drawn(RegisterView{.frame = {""}, .terms = {.version = "1", .missing = true}}),
                  {"terms"});
    const portal::ProfileFieldView phone{
        .name = "phone", .label = "Telephone", .kind = ProfileFieldKind::Phone, .mistaken = true};
    check_problem(drawn(RegisterView{.frame = {""}, .profile = {{phone}}}), {"field_phone"});
    check_problem(drawn(RegisterView{.frame = {""}, .bad_display_name = true}), {"display_name"});
    check_problem(drawn(with_bad_password()), {"password"});
    check_problem(drawn(RegisterView{.frame = {""}, .busy = true}), {});
    check_problem(drawn(RegisterView{.frame = {""}, .stale = true}), {});
    check_problem(drawn(RegisterView{.frame = {""}, .wait = "5 minutes"}), {});
}

BOOST_AUTO_TEST_SUITE_END()
