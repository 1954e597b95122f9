#include "app/commands/access/rules_check.hpp"

#include <algorithm>
#include <optional>

#include "app/commands/command_services.hpp"
#include "postern/access/explanation.hpp"

namespace postern::app {

namespace {

std::string text_of(const config::Problem& problem) {
    std::string text = problem.key.empty() ? "" : problem.key + ": ";
    text += problem.wrong;
    if (!problem.remedy.empty()) text += "; " + problem.remedy;
    return text;
}

service::RulesDraft draft_of(const config::RulesFile& file) {
    service::RulesDraft draft{.sites = {}, .networks = file.networks};
    for (const auto& entry : file.sites)
        draft.sites.push_back({.site = entry.name, .rules = entry.rules});
    return draft;
}

unsigned line_of(const config::RulesFile& file, const service::RulesProblem& problem) {
    const auto entry = std::ranges::find(file.sites, problem.site, &config::SiteRulesEntry::name);
    if (entry == file.sites.end()) return 0;
    const auto rule = static_cast<std::size_t>(problem.rule);
    return problem.rule >= 0 && rule < entry->rule_lines.size() ? entry->rule_lines[rule]
                                                                : entry->line;
}

RulesTestResult run_test(CommandContext& context, const service::SiteRulesPlan& plan,
                         const config::RuleTest& test) {
    RulesTestResult result{.site = plan.site, .test = test};
    const TimePoint at = test.at.value_or(context.now());
    service::RulesService::Trial trial{
        .site = plan.site, .path = test.path, .method = test.method, .address = test.from};
    if (!test.as.empty()) {
        trial.user = context.services().users.find(test.as);
        trial.assurance = Assurance{test.level, at - test.age};
        if (!trial.user) {
            result.decided_by = "no such user";
            return result;
        }
    }
    const auto trialled = context.services().rules.explain(trial, plan.after, at);
    const auto& decision = trialled.explained.decision;
    result.came = access::to_text(decision.outcome);
    result.decided_by = source_of(decision, trialled.rules);
    return result;
}

void run_tests(CommandContext& context, const config::RulesFile& file, CheckedRules& checked) {
    for (const auto& plan : checked.plans) {
        const auto entry = std::ranges::find(file.sites, plan.site, &config::SiteRulesEntry::name);
        if (entry == file.sites.end()) continue;
        for (const auto& test : entry->tests)
            checked.tests.push_back(run_test(context, plan, test));
    }
}

std::string place(const CheckedRules& checked, unsigned line, const std::string& site) {
    return checked.path + (line == 0 ? "" : ":" + std::to_string(line)) + ": " +
           (site.empty() ? "" : site + ": ");
}

json::Json to_json(const RulesTestResult& result) {
    return json::Json::Object{
        {"site", result.site},
        {"line", static_cast<std::size_t>(result.test.line)},
        {"passed", result.passed()},
        {"expected", config::to_text(result.test.expect)},
        {"came", result.came.empty() ? json::Json{} : json::Json{result.came}},
        {"decided_by", result.decided_by}};
}

}  // namespace

bool CheckedRules::passed() const { return problems.empty() && failed_tests() == 0; }

std::size_t CheckedRules::failed_tests() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        tests, [](const RulesTestResult& result) { return !result.passed(); }));
}

CheckedRules check_rules(CommandContext& context, const std::string& path) {
    CheckedRules checked{.path = path};
    const auto file = config::load_rules_file(path);
    if (!file) {
        for (const auto& problem : file.error())
            checked.problems.push_back({.line = problem.line, .what = text_of(problem)});
        return checked;
    }
    checked.networks = file->networks;
    auto plans = context.services().rules.plan(draft_of(*file), context.now());
    if (!plans) {
        for (const auto& problem : plans.error())
            checked.problems.push_back(
                {.line = line_of(*file, problem), .site = problem.site, .what = problem.what});
        return checked;
    }
    checked.plans = std::move(*plans);
    run_tests(context, *file, checked);
    return checked;
}

std::string text_of(const CheckedRules& checked, const RulesFileProblem& problem) {
    return place(checked, problem.line, problem.site) + problem.what;
}

std::string text_of(const CheckedRules& checked, const RulesTestResult& result) {
    const auto& test = result.test;
    const std::string question = test.method + " " + test.path + " as " +
                                 (test.as.empty() ? "anonymous" : test.as) +
                                 (test.at ? " at " + to_rfc3339(*test.at) : "") + ": ";
    const std::string where = place(checked, test.line, result.site) + question;
    const std::string expected{config::to_text(test.expect)};
    if (result.came.empty()) return where + "expected " + expected + ", " + result.decided_by;
    if (result.passed()) return where + expected + " (" + result.decided_by + ")";
    return where + "expected " + expected + ", came " + result.came + " (" + result.decided_by +
           ")";
}

json::Json::Object to_json(const CheckedRules& checked) {
    json::Json::Array problems;
    for (const auto& problem : checked.problems)
        problems.emplace_back(json::Json::Object{
            {"line",
             problem.line == 0 ? json::Json{} : json::Json{static_cast<std::size_t>(problem.line)}},
            {"site", problem.site.empty() ? json::Json{} : json::Json{problem.site}},
            {"problem", problem.what}});
    json::Json::Array sites;
    for (const auto& plan : checked.plans) {
        json::Json::Array differences;
        for (const auto& difference : plan.differences)
            differences.emplace_back(json::Json::Object{{"kind", to_text(difference.kind)},
                                                        {"words", difference.words}});
        sites.emplace_back(json::Json::Object{{"site", plan.site},
                                              {"rules", plan.after.rules.size()},
                                              {"differences", std::move(differences)}});
    }
    json::Json::Array tests;
    for (const auto& result : checked.tests) tests.push_back(to_json(result));
    return {{"file", checked.path},
            {"problems", std::move(problems)},
            {"sites", std::move(sites)},
            {"tests", std::move(tests)}};
}

}  // namespace postern::app
