// Prints nginx configuration from the templates in share/nginx, and checks what somebody wrote.
#include <algorithm>
#include <istream>
#include <iterator>
#include <optional>
#include <ostream>
#include <system_error>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/diagnosis/nginx/nginx_lint.hpp"
#include "app/setup/nginx_blocks.hpp"
#include "app/wiring/nginx_program.hpp"
#include "postern/base/file.hpp"

namespace postern::app {

namespace {

std::string block_of_site(CommandContext& context, const Arguments& typed,
                          const BlockOptions& options) {
    const SiteTarget target{.upstream = typed.text("--upstream"), .root = typed.text("--root")};
    if (target.upstream.empty() == target.root.empty())
        throw CommandError{
            kUsage, "give --upstream http://HOST:PORT for an application, or --root DIR for files"};
    const auto& name = typed.text("SITE");
    const auto site = context.services().sites.find(name);
    if (!site)
        throw CommandError{kRefused,
                           "no such site: " + printable(name) + "; add it first: postern site add"};
    return site_block(context.config(), *site, target, options);
}

// --- the check of a whole configuration

constexpr std::size_t kMaxLintedBytes = 16 * 1024 * 1024;

std::string read_input(const Console& console) {
    if (console.terminal)
        throw CommandError{kUsage,
                           "FILE - is standard input; run: nginx -T | postern nginx --lint -"};
    std::string text;
    for (std::istreambuf_iterator<char> at{console.in}, end;
         at != end && text.size() <= kMaxLintedBytes; ++at)
        text += *at;
    return text;
}

/// What nginx says about an error of its own; without the lines before it.
std::string last_line(std::string text) {
    while (text.ends_with('\n')) text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

std::string ask_nginx(const std::string& program) {
    constexpr const char* kOtherwise = "; `postern nginx --lint FILE` reads what nginx -T has said";
    try {
        auto said = run_nginx({"-T", "-q"}, program);
        if (said.succeeded) return std::move(said.out);
        throw CommandError{kUnavailable, program + " -T fails (are you root?): " +
                                             printable(last_line(said.err)) + kOtherwise};
    } catch (const std::system_error& error) {
        throw CommandError{kUnavailable, "nginx cannot be run: " + printable(error.what()) +
                                             "; name it with --nginx" + kOtherwise};
    }
}

std::string linted_text(CommandContext& context, const Arguments& typed) {
    const auto& file = typed.text("SITE");
    if (file == "-") return read_input(context.console());
    if (file.empty()) return ask_nginx(typed.text("--nginx"));
    return read_file(file, kMaxLintedBytes);
}

std::vector<NginxSource> linted_configuration(CommandContext& context, const Arguments& typed) {
    const std::string text = linted_text(context, typed);
    if (text.empty())
        throw CommandError{kRefused,
                           "nothing to read; run as root: nginx -T | postern nginx --lint -"};
    if (text.size() >= kMaxLintedBytes)  // perhaps cut off
        throw CommandError{kRefused, "the configuration is larger than 16 MiB"};
    try {
        return parse_nginx_config(text);
    } catch (const NginxSyntaxError& error) {
        throw CommandError{kRefused,
                           "this is not nginx's configuration: " + printable(error.what())};
    }
}

/// Nothing where neither Postern's configuration nor its database can be used.
std::optional<std::vector<std::string>> known_sites(CommandContext& context) {
    try {
        std::vector<std::string> names;
        for (const auto& site : context.services().sites.list()) names.push_back(site.name);
        return names;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

json::Json to_json(const NginxProblem& problem) {
    return json::Json::Object{{"file", problem.file},
                              {"line", problem.line},
                              {"severity", to_text(problem.severity)},
                              {"code", problem.code},
                              {"message", problem.message},
                              {"why", problem.why},
                              {"fix", problem.fix}};
}

void print_json_report(CommandContext& context, const NginxReport& report, bool names_checked) {
    json::Json::Array problems;
    for (const auto& problem : report.problems) problems.push_back(to_json(problem));
    print_json(context.out(),
               json::Json::Object{{"servers", report.servers},
                                  {"sites", report.sites},
                                  {"protected_locations", report.protected_locations},
                                  {"open_locations", report.open_locations},
                                  {"site_names_checked", names_checked},
                                  {"problems", std::move(problems)}});
}

void print_report(CommandContext& context, const NginxReport& report, bool names_checked) {
    auto& out = context.out();
    for (const auto& problem : report.problems)
        out << printable(problem.file) << ':' << problem.line << ": " << to_text(problem.severity)
            << ": " << printable(problem.message) << " [" << problem.code
            << "]\n    why: " << problem.why << "\n    fix: " << printable(problem.fix) << '\n';
    out << "looked at " << counted(report.servers, "server block") << ": "
        << counted(report.sites, "protected server block") << " with "
        << counted(report.protected_locations, "protected location") << " and "
        << counted(report.open_locations, "open location") << '\n';
    if (!names_checked) out << "the names of the sites were not checked: no database\n";
}

void lint(CommandContext& context, const Arguments& typed) {
    const auto files = linted_configuration(context, typed);
    const auto names = known_sites(context);
    const NginxReport report = lint_nginx(files, names);
    if (report.sites == 0)
        throw CommandError{kRefused,
                           "no server block here includes gate.conf: nothing is protected"};
    const auto faults = static_cast<std::size_t>(std::ranges::count_if(
        report.problems,
        [](const NginxProblem& problem) { return problem.severity != Severity::Note; }));
    if (typed.flag("--json"))
        print_json_report(context, report, names.has_value());
    else
        print_report(context, report, names.has_value());
    const std::string where = counted(report.sites, "protected server block");
    if (faults > 0) throw CommandError{kRefused, counted(faults, "problem") + " in " + where};
    if (!typed.flag("--json")) context.out() << "no problems found in " << where << '\n';
}

void print(CommandContext& context, const Arguments& typed) {
    if (typed.flag("--lint")) return lint(context, typed);
    const bool portal = typed.flag("--portal");
    if (!portal && typed.text("SITE").empty())
        throw CommandError{kUsage, "give a site's name, --portal or --lint"};
    const BlockOptions options{.listen = typed.text("--listen"),
                               .snippets = typed.text("--snippets"),
                               .certificate = typed.text("--certificate"),
                               .certificate_key = typed.text("--certificate-key")};
    const auto block =
        portal ? portal_block(context.config(), options) : block_of_site(context, typed, options);
    if (typed.flag("--json"))
        return print_json(context.out(), json::Json::Object{{"configuration", block}});
    context.out() << block;
}

}  // namespace

Command nginx_command() {
    return {
        .name = "nginx",
        .help = "Print the nginx server block of a site or of the portal, or check yours",
        .options = {{.name = "SITE",
                     .help = "Name of the site; with --lint: a FILE with what nginx -T has "
                             "printed, - for standard input (default: nginx is asked)"},
                    {.name = "--portal",
                     .help = "Print the portal's server block",
                     .type = OptionType::Flag},
                    {.name = "--lint",
                     .help = "Check nginx's whole configuration: whether the lock is in front of "
                             "whatever serves a site",
                     .type = OptionType::Flag},
                    {.name = "--nginx",
                     .help = "Program that --lint asks for the configuration",
                     .default_value = kNginxProgram},
                    {.name = "--upstream",
                     .help = "Address of the site's application: http://HOST:PORT"},
                    {.name = "--root", .help = "Folder with the site's files"},
                    {.name = "--listen",
                     .help =
                         "Argument of nginx's listen directive (default: from the site's address)"},
                    kSnippetsOption,
                    kCertificateOption,
                    kCertificateKeyOption,
                    kJsonFlag},
        .run = print};
}

}  // namespace postern::app
