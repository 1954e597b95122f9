// What the views of the links in e-mails promise, whatever somebody has typed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/links/views.hpp"
#include "support/view_checks.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::test;
using namespace postern::portal::links;

namespace {

const std::vector<MailKind> kMails{MailKind::VerifyEmail, MailKind::ResetPassword,
                                   MailKind::DeletionScheduled};

const std::vector<MailTokenKind> kLinks{MailTokenKind::VerifyEmail,     MailTokenKind::ChangeEmail,
                                        MailTokenKind::UndoEmailChange, MailTokenKind::KeepAccount,
                                        MailTokenKind::ResetFactors,    MailTokenKind::KeepFactors,
                                        MailTokenKind::ResetPassword};

ReturnTo hostile_return() {
    return {.link = kHostile, .host = kHostile, .name = kHostile, .title = kHostile};
}

AskMailView hostile_ask_mail(MailKind what) {
    return {.frame = hostile_frame(),
            .what = what,
            .form_token = kHostile,
            .email = kHostile,
            .return_to = hostile_return(),
            .stale = true,
            .bad_email = true,
            .wait = kHostile};
}

ResetPasswordView hostile_reset() {
    return {.frame = hostile_frame(),
            .form_token = kHostile,
            .token = kHostile,
            .email = kHostile,
            .new_password = {.problems = {service::PasswordProblem::Breached}, .texts = {kHostile}},
            .return_to = hostile_return(),
            .busy = true,
            .stale = true};
}

LinkView hostile_link(MailTokenKind kind) {
    return {.frame = hostile_frame(),
            .kind = kind,
            .form_token = kHostile,
            .token = kHostile,
            .display_name = kHostile,
            .email = kHostile,
            .return_to = hostile_return(),
            .stale = true};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(links_views_tests)

BOOST_AUTO_TEST_CASE(every_view_shows_hostile_values_as_text) {
    for (const auto what : kMails) check_view(hostile_ask_mail(what));
    check_view(NoMailView{hostile_frame()});
    check_view(hostile_reset());
    for (const auto kind : kLinks) {
        check_view(hostile_link(kind));
        check_view(LinkDoneView{hostile_frame(), kind, hostile_return()});
        check_view(LinkGoneView{.frame = hostile_frame(), .kind = kind});
        check_view(LinkGoneView{.frame = hostile_frame(), .kind = kind, .email_taken = true});
    }
}

BOOST_AUTO_TEST_CASE(ask_mail_keeps_what_was_typed_and_where_it_leads) {
    for (const auto what : kMails) {
        const auto html = drawn(AskMailView{.frame = {""},
                                            .what = what,
                                            .form_token = "t",
                                            .email = kTyped,
                                            .return_to = {.link = kTyped}});
        BOOST_TEST(value_of(html, "email") == kTyped);
        BOOST_TEST(value_of(html, "rd") == kTyped);
        BOOST_TEST(value_of(html, "what") == to_text(what));
        BOOST_TEST(value_of(html, "form_token") == "t");
    }
}

BOOST_AUTO_TEST_CASE(ask_mail_ties_each_error_to_its_field) {
    check_no_problem(drawn(AskMailView{.frame = {""}}));
    check_problem(drawn(AskMailView{.frame = {""}, .bad_email = true}), {"email"});
    check_problem(drawn(AskMailView{.frame = {""}, .stale = true}), {});
    check_problem(drawn(AskMailView{.frame = {""}, .wait = "5 minutes"}), {});
}

BOOST_AUTO_TEST_CASE(reset_password_keeps_its_link_but_no_password) {
    const auto html =
        drawn(ResetPasswordView{.frame = {""}, .token = kTyped, .return_to = {.link = kTyped}});
    BOOST_TEST(value_of(html, "token") == kTyped);
    BOOST_TEST(value_of(html, "rd") == kTyped);
    BOOST_TEST(value_of(html, "password") == "");
}

BOOST_AUTO_TEST_CASE(reset_password_ties_each_error_to_its_field) {
    ResetPasswordView view{.frame = {""}};
    check_no_problem(drawn(view));
    view.new_password = {.problems = {service::PasswordProblem::Common}, .texts = {"Too common."}};
    check_problem(drawn(view), {"password"});
    check_problem(drawn(ResetPasswordView{.frame = {""}, .busy = true}), {});
    check_problem(drawn(ResetPasswordView{.frame = {""}, .stale = true}), {});
}

BOOST_AUTO_TEST_CASE(link_keeps_its_token_and_where_it_leads) {
    const auto html =
        drawn(LinkView{.frame = {""}, .token = kTyped, .return_to = {.link = kTyped}});
    BOOST_TEST(value_of(html, "token") == kTyped);
    BOOST_TEST(value_of(html, "rd") == kTyped);
}

BOOST_AUTO_TEST_SUITE_END()
