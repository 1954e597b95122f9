// What the views of invitations, terms and fields promise, whatever somebody has typed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/duty/views.hpp"
#include "portal/invitation/views.hpp"
#include "support/view_checks.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::portal::duty;
using namespace postern::portal::invitation;
using namespace postern::test;

namespace {

ProfileFieldsView hostile_fields() {
    return {{{.name = kHostile,
              .label = kHostile,
              .kind = ProfileFieldKind::Choice,
              .value = kHostile,
              .choices = {{kHostile, true}},
              .required = true,
              .missing = true,
              .shown_to = kHostile},
             {.name = kHostile,
              .label = kHostile,
              .kind = ProfileFieldKind::Phone,
              .value = kHostile,
              .mistaken = true}}};
}

TermsText hostile_terms() { return {kHostile, kHostile, {kHostile}}; }

InvitationView hostile_invitation() {
    return {.frame = hostile_frame(),
            .form_token = kHostile,
            .token = kHostile,
            .email = kHostile,
            .display_name = kHostile,
            .new_password = {.problems = {service::PasswordProblem::Breached}, .texts = {kHostile}},
            .profile = hostile_fields(),
            .terms = {.version = kHostile, .missing = true},
            .bad_display_name = true,
            .busy = true,
            .stale = true};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(invitation_views_tests)

BOOST_AUTO_TEST_CASE(every_view_shows_hostile_values_as_text) {
    check_view(hostile_invitation());
    using State = InvitationAcceptView::State;
    for (const auto state : {State::SignIn, State::Accept, State::NotYours})
        check_view(InvitationAcceptView{.frame = hostile_frame(),
                                        .form_token = kHostile,
                                        .token = kHostile,
                                        .email = kHostile,
                                        .signed_in = kHostile,
                                        .gifts = {kHostile},
                                        .state = state});
    check_view(InvitationAcceptedView{hostile_frame()});
    check_view(InvitationGoneView{hostile_frame()});
    check_view(TermsView{hostile_frame(), hostile_terms()});
    for (const bool accepted : {false, true})
        check_view(AcceptTermsView{.frame = hostile_frame(),
                                   .menu = {AccountPage::Profile, kHostile},
                                   .text = hostile_terms(),
                                   .return_to = {.link = kHostile},
                                   .accepted_at = {kHostile, kHostile},
                                   .accepted = accepted,
                                   .missing = !accepted});
    check_view(CompleteView{.frame = hostile_frame(),
                            .menu = {AccountPage::Profile, kHostile},
                            .profile = hostile_fields(),
                            .return_to = {.link = kHostile},
                            .due = true,
                            .saved = true});
}

BOOST_AUTO_TEST_CASE(the_form_keeps_what_was_typed_but_no_password) {
    const auto html = drawn(
        InvitationView{.frame = {""}, .token = kTyped, .email = kTyped, .display_name = kTyped});
    BOOST_TEST(value_of(html, "token") == kTyped);
    BOOST_TEST(value_of(html, "display_name") == kTyped);
    BOOST_TEST(value_of(html, "password") == "");
}

BOOST_AUTO_TEST_CASE(each_error_is_tied_to_its_field) {
    InvitationView view{.frame = {""}};
    check_no_problem(drawn(view));
    check_problem(drawn(InvitationView{.frame = {""}, .bad_display_name = true}), {"display_name"});
    check_problem(drawn(InvitationView{.frame = {""}, .busy = true}), {});
    view.terms = {.version = "1", .missing = true};
    check_problem(drawn(view), {"terms"});
    const ProfileFieldView choice{.name = "team",
                                  .label = "Team",
                                  .kind = ProfileFieldKind::Choice,
                                  .choices = {{"Red"}},
                                  .missing = true,
                                  .shown_to = "Wiki"};
    check_problem(
        drawn(CompleteView{.frame = {""}, .menu = {AccountPage::Profile}, .profile = {{choice}}}),
        {"field_team"});
    check_problem(drawn(AcceptTermsView{.frame = {""},
                                        .menu = {AccountPage::Profile},
                                        .text = {"1", "en", {"Be kind."}},
                                        .missing = true}),
                  {"terms"});
}

BOOST_AUTO_TEST_CASE(blank_lines_separate_paragraphs) {
    const std::vector<std::string> expected{"One\ntwo", "three"};
    BOOST_TEST(paragraphs_of("\n\nOne\r\ntwo\n \n\nthree\n") == expected,
               boost::test_tools::per_element());
    BOOST_TEST(paragraphs_of(" \n").empty());
}

BOOST_AUTO_TEST_SUITE_END()
