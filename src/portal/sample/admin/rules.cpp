// The pages about the rules of a site.
#include "portal/admin/sites/parts.hpp"
#include "portal/admin/sites/rule_views.hpp"
#include "portal/sample/admin/stage.hpp"

namespace postern::portal::sample {

namespace {

using namespace admin::sites;
using admin::AdminPage;
using namespace std::chrono_literals;

constexpr const char* kSite = "wiki";

constexpr const char* kText = R"([site.wiki]
default = "signed_in"

[[site.wiki.rule]]
name   = "pictures and styles"
path   = ["/static/**"]
effect = "public"

[[site.wiki.rule]]
name    = "admins, from the office"
comment = "Asked for by the works council in May"
path    = ["/admin/**"]
from    = ["office"]
allow   = ["group:admins"]
level   = 2
max_age = "15m"
effect  = "allow"

[[site.wiki.rule]]
name   = "nobody else in the admin area"
path   = ["/admin/**"]
effect = "deny"

[[site.wiki.rule]]
name   = "no exports at night"
path   = ["/export"]
hours  = ["22:00-06:00"]
zone   = "Europe/Berlin"
effect = "deny"

[[site.wiki.rule]]
name   = "help for everyone"
path   = ["/help/**"]
effect = "public"

[[site.wiki.test]]
as     = "ben@example.org"
path   = "/admin/"
expect = "denied"
)";

SiteRules published() {
    return {
        .rules = {
            {.name = "pictures and styles", .effect = RuleEffect::Public, .path = {"/static/**"}},
            {.name = "admins, from the office",
             .comment = "Asked for by the works council in May",
             .path = {"/admin/**"},
             .from = {"office"},
             .subjects = {{RuleSubject::Kind::Group, "admins"}},
             .level = Level::Two,
             .max_age = 15min},
            {.name = "nobody else in the admin area",
             .effect = RuleEffect::Deny,
             .path = {"/admin/**"}},
            {.name = "no exports at night",
             .dry_run = true,
             .effect = RuleEffect::Deny,
             .path = {"/export"},
             .hours = {{.from = 22 * 60, .to = 6 * 60, .zone = "Europe/Berlin"}}}}};
}

/// What the draft makes of them.
SiteRules drafted() {
    auto rules = published();
    rules.rules[3].dry_run = false;
    rules.rules.push_back(
        {.name = "help for everyone", .effect = RuleEffect::Public, .path = {"/help/**"}});
    return rules;
}

std::vector<DifferenceRow> differences() {
    return rows_of(postern::access::differences(published(), drafted()));
}

/// The change of somebody else, in the time of a draft.
std::vector<DifferenceRow> differences_meanwhile() {
    auto before = published();
    before.rules.erase(before.rules.begin());
    return rows_of(postern::access::differences(before, published()));
}

ChangeView change(const Stage& s, std::chrono::seconds ago, const char* by = kEmail) {
    return {.at = s.moment(ago), .by = {.email = by}};
}

template <class View>
View framed(const Stage& s, std::string command = {}) {
    View view{.frame = console(s, AdminPage::Sites, std::move(command))};
    view.site = kSite;
    return view;
}

RulesView rules(const Stage& s) {
    auto view = framed<RulesView>(s, "postern rules show wiki");
    view.has_rules = true;
    view.changed = change(s, 500h);
    view.rules = rows_of(published());
    for (auto& row : view.rules) row.counts = true;
    view.rules[0].hits = 18'204;
    view.rules[0].last_hit = s.moment(2s);
    view.rules[1].hits = 37;
    view.rules[1].last_hit = s.moment(18h);
    view.rules[3].hits = 1;
    view.rules[3].last_hit = s.moment(81h);
    view.fallback = "signed_in";
    view.default_hits = 2'911;
    view.since = s.moment(500h);
    view.has_draft = true;
    view.draft = change(s, 25min, kUserEmail);
    view.may_write = view.sees_site = true;
    return view;
}

RulesView no_rules(const Stage& s) {
    auto view = framed<RulesView>(s, "postern rules show wiki");
    view.fallback = "signed_in";
    view.since = s.moment(720h);
    view.may_write = view.sees_site = true;
    return view;
}

EditRulesView edit(const Stage& s) {
    auto view = framed<EditRulesView>(s, "postern rules show wiki");
    view.text = kText;
    view.revision = 3;
    view.base_version = 7;
    view.is_draft = true;
    view.draft = change(s, 25min, kUserEmail);
    return view;
}

PublishView publish(const Stage& s) {
    auto view = framed<PublishView>(s, "postern rules apply FILE");
    view.revision = 3;
    view.draft = change(s, 25min, kUserEmail);
    view.differences = differences();
    view.rules = rows_of(drafted());
    view.fallback = "signed_in";
    view.passed_tests = 1;
    view.opens = true;
    return view;
}

RebaseView rebase(const Stage& s) {
    auto view = framed<RebaseView>(s);
    view.revision = 3;
    view.version = 8;
    view.changed = change(s, 9min);
    view.knows_before = true;
    view.differences = differences_meanwhile();
    return view;
}

HistoryView history(const Stage& s) {
    auto view = framed<HistoryView>(s);
    view.versions = {{.version = 7,
                      .changed = change(s, 500h),
                      .reason = "Exports at night: look first whom it would hit",
                      .is_current = true},
                     {.version = 6, .changed = change(s, 900h, kUserEmail)},
                     {.version = 5,
                      .changed = {.at = s.moment(2100h), .by = {.system = "1000"}},
                      .reason = "From the file"}};
    view.may_write = true;
    return view;
}

RestoreView restore(const Stage& s) {
    auto before = published();
    before.rules.pop_back();
    auto view = framed<RestoreView>(s);
    view.version = 6;
    view.changed = change(s, 900h, kUserEmail);
    view.differences = rows_of(postern::access::differences(published(), before));
    view.rules = rows_of(before);
    view.fallback = "signed_in";
    return view;
}

TryView try_form(const Stage& s) {
    auto view = framed<TryView>(s, "postern explain --site wiki --path /");
    view.user = kUserEmail;
    view.path = "/admin/users";
    view.method = "GET";
    view.address = "198.51.100.4";
    view.level = "2";
    return view;
}

TryView tried(const Stage& s) {
    auto view = try_form(s);
    view.verdict = TryView::Verdict::Denied;
    view.decided_by = "rule 3 \"nobody else in the admin area\"";
    view.groups = "admins, staff";
    view.roles = "editor";
    constexpr const char* kWords[] = {"the path is not /static/**", "the address is not in office",
                                      "decides", "not reached"};
    const auto all = published().rules;
    for (std::size_t i = 0; i < all.size(); ++i)
        view.rules.push_back(
            {.number = number_of(i), .name = all[i].name, .words = kWords[i], .decides = i == 2});
    return view;
}

}  // namespace

