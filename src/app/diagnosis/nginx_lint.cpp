#include "app/diagnosis/nginx_lint.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "postern/base/bytes.hpp"

namespace postern::app {

namespace {

using Directives = std::vector<NginxDirective>;

constexpr std::array<std::string_view, 5> kPasses{"proxy_pass", "fastcgi_pass", "uwsgi_pass",
                                                  "scgi_pass", "grpc_pass"};

bool is_pass(std::string_view name) { return std::ranges::find(kPasses, name) != kPasses.end(); }

/// Answers by itself, without a root.
bool is_handler(std::string_view name) {
    return is_pass(name) || name == "stub_status" || name == "js_content" || name == "empty_gif" ||
           name == "memcached_pass" || name == "perl" || name.ends_with("_by_lua_block") ||
           name.ends_with("_by_lua_file");
}

/// Only in front of all else does the lock make the value lead nowhere.
bool has_lock(std::string_view value) {
    if (const auto scheme = value.find("://"); scheme != std::string_view::npos)
        value.remove_prefix(scheme + 3);
    return value.starts_with("${postern_shut}") || value.starts_with("$postern_shut");
}

std::string argument(const NginxDirective& directive, std::size_t number = 0) {
    return number < directive.arguments.size() ? directive.arguments[number] : std::string{};
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

bool includes(const NginxDirective& directive, std::string_view snippet) {
    const std::string path = argument(directive);
    return directive.name == "include" &&
           (path == snippet || path.ends_with("/" + std::string{snippet}));
}

/// With its slash at the end.
std::string folder_of(const NginxDirective& include) {
    const std::string path = argument(include);
    return path.substr(0, path.rfind('/') + 1);
}

const NginxDirective* find(const Directives& block, std::string_view name) {
    const auto found = std::ranges::find(block, name, &NginxDirective::name);
    return found == block.end() ? nullptr : &*found;
}

const NginxDirective* find_include(const Directives& block, std::string_view snippet) {
    const auto found = std::ranges::find_if(
        block, [snippet](const NginxDirective& one) { return includes(one, snippet); });
    return found == block.end() ? nullptr : &*found;
}

/// Postern's fastcgi.conf, and not the file of this name that nginx brings along.
bool is_parameters(const NginxDirective& directive) {
    const std::string path = argument(directive);
    return includes(directive, "fastcgi.conf") && path != "fastcgi.conf" &&
           path != "/etc/nginx/fastcgi.conf";
}

bool is_snippet(const NginxDirective& directive) {
    constexpr std::array<std::string_view, 7> kSnippets{
        "gate.conf",     "protect.conf", "proxy.conf",        "static.conf",
        "identity.conf", "portal.conf",  "portal-errors.conf"};
    return is_parameters(directive) || std::ranges::any_of(kSnippets, [&directive](auto snippet) {
               return includes(directive, snippet);
           });
}

/// What a location has from the blocks around it.
struct Context {
    const NginxDirective* root = nullptr;  ///< the nearest `root` or `alias`
    const NginxDirective* protected_parent = nullptr;
};

class Lint {
public:
    explicit Lint(const std::vector<NginxSource>& files) : files_{files} {}

    NginxReport run() {
        for (const auto& file : files_) search(file.directives);
        std::ranges::stable_sort(report_.problems, {}, [](const NginxProblem& one) {
            return std::pair{one.file, one.line};
        });
        return std::move(report_);
    }

private:
    void add(const NginxDirective& where, Severity severity, std::string message) {
        report_.problems.push_back({where.file, where.line, severity, std::move(message)});
    }

    /// The block with the contents of files that it includes, but for Postern's own snippets.
    Directives expand(const Directives& block, std::size_t depth = 0) const {
        constexpr std::size_t kMaxDepth = 8;
        Directives expanded;
        for (const auto& directive : block) {
            if (directive.name != "include" || is_snippet(directive) || depth == kMaxDepth) {
                expanded.push_back(directive);
                continue;
            }
            const auto more = expand(included(files_, directive), depth + 1);
            expanded.insert(expanded.end(), more.begin(), more.end());
        }
        return expanded;
    }

    void search(const Directives& directives) {
        for (const auto& directive : directives)
            if (directive.name == "server")
                check_server(directive);
            else if (!directive.block.empty() && directive.name != "upstream")
                search(directive.block);
    }

    void check_server(const NginxDirective& server) {
        const Directives block = expand(server.block);
        const bool is_gated = find_include(block, "gate.conf") != nullptr;
        const auto* site = find_set(block, "$postern_site");
        if (!is_gated && site == nullptr) return;
        ++report_.sites;
        if (!is_gated)
            add(server, Severity::Error,
                "the server block names a site but does not include gate.conf");
        if (site == nullptr)
            add(server, Severity::Error,
                "the server block includes gate.conf but names no site, so nobody gets in; write: "
                "set $postern_site NAME;");
        check_server_level(block);
        check_listen(block);
        Context context{};
        context.root = find(block, "root");
        check_locations(block, context);
    }

    const NginxDirective* find_set(const Directives& block, std::string_view variable) const {
        const auto found = std::ranges::find_if(block, [variable](const NginxDirective& one) {
            return one.name == "set" && argument(one) == variable;
        });
        return found == block.end() ? nullptr : &*found;
    }

    void check_server_level(const Directives& block) {
        const bool has_static = uses_static(block);
        check_unmatched(block);
        for (const auto& directive : block) {
            if (directive.name == "return" && !argument(directive).starts_with("30"))
                add(directive, Severity::Error, directive.name + kBeforeTheCheck);
            check_variable(directive);
            if (directive.name == "error_page" && has_static && names_status(directive, "404") &&
                find_set(block, "$postern_404") == nullptr &&
                directive.arguments.back().starts_with('/'))
                add(directive, Severity::Warning,
                    "static.conf replaces this page for missing files; write instead: set "
                    "$postern_404 " +
                        directive.arguments.back() + ";");
            if (directive.name == "auth_basic" && argument(directive) != "off")
                add(directive, Severity::Warning, kTwoSignIns);
        }
    }

    /// Most variables are the snippets' alone.
    void check_variable(const NginxDirective& directive) {
        if (directive.name != "set" && directive.name != "auth_request_set") return;
        const std::string variable = argument(directive);
        if (variable.starts_with("$postern_") && variable != "$postern_site" &&
            variable != "$postern_origin" && variable != "$postern_404")
            add(directive, Severity::Error,
                directive.name + " " + variable +
                    " replaces what the gate says of the visitor; remove it");
    }

    /// Paths that no location matches are served from the server's own root.
    void check_unmatched(const Directives& block) {
        const auto* root = find(block, "root");
        const bool takes_all = std::ranges::any_of(block, [](const NginxDirective& one) {
            return one.name == "location" && !one.arguments.empty() &&
                   one.arguments.back() == "/" && one.arguments.front() != "=";
        });
        if (root != nullptr && !takes_all && !has_lock(argument(*root)))
            add(*root, Severity::Error,
                "paths that no location matches are served from here to everyone; write: root "
                "${postern_shut}" +
                    argument(*root) + ";");
    }

    static constexpr const char* kBeforeTheCheck =
        " answers before the check, so everyone gets it; move it to a location that is meant to be "
        "open";
    static constexpr const char* kTwoSignIns =
        "auth_basic asks for a second password, and browsers send it with every request; remove it "
        "where Postern checks";

    bool uses_static(const Directives& block) const {
        return std::ranges::any_of(block, [this](const NginxDirective& one) {
            return one.name == "location" &&
                   (find_include(one.block, "static.conf") != nullptr || uses_static(one.block));
        });
    }

    static bool names_status(const NginxDirective& error_page, std::string_view status) {
        return std::ranges::find(error_page.arguments, status) != error_page.arguments.end();
    }

    /// A port that is reached over IPv4 only: over IPv6, another server block would answer.
    void check_listen(const Directives& block) {
        const NginxDirective* any_ipv4 = nullptr;
        for (const auto& directive : block) {
            if (directive.name != "listen") continue;
            const std::string where = argument(directive);
            if (where.starts_with('[') || where.starts_with("unix:")) return;
            if (to_number(where) || where.starts_with("*:") || where.starts_with("0.0.0.0:"))
                any_ipv4 = &directive;
        }
        if (any_ipv4 == nullptr) return;
        const std::string where = argument(*any_ipv4);
        const std::string port = where.substr(where.rfind(':') + 1);
        add(*any_ipv4, Severity::Note,
            "listens on IPv4 only; if the site's name has an IPv6 address, add: listen [::]:" +
                port + (any_ipv4->arguments.size() > 1 ? " ..." : "") + ";");
    }

    void check_locations(const Directives& block, const Context& context) {
        for (const auto& directive : block)
            if (directive.name == "location") check_location(directive, context);
    }

    void check_location(const NginxDirective& location, const Context& outer) {
        const Directives block = expand(location.block);
        const bool is_protected = find_include(block, "protect.conf") != nullptr;
        Context context = outer;
        for (const char* name : {"root", "alias"})
            if (const auto* own = find(block, name)) context.root = own;
        for (const auto& directive : block) check_variable(directive);
        if (is_protected)
            check_protected(location, block, context);
        else
            check_unprotected(location, block, context);
        if (is_protected) context.protected_parent = &location;
        check_locations(block, context);
    }

    static std::string name_of(const NginxDirective& location) {
        return "location " + joined(location.arguments);
    }

    static bool denies_all(const Directives& block) {
        return std::ranges::any_of(block, [](const NginxDirective& one) {
            return one.name == "deny" && argument(one) == "all";
        });
    }

    void check_unprotected(const NginxDirective& location, const Directives& block,
                           const Context& context) {
        if (context.protected_parent != nullptr)
            return add(location, Severity::Error,
                       name_of(location) +
                           " does not include protect.conf itself, which it must although the "
                           "location around it does");
        const auto pass = std::ranges::find_if(
            block, [](const NginxDirective& one) { return is_pass(one.name); });
        const auto* handler = pass != block.end() ? &*pass : context.root;
        if (find(block, "internal") != nullptr || denies_all(block) ||
            find(block, "return") != nullptr)
            return;
        check_identity(location, block);
        if (handler != nullptr && has_lock(argument(*handler))) return;  // closed anyway
        if (argument(location).starts_with('@'))
            return add(location, Severity::Note,
                       name_of(location) +
                           " serves every request that is sent there; put ${postern_shut} in front "
                           "of what serves it, so that it stays closed without a check");
        add(location, Severity::Note,
            name_of(location) +
                " is open to everyone; if it should not be, include protect.conf in it");
    }

    void check_protected(const NginxDirective& location, const Directives& block,
                         const Context& context) {
        bool has_pass = false;
        for (const auto& directive : block) {
            has_pass |= is_handler(directive.name);
            if (is_pass(directive.name)) check_lock(directive);
            if (directive.name == "if" || directive.name == "limit_except")
                for (const auto& inner : directive.block)
                    if (is_pass(inner.name)) check_lock(inner);
            if (directive.name == "proxy_pass") check_path(directive);
            if (directive.name == "if") check_returns(directive.block);
            if (directive.name == "error_page") check_error_page(directive);
            if (directive.name == "auth_basic" && argument(directive) != "off")
                add(directive, Severity::Warning, kTwoSignIns);
            if ((directive.name == "proxy_cache" || directive.name == "fastcgi_cache") &&
                argument(directive) != "off")
                add(directive, Severity::Note,
                    "the cache may give one visitor's answer to another; use it only for answers "
                    "that are the same for everyone");
        }
        check_returns(block);
        check_identity(location, block);
        check_headers(block);
        check_fastcgi(location.block);
        check_redirects(location, block);
        if (has_pass || find(block, "return") != nullptr) return;
        if (context.root == nullptr)
            add(location, Severity::Error,
                name_of(location) +
                    " has no root with the lock; write: root ${postern_shut}/FOLDER;");
        else
            check_lock(*context.root);
    }

    void check_lock(const NginxDirective& handler) {
        const std::string value = argument(handler);
        if (has_lock(value)) return;
        // Several locations share the root of their server.
        if (!without_lock_.insert({handler.file, handler.line}).second) return;
        add(handler, Severity::Error,
            "the lock is missing: an answer that nobody checked would be served; write: " +
                with_lock(handler.name, value));
    }

    /// A host name behind a variable would be looked up for each request: it needs an upstream.
    static std::string with_lock(const std::string& name, const std::string& value) {
        const auto scheme = value.find("://");
        const std::size_t at = scheme == std::string::npos ? 0 : scheme + 3;
        const std::string host = value.substr(at, value.find('/', at) - at);
        const bool is_server = name != "root" && name != "alias" &&
                               (host == "localhost" || host.find(':') != std::string::npos ||
                                host.find('.') != std::string::npos);
        if (is_server && !value.starts_with("unix:"))
            return "upstream app { server " + host +
                   "; } outside the server block, and here: " + name + " " + value.substr(0, at) +
                   "${postern_shut}app;";
        return name + " " + value.substr(0, at) + "${postern_shut}" + value.substr(at) + ";";
    }

    /// nginx sends a path in proxy_pass as it is when a variable stands before it.
    void check_path(const NginxDirective& pass) {
        const std::string value = argument(pass);
        const auto scheme = value.find("://");
        const auto slash = value.find('/', scheme == std::string::npos ? 0 : scheme + 3);
        if (!has_lock(value) || slash == std::string::npos ||
            value.find('$', slash) != std::string::npos)
            return;
        add(pass, Severity::Error,
            "the application gets the path " + value.substr(slash) +
                " for every request, because a variable precedes it; remove it, and strip a prefix "
                "with: rewrite ^/PREFIX/(.*)$ /$1 break;");
    }

    void check_returns(const Directives& block) {
        for (const auto& directive : block) {
            const std::string flag = directive.arguments.empty() ? "" : directive.arguments.back();
            const bool answers =
                directive.name == "return" ||
                (directive.name == "rewrite" && (flag == "redirect" || flag == "permanent"));
            if (answers) add(directive, Severity::Error, directive.name + kBeforeTheCheck);
        }
    }

    void check_error_page(const NginxDirective& directive) {
        for (const char* status : {"401", "403", "500"})
            if (names_status(directive, status))
                return add(directive, Severity::Error,
                           std::string{"error_page "} + status +
                               " here replaces the gate's own answer; remove it");
    }

    /// Names of the headers that proxy.conf sends with a value.
    std::set<std::string> headers_of(const NginxDirective& include) const {
        std::set<std::string> names;
        std::function<void(const Directives&, int)> collect = [&](const Directives& block,
                                                                  int depth) {
            for (const auto& one : block) {
                if (one.name == "include" && depth < 3) collect(included(files_, one), depth + 1);
                if (one.name == "proxy_set_header" && !argument(one, 1).empty())
                    names.insert(to_ascii_lower(argument(one)));
            }
        };
        collect(included(files_, include), 0);
        return names;
    }

    /// Whether what an application learns of the visitor comes from Postern alone. A location that
    /// sets a header of its own inherits none of gate.conf.
    void check_identity(const NginxDirective& location, const Directives& block) {
        const bool has_proxy = find_include(block, "proxy.conf") != nullptr ||
                               find_include(block, "identity.conf") != nullptr;
        if (find(block, "proxy_pass") != nullptr && !has_proxy &&
            find(block, "proxy_set_header") != nullptr)
            add(location, Severity::Error,
                name_of(location) +
                    " has headers of its own and so inherits none: the client can claim to be "
                    "anybody, and the application gets the session cookie; include proxy.conf");
        const bool has_parameters = std::ranges::any_of(block, is_parameters);
        if (find(block, "fastcgi_pass") != nullptr && !has_parameters)
            add(location, Severity::Error,
                name_of(location) +
                    " lacks Postern's fastcgi.conf: the client can claim to be anybody, and the "
                    "application gets the session cookie; include it after fastcgi_params");
        for (const char* name : {"uwsgi_pass", "scgi_pass", "grpc_pass"})
            if (find(block, name) != nullptr)
                add(location, Severity::Error,
                    name_of(location) + " uses " + name +
                        ", for which Postern has no snippet: the client can claim to be anybody, "
                        "and the application gets the session cookie; use proxy_pass or "
                        "fastcgi_pass");
    }

    void check_headers(const Directives& block) {
        const auto* snippet = find_include(block, "proxy.conf");
        if (snippet == nullptr) return;
        const auto names = headers_of(*snippet);
        for (const auto& directive : block) {
            if (directive.name != "proxy_set_header") continue;
            const std::string name = argument(directive);
            if (!names.contains(to_ascii_lower(name))) continue;
            const bool is_address = equals_ignoring_ascii_case(name, "Host") ||
                                    to_ascii_lower(name).starts_with("x-forwarded-");
            add(directive, Severity::Warning,
                "proxy.conf sends " + name + " already, so the application gets it twice; " +
                    (is_address ? "to change the site's address, set $postern_origin after "
                                  "gate.conf"
                                : "remove this line"));
        }
    }

    /// nginx's own parameters take REMOTE_USER and HTTP_HOST from the client; the last one counts.
    void check_fastcgi(const Directives& block) {
        const auto* snippet = find_include(block, "protect.conf");
        if (snippet == nullptr) return;  // it comes with another file
        const std::string folder = folder_of(*snippet);
        bool is_after = false;
        for (const auto& directive : block) {
            if (!includes(directive, "fastcgi.conf") && !includes(directive, "fastcgi_params"))
                continue;
            if (argument(directive) == folder + "fastcgi.conf")
                is_after = true;
            else if (is_after)
                add(directive, Severity::Error,
                    "this takes REMOTE_USER from what the client says, after Postern has set it; "
                    "include it before " +
                        folder + "fastcgi.conf");
        }
    }

    /// A prefix that is stripped from requests must be put in front of the application's redirects.
    void check_redirects(const NginxDirective& location, const Directives& block) {
        const auto* rewrite = find(block, "rewrite");
        if (rewrite == nullptr || rewrite->arguments.size() != 3 ||
            rewrite->arguments[2] != "break" || find(block, "proxy_pass") == nullptr ||
            find(block, "proxy_redirect") != nullptr)
            return;
        const std::string prefix = location.arguments.empty() ? "" : location.arguments.back();
        add(*rewrite, Severity::Warning,
            "the application's redirects lack the prefix that is stripped here; add: "
            "proxy_redirect / " +
                (prefix.starts_with('/') ? prefix : std::string{"/PREFIX/"}) + ";");
    }

    const std::vector<NginxSource>& files_;
    NginxReport report_;
    std::set<std::pair<std::string, std::size_t>> without_lock_;
};

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

NginxReport lint_nginx(const std::vector<NginxSource>& files) { return Lint{files}.run(); }

}  // namespace postern::app
