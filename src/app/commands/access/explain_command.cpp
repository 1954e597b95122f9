// postern explain: what the gate would answer, and why.
#include <ostream>

#include "app/commands/access/access_words.hpp"
#include "app/commands/access/explain_words.hpp"
#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/moment.hpp"
#include "postern/access/explanation.hpp"
#include "postern/base/bytes.hpp"
#include "postern/config/duration.hpp"
#include "postern/model/network.hpp"
#include "postern/service/access/trial_json.hpp"

namespace postern::app {

namespace {

using Trial = service::RulesService::Trial;
using Trialled = service::RulesService::Trialled;

std::chrono::seconds typed_age(const Arguments& typed) {
    const auto age = config::parse_duration(typed.text("--age"));
    if (!age) throw CommandError{kUsage, "--age takes a length of time, such as 15m or 12h"};
    return std::chrono::ceil<std::chrono::seconds>(*age);
}

std::string typed_path(const Arguments& typed) {
    const auto& path = typed.text("--path");
    if (!path.starts_with('/'))
        throw CommandError{kUsage, "--path takes a path such as /admin/, without scheme and host"};
    return path;
}

std::string typed_address(const Arguments& typed) {
    const auto& address = typed.text("--from");
    if (!address.empty() && !is_address(address))
        throw CommandError{kUsage, "--from takes an address such as 192.0.2.7"};
    return address;
}

Trial typed_trial(CommandContext& context, const Arguments& typed, TimePoint now) {
    const auto& who = typed.text("--user");
    if (!who.empty() && typed.flag("--anonymous"))
        throw CommandError{kUsage, "give --user or --anonymous, not both"};
    Trial trial{.site = typed.text("--site"),
                .path = typed_path(typed),
                .method = typed.text("--method"),
                .address = typed_address(typed)};
    const auto age = typed_age(typed);
    if (who.empty()) return trial;
    trial.user = get_user(context, who);
    trial.assurance = Assurance{
        to_level(to_number(typed.text("--level")).value_or(0)).value_or(Level::One), now - age};
    return trial;
}

std::string visitor_words(const Trial& trial, TimePoint now) {
    if (!trial.user) return "nobody is signed in";
    std::string words = trial.user->email.text();
    if (!trial.assurance) return words;
    words += ", level " + std::to_string(to_number(trial.assurance->level));
    if (trial.assurance->proven_at)
        words += " proven " + config::to_text(now - *trial.assurance->proven_at) + " ago";
    return words;
}

void print_as_text(CommandContext& context, const Trial& trial, const Trialled& trialled,
                   TimePoint now) {
    auto& out = context.out();
    const auto line = [&](std::string_view what, const std::string& value) {
        print_fact(out, 9, what, value);
    };
    line("Request", trial.method + " " + trial.path + " at " + trial.site);
    line("Visitor", visitor_words(trial, now));
    if (trial.user) {
        line("Groups", listed(trialled.groups));
        line("Roles", listed(trialled.roles));
    }
    line("From", trial.address);
    line("Time", moment_text(now, false));
    out << '\n';
    for (std::size_t i = 0; i < trialled.rules.rules.size(); ++i)
        out << "Rule " << i + 1 << ": " << printable(trialled.rules.rules[i].name) << ": "
            << printable(words_of(trial, trialled, i, now)) << '\n';
    const auto& decision = trialled.explained.decision;
    if (decision.rule == access::Decision::kDefault && decision.outcome != access::Outcome::Odd)
        out << "Default: " << to_text(trialled.rules.fallback) << '\n';
    out << "\nThe gate " << printable(words_for(decision)) << " (status "
        << gate_status(decision.outcome)
        << "). Decided by: " << printable(source_of(decision, trialled.rules)) << ".\n";
    if (decision.dry_rule >= 0)
        out << "The dry run of rule " << decision.dry_rule + 1
            << " would decide otherwise or first: " << access::to_text(decision.dry_outcome)
            << ".\n";
}

void explain(CommandContext& context, const Arguments& typed) {
    const TimePoint now = typed_later_moment(context, typed, "--at").value_or(context.now());
    const Trial trial = typed_trial(context, typed, now);
    const auto trialled = context.services().rules.explain(trial, now);
    if (!trialled) throw no_such_site(trial.site);
    if (typed.flag("--json")) return print_json(context.out(), to_json(trial, *trialled, now));
    print_as_text(context, trial, *trialled, now);
}

}  // namespace

Command explain_command() {
    return {
        .name = "explain",
        .help = "Say what the gate would answer to a request, and which rule decides",
        .options = {{.name = "--site", .help = "Name of the site", .required = true},
                    {.name = "--path",
                     .help = "Path of the request, as nginx normalises it, without the query",
                     .required = true},
                    {.name = "--user", .help = "The signed-in user: e-mail address or id"},
                    {.name = "--anonymous",
                     .help = "Nobody is signed in (the default)",
                     .type = OptionType::Flag},
                    {.name = "--method", .help = "Method of the request", .default_value = "GET"},
                    {.name = "--from",
                     .help = "Address of the visitor; without it, it counts as in no network that "
                             "a rule opens to, and in every one that a rule denies"},
                    {.name = "--level",
                     .help = "What the user has proven: 1 one factor, 2 two, 3 a passkey",
                     .default_value = "1",
                     .choices = "1|2|3"},
                    {.name = "--age",
                     .help = "How long ago that was, such as 15m",
                     .default_value = "0s"},
                    {.name = "--at",
                     .help = "As if it were then: 2026-11-21T18:00:00Z, or a length of time from "
                             "now, such as 7d; without it: now"},
                    kJsonFlag},
        .run = explain};
}

}  // namespace postern::app
