// What the views of the console about users and sessions promise, whatever somebody has typed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/admin/frame/factor_needed.hpp"
#include "portal/admin/log/session_views.hpp"
#include "portal/admin/users/act_views.hpp"
#include "portal/admin/users/views.hpp"
#include "support/view_checks.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::portal::admin;
using namespace postern::portal::admin::users;
using namespace postern::test;

namespace {

AdminFrame hostile_admin_frame() {
    AdminFrame frame{hostile_frame()};
    frame.form_token = kHostile;
    for (const auto page : {AdminPage::Overview, AdminPage::Users, AdminPage::Groups,
                            AdminPage::Sites, AdminPage::Audit})
        frame.menu.add(page);
    frame.may_write = true;
    frame.notice = kHostile;
    frame.command = kHostile;
    return frame;
}

Moment hostile_moment() { return {kHostile, kHostile}; }

DeviceView hostile_device() { return {.device = {kHostile, kHostile}, .address = kHostile}; }

Pager hostile_pager() { return {.newer = kHostile, .older = kHostile}; }

ListView hostile_list(std::size_t count) {
    ListView view{.frame = hostile_admin_frame(),
                  .filters = {kHostile, kHostile, kHostile, kHostile, kHostile},
                  .groups = {{kHostile, true}, {kHostile, false}},
                  .damaged = {kHostile},
                  .count = count,
                  .csv_url = kHostile,
                  .pager = hostile_pager()};
    for (const auto state :
         {store::UserState::Active, store::UserState::Disabled, store::UserState::Waiting,
          store::UserState::Unconfirmed, store::UserState::Deleting})
        view.rows.push_back({.id = kHostile,
                             .email = kHostile,
                             .display_name = kHostile,
                             .state = state,
                             .second_factor = state == store::UserState::Active,
                             .groups = kHostile,
                             .last_sign_in = hostile_moment(),
                             .created = hostile_moment()});
    return view;
}

UserView hostile_user() {
    UserView view{.frame = hostile_admin_frame(),
                  .seen = {true, true, true, true, true},
                  .is_visitor = true,
                  .may_change_groups = true,
                  .may_end_sessions = true,
                  .id = kHostile,
                  .email = kHostile,
                  .display_name = kHostile,
                  .username = kHostile,
                  .given_name = kHostile,
                  .family_name = kHostile,
                  .language = kHostile,
                  .time_zone = kHostile,
                  .confirmed = hostile_moment(),
                  .delete_at = hostile_moment(),
                  .created = hostile_moment(),
                  .last_sign_in = hostile_moment(),
                  .app = true,
                  .app_since = hostile_moment(),
                  .codes_left = 3};
    view.passkeys = {{kHostile, false, hostile_moment(), hostile_moment()},
                     {kHostile, true, hostile_moment(), {}}};
    view.groups = {{kHostile, hostile_moment(), hostile_moment(), {kHostile, "", ""}},
                   {kHostile, {}, hostile_moment(), {"", "1000", ""}},
                   {kHostile, {}, hostile_moment(), {"", "", kHostile}}};
    view.permissions = {{kHostile, kHostile, kHostile, kHostile, kHostile, hostile_moment()},
                        {kHostile, kHostile, kHostile, "", "", {}}};
    view.sessions = {{kHostile, hostile_device(), hostile_moment(), hostile_moment()}};
    view.more_sessions = true;
    view.tokens = {
        {kHostile, true, hostile_device(), kHostile, hostile_moment(), {}, hostile_moment()},
        {"", false, hostile_device(), kHostile, hostile_moment(), hostile_moment(),
         hostile_moment()}};
    for (const auto result : all_audit_results())
        view.entries.push_back({kHostile, kHostile, result, hostile_moment(), kHostile, kHostile});
    view.mails = {{kHostile, hostile_moment(), true}, {kHostile, hostile_moment(), false}};
    view.more_mails = true;
    return view;
}

AskProblems all_ask_problems() { return {true, true, true, true, true, true, true, true}; }

ActView hostile_act(Act act) {
    return {.frame = hostile_admin_frame(),
            .act = act,
            .id = kHostile,
            .email = kHostile,
            .display_name = kHostile,
            .is_visitor = true,
            .grace = kHostile,
            .reason = kHostile,
            .problems = all_ask_problems()};
}

PersonProblems all_person_problems() {
    return {true, true, true, true, true, true, true, true, true, true, true, true, true, true};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(users_views_tests)

BOOST_AUTO_TEST_CASE(the_page_about_a_missing_factor_shows_whatever_it_is_given_as_text) {
    check_view(FactorNeededView{hostile_frame()});
}

BOOST_AUTO_TEST_CASE(the_list_of_users_shows_whatever_it_is_given_as_text) {
    check_view(hostile_list(2));
    check_text(hostile_list(ListView::kMostCounted + 1));
    check_text(ListView{.frame = hostile_admin_frame()});
}

BOOST_AUTO_TEST_CASE(the_list_of_users_offers_nothing_to_those_who_may_only_read) {
    auto view = hostile_list(2);
    BOOST_TEST(drawn(view).find("type=\"checkbox\"") != std::string::npos);
    view.frame.may_write = false;
    const auto page = drawn(view);
    BOOST_TEST(page.find("type=\"checkbox\"") == std::string::npos);
    BOOST_TEST(page.find("name=\"do\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_page_of_a_user_shows_whatever_it_is_given_as_text) {
    check_view(hostile_user());
    auto view = hostile_user();
    view.out_of_reach = true;
    view.disabled = true;
    check_text(view);
    check_text(UserView{.frame = hostile_admin_frame(), .seen = {true, true, true, true, true}});
}

BOOST_AUTO_TEST_CASE(the_page_of_a_user_offers_nothing_to_those_who_may_only_read) {
    auto view = hostile_user();
    view.frame.may_write = view.may_change_groups = view.may_end_sessions = false;
    const auto page = drawn(view);
    for (const Act act : kActs)
        BOOST_TEST(page.find('/' + std::string{slug_of(act)} + '"') == std::string::npos,
                   slug_of(act));
    BOOST_TEST(page.find("/edit\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_page_of_a_user_hides_what_belongs_to_other_areas) {
    auto view = hostile_user();
    view.seen = {};
    const auto page = drawn(view);
    for (const char* const id :
         {"groups-title", "sessions-title", "permissions-title", "audit-title", "mails-title"})
        BOOST_TEST(page.find("id=\"" + std::string{id}) == std::string::npos, id);
}

BOOST_AUTO_TEST_CASE(each_page_that_asks_back_shows_whatever_it_is_given_as_text) {
    check_names(ActView::kTemplate,
                [](text::Fields& fields) { hostile_act(Act::DeleteNow).fill(fields); });
    for (const Act act : kActs) check_text(hostile_act(act));
}

BOOST_AUTO_TEST_CASE(each_page_that_asks_back_says_what_follows_and_asks_in_proportion) {
    for (const Act act : kActs) {
        auto view = hostile_act(act);
        view.problems = {};
        const auto page = drawn(view);
        BOOST_TEST_CONTEXT(slug_of(act)) {
            const Asks asks = asks_of(act);
            BOOST_TEST(page.find("<li>", page.find("consequences")) != std::string::npos);
            BOOST_TEST((page.find("name=\"reason\"") != std::string::npos) == asks.reason);
            BOOST_TEST((page.find("name=\"sure\"") != std::string::npos) == asks.tick);
            BOOST_TEST((page.find("name=\"typed\"") != std::string::npos) == asks.address);
            check_no_problem(page);
        }
    }
}

BOOST_AUTO_TEST_CASE(each_problem_of_a_page_that_asks_back_is_tied_to_its_field) {
    auto view = hostile_act(Act::DeleteNow);
    view.problems = {.no_reason = true, .wrong_address = true};
    check_problem(drawn(view), {"reason", "typed"});
    view = hostile_act(Act::ResetFactors);
    view.problems = {.bad_reason = true, .not_sure = true};
    check_problem(drawn(view), {"reason", "sure"});
    for (const AskProblems& problems :
         {AskProblems{.out_of_reach = true}, AskProblems{.last_administrator = true},
          AskProblems{.changed_meanwhile = true}}) {
        view.problems = problems;
        check_problem(drawn(view), {});
    }
}

BOOST_AUTO_TEST_CASE(the_forms_about_a_person_show_whatever_they_are_given_as_text) {
    const std::vector<LanguageChoice> languages{{kHostile, kHostile, true}};
    check_view(NewUserView{.frame = hostile_admin_frame(),
                           .email = kHostile,
                           .display_name = kHostile,
                           .languages = languages,
                           .problems = all_person_problems()});
    check_text(NewUserView{.frame = hostile_admin_frame(), .mail_enabled = false});
    check_view(
        EditView{.frame = hostile_admin_frame(),
                 .id = kHostile,
                 .shown_email = kHostile,
                 .version = kHostile,
                 .person = {kHostile, kHostile, kHostile, kHostile, kHostile, kHostile, kHostile},
                 .reason = kHostile,
                 .languages = languages,
                 .problems = all_person_problems()});
}

BOOST_AUTO_TEST_CASE(each_problem_of_a_form_about_a_person_is_tied_to_its_field) {
    NewUserView fresh{.frame = hostile_admin_frame()};
    fresh.problems = {.bad_email = true, .bad_display_name = true};
    check_problem(drawn(fresh), {"email", "display_name"});
    fresh.problems = {.email_taken = true};
    check_problem(drawn(fresh), {"email"});

    EditView edited{.frame = hostile_admin_frame()};
    edited.problems = {.bad_email = true,
                       .bad_display_name = true,
                       .bad_username = true,
                       .bad_given_name = true,
                       .bad_family_name = true,
                       .bad_language = true,
                       .bad_time_zone = true,
                       .no_reason = true};
    check_problem(drawn(edited), {"email", "display_name", "username", "given_name", "family_name",
                                  "language", "time_zone", "reason"});
    edited.problems = {.email_taken = true, .username_taken = true, .bad_reason = true};
    check_problem(drawn(edited), {"email", "username", "reason"});
    edited.problems = {.changed_meanwhile = true};
    check_problem(drawn(edited), {});
}

BOOST_AUTO_TEST_CASE(the_forms_about_groups_show_whatever_they_are_given_as_text) {
    check_view(JoinView{.frame = hostile_admin_frame(),
                        .id = kHostile,
                        .email = kHostile,
                        .groups = {{kHostile, true}},
                        .day = kHostile,
                        .no_group = true,
                        .bad_day = true,
                        .more_than_you_have = true,
                        .too_many = true,
                        .last_administrator = true});
    check_view(LeaveView{.frame = hostile_admin_frame(),
                         .id = kHostile,
                         .email = kHostile,
                         .group = kHostile,
                         .more_than_you_have = true,
                         .last_administrator = true});
}

BOOST_AUTO_TEST_CASE(the_form_about_several_users_shows_whatever_it_is_given_as_text) {
    for (const BulkAct act : {BulkAct::Disable, BulkAct::EndSessions}) {
        BulkView view{.frame = hostile_admin_frame(),
                      .act = act,
                      .count = 30,
                      .emails = {kHostile},
                      .ids = {kHostile, kHostile},
                      .reason = kHostile,
                      .problems = all_ask_problems()};
        check_view(view);
        view.nobody = view.too_many = true;
        check_text(view);
    }
}

BOOST_AUTO_TEST_CASE(the_pages_about_sessions_show_whatever_they_are_given_as_text) {
    namespace sessions = postern::portal::admin::log;
    const sessions::LiveSessionRow row{.id = kHostile,
                                       .user_id = kHostile,
                                       .email = kHostile,
                                       .device = hostile_device(),
                                       .signed_in = hostile_moment(),
                                       .last_seen = hostile_moment(),
                                       .two_factors = true,
                                       .current = true};
    sessions::SessionsView view{.frame = hostile_admin_frame(),
                                .user = kHostile,
                                .address = kHostile,
                                .sees_users = true,
                                .rows = {row},
                                .damaged = {kHostile},
                                .pager = hostile_pager()};
    check_view(view);
    view.sees_users = false;
    check_text(view);
    check_text(sessions::SessionsView{
        .frame = hostile_admin_frame(), .user = kHostile, .no_such_user = true});
    check_view(sessions::EndSessionView{.frame = hostile_admin_frame(),
                                        .id = kHostile,
                                        .user_id = kHostile,
                                        .email = kHostile,
                                        .device = hostile_device(),
                                        .current = true});
}

BOOST_AUTO_TEST_SUITE_END()
