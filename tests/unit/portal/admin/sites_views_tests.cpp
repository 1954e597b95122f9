// What the views of the console about sites and their rules promise, whatever somebody has typed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/admin/sites/rule_views.hpp"
#include "portal/admin/sites/views.hpp"
#include "support/view_checks.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::portal::admin;
using namespace postern::portal::admin::sites;
using namespace postern::test;

namespace {

template <class View>
View framed() {
    AdminFrame frame{hostile_frame()};
    frame.form_token = kHostile;
    frame.page = AdminPage::Sites;
    for (const auto one : {AdminPage::Users, AdminPage::Sites, AdminPage::Audit})
        frame.menu.add(one);
    frame.may_write = true;
    frame.notice = kHostile;
    frame.restarted = true;
    frame.command = kHostile;
    View view{.frame = std::move(frame)};
    return view;
}

const Moment kMoment{kHostile, kHostile};

ChangeView hostile_change() { return {kMoment, {.email = kHostile}}; }

std::vector<RuleRow> hostile_rules() {
    const RuleRow hit{.number = kHostile,
                      .name = kHostile,
                      .words = kHostile,
                      .comment = kHostile,
                      .disabled = true,
                      .dry_run = true,
                      .hits = 2,
                      .last_hit = kMoment};
    RuleRow never = hit;
    never.hits = 0;
    RuleRow uncounted = hit;
    uncounted.counts = false;
    return {hit, never, uncounted};
}

std::vector<DifferenceRow> hostile_differences() {
    using enum DifferenceRow::Kind;
    return {{Opens, kHostile}, {Closes, kHostile}, {Changes, kHostile}};
}

const std::vector<ProblemRow> kProblems{{7, kHostile}, {0, kHostile}};

}  // namespace

BOOST_AUTO_TEST_SUITE(sites_views_tests)

BOOST_AUTO_TEST_CASE(sites_shows_hostile_values_as_text) {
    auto view = framed<SitesView>();
    view.sites = {{kHostile, kHostile, kHostile, kHostile, true, true, true},
                  {kHostile, "", "", kHostile, false, false, false}};
    view.may_add = true;
    check_view(view);
    view.sites.clear();
    check_text(view);
}

BOOST_AUTO_TEST_CASE(site_form_shows_hostile_values_as_text) {
    auto view = framed<SiteFormView>();
    view.form = {.name = kHostile,
                 .origin = kHostile,
                 .policy = "public",
                 .title = kHostile,
                 .description = kHostile,
                 .contact = kHostile,
                 .level = "2",
                 .max_age = kHostile,
                 .cookie = true,
                 .token = true,
                 .basic_header = true,
                 .basic = "password",
                 .audience = "site",
                 .assertion = true,
                 .identity = "username",
                 .registration = "off",
                 .version = kHostile};
    view.problems = {.bad_name = true,
                     .name_taken = true,
                     .bad_origin = true,
                     .origin_refused = true,
                     .bad_title = true,
                     .bad_description = true,
                     .bad_contact = true,
                     .bad_max_age = true,
                     .no_credentials = true,
                     .not_sure = true,
                     .changed_meanwhile = true};
    check_view(view);
    view.is_new = false;
    view.origin_fixed = true;
    check_text(view);
}

BOOST_AUTO_TEST_CASE(site_shows_hostile_values_as_text) {
    auto view = framed<SiteView>();
    view.name = view.title = view.description = view.origin = view.contact = kHostile;
    view.level = view.max_age = view.identity = kHostile;
    view.is_public = view.cookie = view.token = view.basic_token = true;
    view.basic_password = view.only_site_tokens = view.assertion = true;
    view.no_registration = view.sees_rules = view.has_draft = true;
    check_view(view);
}

