// Who the application believes the visitor is: headers and parameters that only Postern may set.
#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "app/diagnosis/nginx/checks.hpp"
#include "postern/base/bytes.hpp"

namespace postern::app {

namespace {

using enum NginxRule;

bool has_directive(const Directives& block, std::string_view name) {
    return std::ranges::any_of(block, [name](const NginxDirective& one) {
        return one.name == name ||
               ((one.name == "if" || one.name == "limit_except") && has_directive(one.block, name));
    });
}

/// From the location outwards, the first block that has something of its own decides.
std::optional<bool> decided_by(const NginxLocation& location,
                               const std::function<std::optional<bool>(const Directives&)>& ask) {
    for (const auto* here = &location; here != nullptr; here = here->parent)
        if (const auto answer = ask(here->block)) return answer;
    return ask(location.server->block);
}

std::optional<bool> clears_headers(const Directives& block) {
    for (const char* snippet : {"proxy.conf", "identity.conf", "gate.conf"})
        if (find_include(block, snippet) != nullptr) return true;
    if (find(block, "proxy_set_header") != nullptr) return false;
    return std::nullopt;
}

std::optional<bool> sets_parameters(const Directives& block) {
    if (std::ranges::any_of(block, is_parameters)) return true;
    const bool has_own = std::ranges::any_of(block, [](const NginxDirective& one) {
        return one.name == "fastcgi_param" || includes(one, "fastcgi_params");
    });
    return has_own ? std::optional{false} : std::nullopt;
}

/// Names of the headers that the snippet sends with a value.
std::set<std::string> headers_of(const std::vector<NginxSource>& files,
                                 const NginxDirective& include, int depth = 0) {
    constexpr int kMaxDepth = 3;
    std::set<std::string> names;
    for (const auto& one : included(files, include)) {
        if (one.name == "include" && depth < kMaxDepth)
            names.merge(headers_of(files, one, depth + 1));
        if (one.name == "proxy_set_header" && !argument(one, 1).empty())
            names.insert(to_ascii_lower(argument(one)));
    }
    return names;
}

void check_twice(const NginxLint& lint, const Directives& block) {
    const auto* snippet = find_include(block, "proxy.conf");
    if (snippet == nullptr) return;
    const auto names = headers_of(lint.files, *snippet);
    for (const auto& one : block) {
        if (one.name != "proxy_set_header") continue;
        const std::string name = argument(one);
        if (!names.contains(to_ascii_lower(name))) continue;
        const bool is_address = equals_ignoring_ascii_case(name, "Host") ||
                                to_ascii_lower(name).starts_with("x-forwarded-");
        lint.problems.add(one, HeaderTwice, "proxy.conf sends " + name + " already",
                          is_address ? "remove it; to change the site's address, set "
                                       "$postern_origin after gate.conf"
                                     : "remove it");
    }
}

/// Says who the visitor is.
bool is_guarded(const NginxDirective& one) {
    const std::string name = argument(one);
    return one.name == "fastcgi_param" && !argument(one, 1).starts_with("$postern_") &&
           (name == "REMOTE_USER" || name == "HTTP_COOKIE" || name == "HTTP_AUTHORIZATION" ||
            name.starts_with("HTTP_POSTERN_") || name.starts_with("HTTP_REMOTE_"));
}

/// Whether nginx's own parameters come in by this include: they take REMOTE_USER from the client.
bool brings_parameters(const NginxLint& lint, const NginxDirective& one) {
    if (one.name != "include" || is_snippet(lint.files, one)) return false;
    const auto content = expand(lint.files, {one});
    if (content.size() == 1 && content.front().name == "include")  // the text lacks the file
        return includes(one, "fastcgi_params") || includes(one, "fastcgi.conf");
    return std::ranges::any_of(content, is_guarded) || includes(one, "fastcgi_params") ||
           includes(one, "fastcgi.conf");
}

/// `is_late`: Postern's parameters have been seen. Returns it for what follows.
bool check_parameters(const NginxLint& lint, const Directives& block, bool is_late) {
    for (const auto& one : block) {
        if (is_snippet(lint.files, one)) {
            is_late |= is_parameters(one);
        } else if (is_late && (is_guarded(one) || brings_parameters(lint, one))) {
            lint.problems.add(one, LateParameters,
                              shown(one) + " stands behind Postern's fastcgi.conf",
                              "put it before Postern's fastcgi.conf");
        } else if (one.name == "include") {
            is_late = check_parameters(lint, included(lint.files, one), is_late);
        }
    }
    return is_late;
}

}  // namespace

void check_identity(const NginxLint& lint, const NginxLocation& location) {
    if (has_directive(location.block, "proxy_pass") &&
        !decided_by(location, clears_headers).value_or(true))
        lint.problems.add(*location.directive, ClientIdentity,
                          location.title() + " has headers of its own and so inherits none",
                          "include proxy.conf");
    const auto* fastcgi = find(location.block, "fastcgi_pass");
    if (fastcgi != nullptr && !without_lock(argument(*fastcgi)).starts_with("postern_") &&
        !decided_by(location, sets_parameters).value_or(false))
        lint.problems.add(*location.directive, ClientIdentity,
                          location.title() + " lacks Postern's fastcgi.conf",
                          "include it after fastcgi_params");
    for (const char* name : {"uwsgi_pass", "scgi_pass", "grpc_pass"})
        if (has_directive(location.block, name))
            lint.problems.add(
                *location.directive, ClientIdentity,
                location.title() + " uses " + name + ", for which Postern has no snippet",
                "use proxy_pass or fastcgi_pass");
    check_twice(lint, location.block);
    check_parameters(lint, location.directive->block, false);
}

void check_variables(const NginxLint& lint, const Directives& block) {
    constexpr std::array<std::string_view, 3> kOwn{"$postern_site", "$postern_origin",
                                                   "$postern_404"};
    for (const auto& one : block) {
        if (one.name == "if") check_variables(lint, one.block);
        if (one.name != "set" && one.name != "auth_request_set") continue;
        const std::string name = argument(one);
        if (name.starts_with("$postern_") && std::ranges::find(kOwn, name) == kOwn.end())
            lint.problems.add(one, OwnVariable, one.name + " " + name + " is the snippets' alone",
                              "remove it");
    }
}

}  // namespace postern::app
