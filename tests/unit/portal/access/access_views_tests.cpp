// What the views promise for visitors who are not let in, whatever somebody has typed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/access/views.hpp"
#include "support/view_checks.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::portal::access;
using namespace postern::test;

namespace {

DeniedView hostile_denied(bool signed_in, DeniedView::Why why, bool can_ask) {
    return {.frame = hostile_frame(),
            .signed_in = signed_in,
            .display_name = kHostile,
            .email = kHostile,
            .site = kHostile,
            .path = kHostile,
            .why = why,
            .rule = kHostile,
            .ask_link = can_ask ? kHostile : "",
            .profile_link = can_ask ? kHostile : "",
            .sign_in_link = kHostile,
            .request_id = kHostile};
}

AskAccessView hostile_ask_access(bool has_contact) {
    return {.frame = hostile_frame(),
            .form_token = kHostile,
            .display_name = kHostile,
            .email = kHostile,
            .site_name = kHostile,
            .site = kHostile,
            .path = kHostile,
            .message = kHostile,
            .has_contact = has_contact,
            .bad_message = has_contact};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(access_views_tests)

BOOST_AUTO_TEST_CASE(denied_view_shows_hostile_values_as_text) {
    using enum DeniedView::Why;
    for (const auto why : {Rule, Default, OddPath, NoUsername, Unknown})
        for (const bool signed_in : {true, false}) {
            check_view(hostile_denied(signed_in, why, true));
            check_view(hostile_denied(signed_in, why, false));
        }
}

BOOST_AUTO_TEST_CASE(denied_view_loads_nothing) {
    const auto html = drawn(hostile_denied(true, DeniedView::Why::Rule, true));
    for (const auto* part : {"<link", "<script", "<img", "<form", " src="})
        BOOST_TEST(html.find(part) == std::string::npos, part);
}

BOOST_AUTO_TEST_CASE(ask_access_view_shows_hostile_values_as_text) {
    check_view(hostile_ask_access(true));
    check_view(hostile_ask_access(false));
    auto asked = hostile_ask_access(true);
    asked.bad_message = false;
    asked.asked_already = true;
    check_view(asked);
    check_view(AccessAskedView{hostile_frame(), kHostile});
}

BOOST_AUTO_TEST_CASE(ask_access_view_marks_a_message_that_cannot_be_sent) {
    check_problem(drawn(AskAccessView{.frame = {""}, .message = kTyped, .bad_message = true}),
                  {"message"});
    check_no_problem(drawn(AskAccessView{.frame = {""}, .message = kTyped}));
}

BOOST_AUTO_TEST_SUITE_END()