BOOST_AUTO_TEST_CASE(a_site_is_no_link_that_runs_a_script) {
    auto view = framed<SiteView>();
    view.origin = "javascript:alert(1)";
    BOOST_TEST(drawn(view).find("href=\"javascript:") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(nginx_and_remove_site_show_hostile_values_as_text) {
    auto nginx = framed<NginxView>();
    nginx.site = nginx.target = nginx.block = kHostile;
    check_view(nginx);
    nginx.block.clear();
    check_text(nginx);

    auto remove = framed<RemoveSiteView>();
    remove.name = remove.origin = kHostile;
    remove.bad_typed_name = true;
    check_view(remove);
}

BOOST_AUTO_TEST_CASE(rules_shows_hostile_values_as_text) {
    auto view = framed<RulesView>();
    view.site = kHostile;
    view.has_rules = view.has_draft = view.may_write = view.sees_site = true;
    view.changed = view.draft = hostile_change();
    view.rules = hostile_rules();
    view.fallback = "deny";
    view.default_hits = 3;
    view.since = kMoment;
    check_view(view);
    view.has_rules = view.has_draft = false;
    view.fallback = "public";
    check_text(view);
}

BOOST_AUTO_TEST_CASE(rules_counts_each_rule_in_a_form_of_its_own) {
    auto view = framed<RulesView>();
    view.has_rules = true;
    view.default_hits = 1;
    view.rules = {{.number = "1", .hits = 5}, {.number = "2", .hits = 0}};
    view.frame.language = "en";
    const auto page = drawn(view);
    BOOST_TEST(page.find("Has decided 5 times") != std::string::npos);
    BOOST_TEST(page.find("Has decided 5 time ") == std::string::npos);
    BOOST_TEST(page.find("The default has decided 1 time.") != std::string::npos);
    BOOST_TEST(page.find("Never hit") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(edit_rules_shows_hostile_values_as_text) {
    auto view = framed<EditRulesView>();
    view.site = view.text = kHostile;
    view.is_draft = view.bad_text = view.draft_changed = true;
    view.draft = hostile_change();
    view.wrong = kProblems;
    check_view(view);
    view.is_draft = false;
    check_text(view);
}

BOOST_AUTO_TEST_CASE(the_text_of_rules_comes_back_as_it_was_typed) {
    auto view = framed<EditRulesView>();
    view.text = kTyped;
    BOOST_TEST(drawn(view).find(">Zo\xC3\xAB &quot;O&#39;Neil&quot; &lt;zoe&amp;co&gt; {{EMAIL}} "
                                "[[language]]</textarea>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(publish_shows_hostile_values_as_text) {
    auto view = framed<PublishView>();
    view.site = view.reason = kHostile;
    view.draft = hostile_change();
    view.differences = hostile_differences();
    view.rules = hostile_rules();
    view.fallback = "signed_in";
    view.passed_tests = 2;
    view.opens = view.bad_reason = view.not_sure = view.draft_changed = true;
    check_text(view);
    view.wrong = view.failed_tests = kProblems;
    check_view(view);
}

BOOST_AUTO_TEST_CASE(rebase_and_discard_show_hostile_values_as_text) {
    auto rebase = framed<RebaseView>();
    rebase.site = kHostile;
    rebase.changed = hostile_change();
    rebase.knows_before = rebase.changed_again = true;
    rebase.differences = hostile_differences();
    check_view(rebase);
    rebase.knows_before = false;
    check_text(rebase);

    auto discard = framed<DiscardView>();
    discard.site = kHostile;
    discard.draft = hostile_change();
    discard.draft_changed = true;
    check_view(discard);
}

BOOST_AUTO_TEST_CASE(history_and_restore_show_hostile_values_as_text) {
    auto history = framed<HistoryView>();
    history.site = kHostile;
    history.versions = {{7, hostile_change(), kHostile, true}, {6, hostile_change(), "", false}};
    history.may_write = true;
    check_view(history);
    history.versions.clear();
    check_text(history);

    auto restore = framed<RestoreView>();
    restore.site = kHostile;
    restore.changed = hostile_change();
    restore.differences = hostile_differences();
    restore.rules = hostile_rules();
    restore.fallback = "deny";
    restore.has_draft = true;
    check_view(restore);
    restore.has_draft = false;
    check_text(restore);
}

BOOST_AUTO_TEST_CASE(try_shows_hostile_values_as_text) {
    auto view = framed<TryView>();
    view.site = view.user = view.path = view.method = view.address = kHostile;
    view.level = "3";
    view.bad_path = view.bad_address = view.no_such_user = true;
    view.decided_by = view.groups = view.roles = kHostile;
    view.rules = {{kHostile, kHostile, kHostile, true}, {kHostile, kHostile, kHostile, false}};
    using enum TryView::Verdict;
    for (const auto verdict : {None, Pass, SignIn, StepUp, Denied, OddPath}) {
        view.verdict = verdict;
        check_view(view);
    }
}

BOOST_AUTO_TEST_SUITE_END()
