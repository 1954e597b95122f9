/// nginx_lint: what in nginx's configuration would open a protected site, or break it.
///
/// Looks at server blocks that include gate.conf. The rules are those of docs/protect-a-site.md and
/// nginx/README.md. nginx's own errors are not looked for: `nginx -t` finds them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "app/diagnosis/nginx_config.hpp"

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
    std::string message;  ///< what is wrong, and what to write instead
};

struct NginxReport {
    std::size_t sites = 0;  ///< server blocks that include gate.conf
    std::vector<NginxProblem> problems{};
};

NginxReport lint_nginx(const std::vector<NginxSource>& files);

}  // namespace postern::app
