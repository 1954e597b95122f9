// What the views of the account promise, whatever somebody has typed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/account/change_views.hpp"
#include "support/view_checks.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::test;
using namespace postern::portal::account;

namespace {

DeviceView hostile_device(std::string_view browser, std::string_view system) {
    return {.device = {browser, system}, .address = kHostile};
}

Moment hostile_moment() { return {kHostile, kHostile}; }

SignInRow hostile_sign_in() {
    return {.device = hostile_device(kHostile, kHostile),
            .signed_in = hostile_moment(),
            .last_seen = hostile_moment(),
            .current = true};
}

AccountView hostile_account(RequirementView::State state,
                            SecurityView::Next next = SecurityView::Next::AllWell) {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Overview, kHostile},
            .display_name = kHostile,
            .email = kHostile,
            .email_confirmed = true,
            .mail_enabled = true,
            .mail_sent = true,
            .wait = kHostile,
            .user_id = kHostile,
            .username = kHostile,
            .created = hostile_moment(),
            .requirement = {.state = state, .since = hostile_moment(), .links = true},
            .security = {.password_changed = hostile_moment(),
                         .factors = {.totp = true, .passkeys = 2, .recovery_codes = 8},
                         .next = next,
                         .devices = 2,
                         .latest = hostile_sign_in(),
                         .recent = {hostile_sign_in()}},
            .sites = {{kHostile, kHostile, kHostile, kHostile, kHostile, kHostile},
                      {"x", "javascript:alert(1)", "x"}}};
}

SessionRow hostile_session(std::string_view browser, std::string_view system, bool current) {
    return {.id = kHostile,
            .device = hostile_device(browser, system),
            .signed_in = hostile_moment(),
            .last_seen = hostile_moment(),
            .current = current};
}

ScopesView hostile_scopes() {
    return {.sites = {kHostile},
            .all_sites = true,
            .account_read = true,
            .account_write = true,
            .access_ask = true,
            .admin_read = true,
            .admin_write = true};
}

ProgramRow hostile_program(const std::string& name) {
    return {.id = kHostile,
            .name = name,
            .device = hostile_device(kHostile, kHostile),
            .scopes = hostile_scopes(),
            .made = hostile_moment(),
            .last_used = hostile_moment(),
            .expires = hostile_moment()};
}

SessionsView hostile_sessions() {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Sessions, kHostile},
            .sessions = {hostile_session(kHostile, kHostile, true),
                         hostile_session(kHostile, "", false), hostile_session("", kHostile, false),
                         hostile_session("", "", false)},
            .programs = {hostile_program(kHostile), hostile_program("")},
            .notice = SessionsView::Notice::SessionEnded};
}

HistoryView hostile_history() {
    const HistoryRow row{.event = kHostile,
                         .result = AuditResult::Refused,
                         .detail = kHostile,
                         .at = hostile_moment(),
                         .device = hostile_device(kHostile, kHostile)};
    return {.frame = hostile_frame(),
            .menu = {AccountPage::History, kHostile},
            .entries = {row},
            .older = kHostile,
            .newest = false};
}

AccountProblems all_problems() {
    return {.no_new_password = true,
            .busy = true,
            .changed_meanwhile = true,
            .new_password = {service::PasswordProblem::Common},
            .same_password = true,
            .bad_email = true,
            .same_email = true,
            .bad_display_name = true,
            .bad_language = true,
            .bad_time_zone = true,
            .not_confirmed = true,
            .last_administrator = true};
}

ProfileView hostile_profile() {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Profile, kHostile},
            .display_name = kHostile,
            .languages = {{kHostile, kHostile, true}},
            .areas = {{kHostile, {{kHostile, kHostile, true}}}},
            .problems = all_problems(),
            .saved = true};
}

ChangePasswordView hostile_change_password(std::uint64_t ended) {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Password, kHostile},
            .email = kHostile,
            .new_password = {.problems = {service::PasswordProblem::Common}, .texts = {kHostile}},
            .problems = all_problems(),
            .saved = true,
            .ended = ended};
}

ChangeEmailView hostile_change_email(bool asked) {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Email, kHostile},
            .email = kHostile,
            .new_email = kHostile,
            .asked = asked,
            .problems = all_problems()};
}

EndSessionsView hostile_end_sessions(service::SessionsToEnd::Scope scope) {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Sessions, kHostile},
            .scope = scope,
            .which = kHostile,
            .device = hostile_device(kHostile, kHostile),
            .problems = all_problems()};
}

DeleteAccountView hostile_delete_account(bool mail_enabled) {
    return {.frame = hostile_frame(),
            .menu = {AccountPage::Deletion, kHostile},
            .grace = kHostile,
            .mail_enabled = mail_enabled,
            .problems = all_problems()};
}

AccountDeletedView hostile_deleted(bool mail_enabled) {
    return {.frame = hostile_frame(), .gone = hostile_moment(), .mail_enabled = mail_enabled};
}

/// A page on which one thing is wrong.
template <class View>
std::string with_problem(View view, AccountProblems problems) {
    view.problems = std::move(problems);
    return drawn(view);
}

