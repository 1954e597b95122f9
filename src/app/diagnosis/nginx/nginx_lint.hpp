/// nginx_lint: whether the lock stands in front of whatever serves a protected site.
///
/// Looks at the server blocks that name a site or include Postern's snippets, and at the others for
/// what would serve the same files or application without a check. nginx's own errors are not
/// looked for: `nginx -t` finds them. docs/nginx-lint.md has a row for each code.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/diagnosis/nginx/nginx_config.hpp"

namespace postern::app {

enum class Severity {
    Error,    ///< lets somebody in, or nobody
    Warning,  ///< does something other than what it seems to do
    Note,     ///< may be meant so
};

/// `error`, `warning`, `note`
std::string_view to_text(Severity severity) noexcept;

struct NginxProblem {
    std::string file;
    std::size_t line;
    Severity severity;
    std::string_view code;  ///< `no-lock`; never changes its meaning
    std::string message;    ///< what is wrong
    std::string_view why;   ///< why it matters
    std::string fix;        ///< what to write instead
};

struct NginxReport {
    std::size_t servers = 0;               ///< all server blocks for HTTP
    std::size_t sites = 0;                 ///< those of a protected site
    std::size_t protected_locations = 0;   ///< of the sites: those that include protect.conf
    std::size_t open_locations = 0;        ///< of the sites: those that serve without a check
    std::vector<NginxProblem> problems{};  ///< by file and line
};

/// `known_sites`: the names of the registered sites; nothing when they are not known.
NginxReport lint_nginx(const std::vector<NginxSource>& files,
                       const std::optional<std::vector<std::string>>& known_sites = std::nullopt);

}  // namespace postern::app
