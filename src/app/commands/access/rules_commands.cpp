// postern rules show|check|apply
#include <algorithm>
#include <ostream>

#include "app/commands/access/access_words.hpp"
#include "app/commands/access/rules_check.hpp"
#include "app/commands/access/rules_openings.hpp"
#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/question.hpp"

namespace postern::app {

namespace {

constexpr Option kFileOperand{
    .name = "FILE", .help = "File with rules, as `rules show` prints it", .required = true};

// --- show

config::RulesFile stored_rules(CommandContext& context, const std::vector<std::string>& sites) {
    const auto& service = context.services().rules;
    config::RulesFile file;
    if (sites.empty()) {
        file.networks = service.networks();
        for (auto& draft : service.all())
            file.sites.push_back({.name = draft.site, .rules = std::move(draft.rules)});
    }
    for (const auto& site : sites) {
        auto rules = service.find(site);
        if (!rules) throw no_such_site(site);
        file.sites.push_back({.name = site, .rules = std::move(*rules)});
    }
    return file;
}

void show(CommandContext& context, const Arguments& typed) {
    const auto file = stored_rules(context, typed.texts("SITE"));
    const std::string toml = config::to_rules_file(file);
    if (typed.flag("--json")) {
        std::vector<std::string> sites;
        for (const auto& entry : file.sites) sites.push_back(entry.name);
        return print_json(context.out(),
                          json::Json::Object{{"sites", names_json(sites)}, {"rules", toml}});
    }
    context.out() << toml;
    if (file.sites.empty())
        context.console().err << "No site has rules yet. Print what a site does without any: "
                                 "postern rules show SITE\n";
}

// --- check and apply

void print_differences(CommandContext& context, const CheckedRules& checked) {
    for (const auto& plan : checked.plans) {
        context.out() << plan.site << ":\n";
        if (plan.differences.empty()) context.out() << "  means the same as before\n";
        for (const auto& difference : plan.differences)
            context.out() << "  " << printable(difference.words) << '\n';
    }
}

/// Throws CommandError that says what is wrong, if anything is. What was found is printed before.
void refuse_failures(CommandContext& context, const CheckedRules& checked) {
    std::string all;
    for (const auto& problem : checked.problems) all += text_of(checked, problem) + '\n';
    for (const auto& result : checked.tests)
        if (!result.passed()) all += text_of(checked, result) + '\n';
    if (all.empty()) return;
    context.out() << std::flush;
    const std::string found = checked.problems.empty()
                                  ? counted(checked.failed_tests(), "test") + " of " +
                                        std::to_string(checked.tests.size()) + " failed"
                                  : counted(checked.problems.size(), "problem");
    throw CommandError{kRefused, found + "; nothing was changed\n" + all};
}

std::string summary(const CheckedRules& checked) {
    return "No problems in " + counted(checked.plans.size(), "site") + "; " +
           counted(checked.tests.size(), "test") + " passed.";
}

void check(CommandContext& context, const Arguments& typed) {
    const auto checked = check_rules(context, typed.text("FILE"));
    if (typed.flag("--json")) {
        auto object = to_json(checked);
        object.emplace(object.begin(), "result", checked.passed() ? "valid" : "invalid");
        print_json(context.out(), json::Json{std::move(object)});
    } else {
        print_differences(context, checked);
    }
    refuse_failures(context, checked);
    if (!typed.flag("--json")) context.out() << summary(checked) << '\n';
}

/// Asks where something opens to everyone.
void ask_about_openings(CommandContext& context, const Arguments& typed,
                        const CheckedRules& checked) {
    std::vector<std::string> opened;
    for (const auto& plan : checked.plans)
        if (opens_to_everyone(plan.before, plan.after)) opened.push_back(plan.site);
    if (opened.empty()) return;
    confirm(context.console(), typed.flag("--yes"),
            "Open parts of " + listed(opened) + " to everyone, without a sign-in?",
            Unasked::Refuse);
}

void apply_now(CommandContext& context, const CheckedRules& checked) {
    const auto applied = context.services().rules.apply(checked.plans, checked.networks,
                                                        context.actor(), context.now());
    if (!applied) {
        std::string all = "nothing was changed";
        for (const auto& problem : applied.error())
            all += "\n" + (problem.site.empty() ? "" : problem.site + ": ") + problem.what;
        throw CommandError{kRefused, all};
    }
    context.services().revoker.tell();
}

void apply(CommandContext& context, const Arguments& typed) {
    const auto checked = check_rules(context, typed.text("FILE"));
    const bool as_json = typed.flag("--json");
    if (!as_json) print_differences(context, checked);
    refuse_failures(context, checked);
    const bool dry_run = typed.flag("--dry-run");
    if (!dry_run) {
        ask_about_openings(context, typed, checked);
        apply_now(context, checked);
    }
    Outcome outcome{dry_run ? "valid" : "applied",
                    dry_run ? summary(checked) + " Nothing was changed."
                            : "Applied the rules of " + counted(checked.plans.size(), "site") +
                                  "; they hold from the next request on.",
                    to_json(checked)};
    report(context, typed, std::move(outcome));
}

}  // namespace

Command rules_commands() {
    return {
        .name = "rules",
        .help = "Show, check and apply the rules of sites: who may do what",
        .commands = {
            {.name = "show",
             .help = "Print the rules of all sites that have any, or of these sites, as a file",
             .options = {{.name = "SITE", .help = "Names of sites", .repeatable = true}, kJsonFlag},
             .run = show},
            {.name = "check",
             .help = "Check a file with rules, say what it would change, and run its tests",
             .options = {kFileOperand, kJsonFlag},
             .run = check},
            {.name = "apply",
             .help = "Replace the rules of the sites that a file names, all or none",
             .options = {kFileOperand,
                         {.name = "--dry-run",
                          .help = "Change nothing; only say what would change",
                          .type = OptionType::Flag},
                         {.name = "-y,--yes",
                          .help = "Ask no question, even if something opens to everyone; without "
                                  "a terminal it is needed for that",
                          .type = OptionType::Flag},
                         kJsonFlag},
             .run = apply}}};
}

}  // namespace postern::app