/// The problems of every form that needs a fresh proof.
template <class View>
void check_confirmation(const View& view) {
    check_no_problem(with_problem(view, {}));
    check_problem(with_problem(view, {.busy = true}), {});
    check_problem(with_problem(view, {.changed_meanwhile = true}), {});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(account_views_tests)

BOOST_AUTO_TEST_CASE(account_view_shows_hostile_values_as_text) {
    using enum RequirementView::State;
    for (const auto state : {None, InForce}) check_view(hostile_account(state));
    auto view = hostile_account(Coming);
    check_view(view);
    BOOST_TEST(drawn(view).find("javascript:alert(1)\"") == std::string::npos);
    view.email_confirmed = view.mail_sent = false;
    view.wait.clear();
    check_view(view);
    view.sites.clear();
    check_text(view);
}

BOOST_AUTO_TEST_CASE(sessions_view_shows_hostile_values_as_text) {
    for (const auto notice : {SessionsView::Notice::SessionEnded, SessionsView::Notice::OthersEnded,
                              SessionsView::Notice::ProgramEnded}) {
        auto view = hostile_sessions();
        view.notice = notice;
        check_view(view);
    }
}

BOOST_AUTO_TEST_CASE(history_view_shows_hostile_values_as_text) {
    for (const auto result : {AuditResult::Ok, AuditResult::Refused, AuditResult::Throttled})
        for (const auto by :
             {HistoryRow::By::Device, HistoryRow::By::Administrator, HistoryRow::By::System}) {
            auto view = hostile_history();
            view.entries[0].result = result;
            view.entries[0].by = by;
            check_view(view);
        }
    check_text(HistoryView{.frame = hostile_frame(), .menu = {AccountPage::History, kHostile}});
}

BOOST_AUTO_TEST_CASE(views_of_changes_show_hostile_values_as_text) {
    check_view(hostile_profile());
    for (const std::uint64_t ended : {0, 1, 2}) check_view(hostile_change_password(ended));
    for (const bool yes : {true, false}) {
        check_view(hostile_change_email(yes));
        check_view(hostile_delete_account(yes));
        check_view(hostile_deleted(yes));
    }
    using enum service::SessionsToEnd::Scope;
    for (const auto scope : {One, Others, Everywhere}) check_view(hostile_end_sessions(scope));
}

BOOST_AUTO_TEST_CASE(profile_keeps_what_was_typed_and_chosen) {
    const auto html = drawn(ProfileView{
        .frame = {""},
        .display_name = kTyped,
        .languages = {{"de", "Deutsch"},
                      {"fr",
                       "Fran\xC3\xA7"
                       "ais",
                       true}},
        .areas = {{"Europe", {{"Europe/Berlin", "Berlin"}, {"Europe/Rome", "Rome", true}}}},
        .problems = {.bad_display_name = true}});
    BOOST_TEST(value_of(html, "display_name") == kTyped);
    BOOST_TEST(value_of(html, "language") == "fr");
    BOOST_TEST(value_of(html, "time_zone") == "Europe/Rome");
}

BOOST_AUTO_TEST_CASE(profile_ties_each_error_to_its_field) {
    const ProfileView view{.frame = {""}};
    check_no_problem(with_problem(view, {}));
    check_problem(with_problem(view, {.bad_display_name = true}), {"display_name"});
    check_problem(with_problem(view, {.bad_language = true}), {"language"});
    check_problem(with_problem(view, {.bad_time_zone = true}), {"time_zone"});
    check_problem(with_problem(view, {.changed_meanwhile = true}), {});
    check_problem(
        with_problem(view, {.bad_display_name = true, .bad_language = true, .bad_time_zone = true}),
        {"display_name", "language", "time_zone"});
}

BOOST_AUTO_TEST_CASE(change_password_keeps_no_password_and_ties_each_error_to_its_field) {
    ChangePasswordView view{.frame = {""}, .email = kTyped};
    const auto html = drawn(view);
    BOOST_TEST(value_of(html, "username") == kTyped);
    BOOST_TEST(value_of(html, "password") == "");
    check_confirmation(view);
    view.new_password = {.problems = {service::PasswordProblem::Common}, .texts = {"Too common."}};
    check_problem(with_problem(view, {.new_password = view.new_password.problems}), {"password"});
    view.new_password = {.missing = true, .texts = {"Enter a new password."}};
    check_problem(with_problem(view, {.no_new_password = true}), {"password"});
    view.new_password = {.texts = {"This is your current password."}};
    check_problem(with_problem(view, {.same_password = true}), {"password"});
}

BOOST_AUTO_TEST_CASE(change_email_keeps_the_new_address_and_ties_each_error_to_its_field) {
    const ChangeEmailView view{.frame = {""}, .email = "ann@example.org", .new_email = kTyped};
    BOOST_TEST(value_of(with_problem(view, {.bad_email = true}), "email") == kTyped);
    check_confirmation(view);
    check_problem(with_problem(view, {.bad_email = true}), {"email"});
    check_problem(with_problem(view, {.same_email = true}), {"email"});
}

BOOST_AUTO_TEST_CASE(end_sessions_keeps_which_ones_and_ties_each_error_to_its_field) {
    const EndSessionsView view{
        .frame = {""}, .scope = service::SessionsToEnd::Scope::One, .which = kTyped};
    BOOST_TEST(value_of(with_problem(view, {.busy = true}), "which") == kTyped);
    check_confirmation(view);
}

BOOST_AUTO_TEST_CASE(delete_account_ties_each_error_to_its_field_and_ticks_nothing_itself) {
    const DeleteAccountView view{.frame = {""}, .grace = "7 days"};
    BOOST_TEST(!is_checked(drawn(view), "sure"));
    check_confirmation(view);
    check_problem(with_problem(view, {.not_confirmed = true}), {"sure"});
    check_problem(with_problem(view, {.last_administrator = true}), {});
}

BOOST_AUTO_TEST_SUITE_END()