std::vector<Sample> of_admin_rules() {
    return {
        sample(rules),
        sample(no_rules, "empty"),
        sample(edit),
        sample(
            [](const Stage& s) {
                auto view = edit(s);
                view.text.replace(view.text.find("level   = 2"), 11, "level   = 7");
                view.wrong = {
                    {.line = 15, .what = "site.wiki.rule.level: is no level; write 1, 2 or 3"}};
                return view;
            },
            "wrong"),
        sample(publish),
        sample(
            [](const Stage& s) {
                auto view = publish(s);
                view.passed_tests = 0;
                view.failed_tests = {{.line = 36,
                                      .what = "GET /admin/ as ben@example.org: expected pass, came "
                                              "denied (rule 3 \"nobody else in the admin area\")"}};
                return view;
            },
            "wrong"),
        sample(rebase),
        sample([](const Stage& s) {
            auto view = framed<DiscardView>(s);
            view.revision = 3;
            view.draft = change(s, 25min, kUserEmail);
            return view;
        }),
        sample(history),
        sample(restore),
        sample(tried),
        sample(
            [](const Stage& s) {
                auto view = try_form(s);
                view.path = "admin";
                view.address = "the office";
                view.bad_path = view.bad_address = true;
                return view;
            },
            "wrong"),
    };
}

}  // namespace postern::portal::sample
