// Prints nginx configuration from the templates in share/nginx, and checks what somebody wrote.
#include <algorithm>
#include <istream>
#include <iterator>
#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/diagnosis/nginx_lint.hpp"
#include "app/setup/nginx_blocks.hpp"

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

std::vector<NginxSource> read_configuration(const Console& console) {
    constexpr std::size_t kMaxBytes = 16 * 1024 * 1024;
    constexpr const char* kHow = "nginx -T | postern nginx --lint";
    if (console.terminal)
        throw CommandError{kUsage, std::string{"--lint reads standard input; run: "} + kHow};
    std::string text;
    for (std::istreambuf_iterator<char> at{console.in}, end; at != end; ++at) {
        if (text.size() == kMaxBytes)
            throw CommandError{kRefused, "the configuration is larger than 16 MiB"};
        text += *at;
    }
    if (text.empty())
        throw CommandError{kRefused, std::string{"nothing to read; run as root: "} + kHow};
    try {
        return parse_nginx_config(text);
    } catch (const NginxSyntaxError& error) {
        throw CommandError{kRefused,
                           "this is not nginx's configuration: " + printable(error.what())};
    }
}

json::Json to_json(const NginxProblem& problem) {
    return json::Json::Object{{"file", problem.file},
                              {"line", problem.line},
                              {"severity", to_text(problem.severity)},
                              {"message", problem.message}};
}

std::string counted(std::size_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

void lint(CommandContext& context, const Arguments& typed) {
    const NginxReport report = lint_nginx(read_configuration(context.console()));
    if (report.sites == 0)
        throw CommandError{kRefused,
                           "no server block here includes gate.conf: nothing is protected"};
    const auto faults = static_cast<std::size_t>(std::ranges::count_if(
        report.problems,
        [](const NginxProblem& problem) { return problem.severity != Severity::Note; }));
    if (typed.flag("--json")) {
        json::Json::Array problems;
        for (const auto& problem : report.problems) problems.push_back(to_json(problem));
        print_json(context.out(),
                   json::Json::Object{{"sites", report.sites}, {"problems", std::move(problems)}});
    } else {
        for (const auto& [file, line, severity, message] : report.problems)
            context.out() << printable(file) << ':' << line << ": " << to_text(severity) << ": "
                          << printable(message) << '\n';
    }
    const std::string protected_sites = counted(report.sites, "protected server block");
    if (faults > 0)
        throw CommandError{kRefused, counted(faults, "problem") + " in " + protected_sites};
    if (!typed.flag("--json")) context.out() << "no problems found in " << protected_sites << '\n';
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
        .options = {{.name = "SITE", .help = "Name of the site"},
                    {.name = "--portal",
                     .help = "Print the portal's server block",
                     .type = OptionType::Flag},
                    {.name = "--lint",
                     .help = "Check nginx's configuration from standard input: nginx -T | postern "
                             "nginx --lint",
                     .type = OptionType::Flag},
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
