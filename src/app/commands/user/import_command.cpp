// postern user import
#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/transfer/user_import.hpp"
#include "postern/text/dates.hpp"

namespace postern::app {

namespace {

json::Json to_json(const ImportReport& report, bool dry_run) {
    json::Json::Array lines;
    for (const auto& [line, reason] : report.bad_lines)
        lines.emplace_back(json::Json::Object{{"line", line}, {"reason", reason}});
    return json::Json::Object{
        {"dry_run", dry_run},           {"good", report.good},
        {"added", report.added},        {"already_there", report.already_there},
        {"repeated", report.repeated},  {"bad", report.bad},
        {"bad_lines", std::move(lines)}};
}

void print(std::ostream& out, bool as_json, const ImportReport& report, bool dry_run) {
    if (as_json) {
        print_json(out, to_json(report, dry_run));
        return;
    }
    for (const auto& [line, reason] : report.bad_lines)
        out << "line " << line << ": " << printable(reason) << '\n';
    if (report.bad > report.bad_lines.size())
        out << "... and " << report.bad - report.bad_lines.size() << " more\n";
    out << "good lines      " << report.good << "\nbad lines       " << report.bad
        << "\nrepeated        " << report.repeated << '\n';
    if (!dry_run)
        out << "added           " << report.added << "\nalready there   " << report.already_there
            << '\n';
}

/// Begin and end are two events, so that the audit log also has an import that was interrupted.
void note(CommandContext& context, const std::string& detail) {
    context.services().database.audit().add({.at = context.now(),
                                             .event = AuditEvent::UserImported,
                                             .actor = context.actor().name,
                                             .detail = detail});
}

void run(CommandContext& context, const Arguments& typed) {
    const auto& path = typed.text("FILE");
    const bool as_json = typed.flag("--json");
    text::load_time_zones();
    Progress progress{context.console().err};
    auto& services = context.services();
    const bool ignore_unknown = typed.flag("--ignore-unknown");
    const auto checked =
        check_users(path, services.entropy, context.now(), progress, ignore_unknown);
    const bool refused = checked.bad > 0 && !typed.flag("--skip-bad");
    if (typed.flag("--dry-run") || refused) {
        print(context.out(), as_json, checked, true);
        if (refused)
            throw CommandError{kRefused,
                               "nothing was imported; fix the lines, or skip them with --skip-bad"};
        return;
    }
    note(context, "begun");
    const auto report = import_users(path, services.database.transfers(), services.entropy,
                                     context.now(), progress, ignore_unknown);
    note(context, "added_" + std::to_string(report.added));
    print(context.out(), as_json, report, false);
}

}  // namespace

Command import_command() {
    return {.name = "import",
            .help = "Import users with their password hashes from another system",
            .options = {{.name = "FILE", .help = "A .csv or .jsonl file", .required = true},
                        {.name = "--dry-run",
                         .help = "Report what would be imported without importing it",
                         .type = OptionType::Flag},
                        {.name = "--skip-bad",
                         .help = "Skip lines that cannot be imported",
                         .type = OptionType::Flag},
                        {.name = "--ignore-unknown",
                         .help = "Skip fields that Postern does not have",
                         .type = OptionType::Flag},
                        kJsonFlag},
            .run = run};
}

}  // namespace postern::app
