// What the views of the rooms system and log promise, whatever somebody has typed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/admin/log/views.hpp"
#include "portal/admin/system/views.hpp"
#include "support/view_checks.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::portal::admin;
using namespace postern::test;

namespace logs = postern::portal::admin::log;
namespace server = postern::portal::admin::system;

namespace {

Moment hostile_moment() { return {kHostile, kHostile}; }

AdminFrame hostile_admin_frame(AdminPage page) {
    AdminFrame frame{hostile_frame()};
    frame.form_token = kHostile;
    frame.page = page;
    for (const auto one : {AdminPage::Overview, AdminPage::Users, AdminPage::Audit})
        frame.menu.add(one);
    frame.may_write = true;
    frame.notice = kHostile;
    frame.command = kHostile;
    return frame;
}

ActorView hostile_actor() { return {.email = kHostile, .system = kHostile, .other = kHostile}; }

logs::AuditRow hostile_entry(AuditResult result, bool links_user) {
    return {.event = kHostile,
            .event_name = kHostile,
            .result = result,
            .detail = kHostile,
            .detail_words = kHostile,
            .at = hostile_moment(),
            .user_id = kHostile,
            .email = kHostile,
            .links_user = links_user,
            .actor = hostile_actor(),
            .device = {.device = {kHostile, kHostile}, .address = kHostile},
            .user_agent = kHostile,
            .request_id = kHostile};
}

logs::AuditView hostile_audit(logs::FollowView::State state) {
    return {.frame = hostile_admin_frame(AdminPage::Audit),
            .form = {.event = kHostile,
                     .result = kHostile,
                     .user = kHostile,
                     .address = kHostile,
                     .since = kHostile,
                     .until = kHostile,
                     .request_id = kHostile},
            .events = {{kHostile, kHostile, true}, {"x", "x"}},
            .results = {{kHostile, kHostile, true}},
            .entries = {hostile_entry(AuditResult::Ok, true),
                        hostile_entry(AuditResult::Refused, false),
                        hostile_entry(AuditResult::Throttled, false), logs::AuditRow{.event = "x"}},
            .damaged = {kHostile},
            .pager = {.newer = "javascript:alert(1)", .older = kHostile},
            .follow = {.state = state, .start_url = kHostile, .stop_url = "javascript:alert(1)"},
            .csv_url = "javascript:alert(1)",
            .json_url = kHostile,
            .most_in_file = kHostile,
            .filtered = true};
}

logs::MailRow hostile_mail(Moment failed) {
    return {.id = kHostile,
            .kind = kHostile,
            .subject = kHostile,
            .to = kHostile,
            .created = hostile_moment(),
            .attempts = 3,
            .next = hostile_moment(),
            .failed = std::move(failed),
            .error = kHostile};
}

server::OverviewView hostile_overview() {
    return {.frame = hostile_admin_frame(AdminPage::Overview),
            .warnings = {{kHostile, "javascript:alert(1)", kHostile}, {kHostile}},
            .counted = true,
            .counted_at = hostile_moment(),
            .live_sessions = 1,
            .users = 3,
            .users_with_factor = 2,
            .sign_ins = server::SignInsView::drawn(
                {{.day = kHostile, .accepted = 1, .refused = 1}, {.day = kHostile}}),
            .refusals = {{kHostile, kHostile, 1, 100}, {kHostile}},
            .last_acts = {{kHostile, kHostile, hostile_moment(), hostile_actor()}, {kHostile}}};
}

server::KeyRow hostile_key(bool is_good) {
    return {.kind = kHostile,
            .id = kHostile,
            .algorithm = kHostile,
            .state = kHostile,
            .is_good = is_good,
            .since = hostile_moment()};
}

std::size_t count(const std::string& html, std::string_view part) {
    std::size_t found = 0;
    for (auto at = html.find(part); at != std::string::npos; at = html.find(part, at + 1)) ++found;
    return found;
}

bool has(const std::string& html, std::string_view part) { return count(html, part) > 0; }

}  // namespace

BOOST_AUTO_TEST_SUITE(server_views_tests)

BOOST_AUTO_TEST_CASE(the_audit_log_shows_hostile_values_as_text) {
    using enum logs::FollowView::State;
    for (const auto state : {Offered, On, Over, Away}) check_view(hostile_audit(state));
    auto wrong = hostile_audit(Away);
    wrong.problems = {true, true, true, true, true};
    check_view(wrong);
    auto empty = hostile_audit(Offered);
    empty.entries.clear();
    check_text(empty);
    empty.pager = {};
    check_text(empty);
}

BOOST_AUTO_TEST_CASE(the_audit_log_ties_each_problem_to_its_field) {
    auto view = hostile_audit(logs::FollowView::State::Away);
    view.frame.language = "en";
    check_no_problem(drawn(view));
    view.problems.no_such_user = true;
    check_problem(drawn(view), {"user"});
    view.problems = {true, true, true, true, true};
    check_problem(drawn(view), {"event", "result", "user", "since", "until"});
}

