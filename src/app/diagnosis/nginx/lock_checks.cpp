// Locations with protect.conf: whether the lock stands in front, and nothing comes before it.
#include <algorithm>

#include "app/diagnosis/nginx/checks.hpp"

namespace postern::app {

namespace {

using enum NginxRule;

/// A host name behind a variable would be looked up for each request: it needs an upstream.
std::string with_lock(const std::string& name, const std::string& value) {
    const auto scheme = value.find("://");
    const std::size_t at = scheme == std::string::npos ? 0 : scheme + 3;
    const std::string host = value.substr(at, value.find('/', at) - at);
    const bool is_server = name != "root" && name != "alias" &&
                           (host == "localhost" || host.find(':') != std::string::npos ||
                            host.find('.') != std::string::npos);
    if (is_server && !value.starts_with("unix:"))
        return "write: upstream app { server " + host +
               "; } outside the server block, and here: " + name + " " + value.substr(0, at) +
               "${postern_shut}app;";
    return "write: " + name + " " + value.substr(0, at) + "${postern_shut}" + value.substr(at) +
           ";";
}

void check_lock(const NginxLint& lint, const NginxDirective& handler) {
    const std::string value = argument(handler);
    if (has_lock(value)) return;
    lint.problems.add(handler, NoLock,
                      shown(handler) + " serves a protected location without the lock",
                      with_lock(handler.name, value));
}

/// nginx sends a path in proxy_pass as it is when a variable stands before it.
void check_path(const NginxLint& lint, const NginxDirective& pass) {
    const std::string value = argument(pass);
    const auto scheme = value.find("://");
    const auto slash = value.find('/', scheme == std::string::npos ? 0 : scheme + 3);
    if (!has_lock(value) || slash == std::string::npos ||
        value.find('$', slash) != std::string::npos)
        return;
    lint.problems.add(pass, PathReplaced,
                      "the path " + value.substr(slash) + " takes the place of the visitor's",
                      "remove it, and strip a prefix with: rewrite ^/PREFIX/(.*)$ /$1 break;");
}

void check_handlers(const NginxLint& lint, const NginxLocation& location) {
    bool has_handler = false;
    for (const auto& one : location.block) {
        has_handler |= is_handler(one.name);
        if (is_pass(one.name)) check_lock(lint, one);
        if (one.name == "proxy_pass") check_path(lint, one);
        if (one.name == "if" || one.name == "limit_except")
            for (const auto& inner : one.block)
                if (is_pass(inner.name) || inner.name == "root") check_lock(lint, inner);
    }
    if (has_handler || find(location.block, "return") != nullptr) return;
    if (const auto* folder = location.folder())
        check_lock(lint, *folder);
    else
        lint.problems.add(*location.directive, NoLock,
                          location.title() + " has no root with the lock",
                          "write: root ${postern_shut}/FOLDER;");
}

bool names_status(const NginxDirective& error_page, std::string_view status) {
    return std::ranges::find(error_page.arguments, status) != error_page.arguments.end();
}

/// Of several error pages for one status in one place, nginx takes the first.
void check_error_pages(const NginxLint& lint, const NginxLocation& location) {
    bool is_late = false;
    for (const auto& one : location.block) {
        is_late |= includes(one, "protect.conf");
        if (one.name != "error_page") continue;
        for (const char* status : {"401", "403", "500"})
            if (names_status(one, status)) {
                lint.problems.add(one, is_late ? LateErrorPage : OwnErrorPage,
                                  std::string{"error_page "} + status +
                                      (is_late ? " has no effect behind protect.conf"
                                               : " stands before protect.conf"),
                                  "remove it");
                break;
            }
    }
}

bool ends_rewriting(const NginxDirective& one) {
    return one.name == "break" || (one.name == "rewrite" && last_argument(one) == "break") ||
           (one.name == "if" && std::ranges::any_of(one.block, ends_rewriting));
}

/// `break` ends the rewriting, and `set $postern_uri` in protect.conf is part of it.
void check_order(const NginxLint& lint, const NginxLocation& location) {
    for (const auto& one : location.block) {
        if (includes(one, "protect.conf")) return;
        if (ends_rewriting(one))
            lint.problems.add(one, NoUri, shown(one) + " stands before protect.conf",
                              "include protect.conf first");
    }
}

}  // namespace

void check_answers(const NginxLint& lint, const Directives& block, bool is_server) {
    for (const auto& one : block) {
        if (one.name == "if") check_answers(lint, one.block, is_server);
        const std::string flag = last_argument(one);
        const bool is_redirect =
            (one.name == "rewrite" && (flag == "redirect" || flag == "permanent")) ||
            (one.name == "return" &&
             (argument(one).find(':') != std::string::npos || argument(one).starts_with('3')));
        const bool has_text =
            one.name == "return" && argument(one).starts_with('2') && one.arguments.size() > 1;
        if (has_text)
            lint.problems.add(one, AnswersFirst, shown(one) + " answers before the check",
                              "move it to a location that is meant to be open");
        else if (!is_server &&
                 (is_redirect || (one.name == "return" && argument(one).starts_with('2'))))
            lint.problems.add(one, RedirectsFirst, shown(one) + " answers before the check",
                              "nothing, if everyone may see it");
    }
}

void check_passwords(const NginxLint& lint, const Directives& block) {
    if (const auto* basic = find(block, "auth_basic");
        basic != nullptr && argument(*basic) != "off")
        lint.problems.add(*basic, TwoSignIns, "auth_basic stands beside the gate",
                          "remove it where Postern checks");
}

void check_protected(const NginxLint& lint, const NginxLocation& location) {
    check_handlers(lint, location);
    check_answers(lint, location.block, false);
    check_error_pages(lint, location);
    check_order(lint, location);
    check_identity(lint, location);
    check_passwords(lint, location.block);
}

}  // namespace postern::app
