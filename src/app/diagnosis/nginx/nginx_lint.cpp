#include "app/diagnosis/nginx/nginx_lint.hpp"

#include <cstdlib>

#include "app/diagnosis/nginx/checks.hpp"

namespace postern::app {

namespace {

void check_locations(const NginxLint& lint, const NginxServer& server, NginxReport& report) {
    for (const auto* location : server.all_locations()) {
        check_variables(lint, location->block);
        if (location->is_protected()) {
            ++report.protected_locations;
            check_protected(lint, *location);
        } else {
            report.open_locations += is_open(*location) ? 1 : 0;
            check_unprotected(lint, *location);
        }
        if (!is_closed(*location)) check_answer(lint, *location);
    }
    check_ways(lint, server);
}

}  // namespace

std::string_view to_text(Severity severity) noexcept {
    switch (severity) {
        case Severity::Error:
            return "error";
        case Severity::Warning:
            return "warning";
        case Severity::Note:
            return "note";
    }
    std::abort();  // a value outside the enum is a bug
}

NginxReport lint_nginx(const std::vector<NginxSource>& files,
                       const std::optional<std::vector<std::string>>& known_sites) {
    const NginxTree tree{files};
    NginxProblems problems;
    const NginxLint lint{files, tree, problems};
    NginxReport report{.servers = tree.servers.size()};
    for (const auto& server : tree.servers) {
        if (!server.is_site()) continue;
        ++report.sites;
        check_server(lint, server, known_sites);
        check_locations(lint, server, report);
    }
    if (report.sites > 0) {
        check_twins(lint);
        check_snippets(lint);
    }
    report.problems = problems.take();
    return report;
}

}  // namespace postern::app