BOOST_AUTO_TEST_CASE(an_empty_part_of_the_audit_log_says_whether_the_log_goes_on) {
    auto view = hostile_audit(logs::FollowView::State::Away);
    view.frame.language = "en";
    view.entries.clear();
    BOOST_TEST(has(drawn(view), "Go on to the next page."));
    BOOST_TEST(!has(drawn(view), "No entry fits these filters."));
    view.pager = {};
    BOOST_TEST(has(drawn(view), "No entry fits these filters."));
    BOOST_TEST(!has(drawn(view), "Go on to the next page."));
}

BOOST_AUTO_TEST_CASE(emails_show_hostile_values_as_text) {
    logs::MailsView view{.frame = hostile_admin_frame(AdminPage::Mails),
                         .waiting = 1,
                         .given_up = 1,
                         .mail_enabled = false,
                         .mails = {hostile_mail({}), hostile_mail(hostile_moment())},
                         .damaged = {kHostile},
                         .pager = {.newer = kHostile, .older = "javascript:alert(1)"}};
    check_view(view);
    view.mails.clear();
    check_text(view);
}

BOOST_AUTO_TEST_CASE(a_reader_sees_no_button_on_the_page_of_emails) {
    logs::MailsView view{.frame = hostile_admin_frame(AdminPage::Mails),
                         .given_up = 1,
                         .mails = {hostile_mail(hostile_moment())}};
    view.frame.language = "en";
    BOOST_TEST(count(drawn(view), "/admin/mails\">\n<input type=\"hidden\"") == 2u);
    view.frame.may_write = false;
    BOOST_TEST(count(drawn(view), "/admin/mails\">\n<input type=\"hidden\"") == 0u);
}

BOOST_AUTO_TEST_CASE(the_overview_shows_hostile_values_as_text) {
    auto view = hostile_overview();
    check_view(view);
    view.counted = false;
    view.warnings.clear();
    view.refusals.clear();
    view.last_acts.clear();
    check_text(view);
}

BOOST_AUTO_TEST_CASE(the_chart_has_a_name_a_description_and_a_table_with_the_same_numbers) {
    auto view = hostile_overview();
    view.frame.language = "en";
    view.sign_ins = server::SignInsView::drawn(
        {{.day = "2026-11-20", .accepted = 3, .refused = 1}, {.day = "2026-11-21", .accepted = 2}});
    const auto html = drawn(view);
    BOOST_TEST(has(html, "<svg role=\"img\" aria-labelledby=\"chart-title chart-desc\""));
    BOOST_TEST(has(html, "5 accepted and 1 refused, at most 4 on one day"));
    BOOST_TEST(count(html, "<rect class=\"bar-bad\" x=") == 1u);
    BOOST_TEST(count(html, "<rect class=\"bar-good\" x=") == 2u);
    BOOST_TEST(has(html, R"(<rect class="bar-good" x="450" y="80" width="360" height="80">)"));
    const auto newest = html.find("<th scope=\"row\">2026-11-21</th>");
    const auto oldest = html.find("<th scope=\"row\">2026-11-20</th>");
    BOOST_TEST((newest < oldest && oldest != std::string::npos));
    BOOST_TEST(!has(html, "style="));
    BOOST_TEST(has(html, "66 %"));
}

BOOST_AUTO_TEST_CASE(keys_show_hostile_values_as_text) {
    server::KeysView view{.frame = hostile_admin_frame(AdminPage::Keys),
                          .signing = {hostile_key(true), hostile_key(false)},
                          .sealing = {hostile_key(true), hostile_key(false)}};
    check_view(view);
    view.signing.clear();
    view.sealing.clear();
    check_text(view);
}

BOOST_AUTO_TEST_CASE(the_configuration_shows_hostile_values_as_text) {
    using enum server::SettingRow::Source;
    server::ConfigurationView view{.frame = hostile_admin_frame(AdminPage::Configuration),
                                   .sections = {{kHostile,
                                                 {{kHostile, kHostile, Default},
                                                  {kHostile, kHostile, File},
                                                  {kHostile, kHostile, Environment}}}}};
    check_view(view);
    view.only_set = true;
    view.sections.clear();
    check_text(view);
}

BOOST_AUTO_TEST_CASE(health_shows_hostile_values_as_text) {
    using enum server::FindingRow::State;
    server::HealthView view{.frame = hostile_admin_frame(AdminPage::Health),
                            .looked_at = hostile_moment(),
                            .findings = {{Bad, kHostile, kHostile, kHostile},
                                         {Warning, kHostile, kHostile, kHostile},
                                         {Good, kHostile}}};
    check_view(view);
    view.findings.clear();
    check_text(view);
}

BOOST_AUTO_TEST_CASE(health_says_how_it_stands_by_the_worst_finding) {
    using enum server::FindingRow::State;
    server::HealthView view{.frame = hostile_admin_frame(AdminPage::Health)};
    view.frame.language = "en";
    view.findings = {{Good, "x"}};
    BOOST_TEST(has(drawn(view), "All is well."));
    view.findings.push_back({Warning, "y"});
    BOOST_TEST(has(drawn(view), "somebody should look at the warnings"));
    view.findings.push_back({Bad, "z"});
    BOOST_TEST(has(drawn(view), "Something does not work."));
    BOOST_TEST(!has(drawn(view), "should look at the warnings"));
}

BOOST_AUTO_TEST_SUITE_END()
