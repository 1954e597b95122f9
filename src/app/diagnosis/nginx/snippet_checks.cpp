// Postern's snippets as somebody has them: an older version, or changed.
#include <algorithm>
#include <array>

#include "app/diagnosis/nginx/checks.hpp"

namespace postern::app {

namespace {

using enum NginxRule;

struct Line {
    std::string_view snippet;
    std::string_view beginning;  ///< of a directive that the snippet must have
    NginxRule rule = ChangedSnippet;
};

constexpr std::array kLines = std::to_array<Line>({
    {"protect.conf", "satisfy all"},
    {"protect.conf", "set $postern_uri $uri", NoUri},
    {"protect.conf", "auth_request /.postern/check"},
    {"protect.conf", "auth_request_set $postern_verdict $upstream_http_postern_verdict"},
    {"protect.conf", "auth_request_set $postern_user $upstream_http_remote_user"},
    {"protect.conf", "auth_request_set $postern_credential $upstream_http_postern_credential"},
    {"protect.conf", "auth_request_set $postern_assertion $upstream_http_postern_assertion"},
    {"protect.conf", "error_page 401"},
    {"protect.conf", "error_page 403"},
    {"protect.conf", "error_page 500"},
    {"gate.conf", "underscores_in_headers off"},
    {"gate.conf", "ignore_invalid_headers on"},
    {"gate.conf", "fastcgi_cache off"},
    {"gate.conf", "fastcgi_pass_request_headers off"},
    {"gate.conf", "fastcgi_param POSTERN_SITE $postern_site"},
    {"gate.conf", "fastcgi_param POSTERN_URI $postern_uri", NoUri},
    {"gate.conf", "fastcgi_param POSTERN_RAW_URI $request_uri"},
    {"gate.conf", "fastcgi_param POSTERN_METHOD $request_method"},
    {"gate.conf", "fastcgi_param REMOTE_ADDR"},
    {"gate.conf", "fastcgi_param HTTP_COOKIE $http_cookie"},
    {"gate.conf", "fastcgi_param HTTP_AUTHORIZATION $http_authorization"},
    {"gate.conf", "fastcgi_param HTTP_SEC_FETCH_MODE $http_sec_fetch_mode"},
    {"gate.conf", "fastcgi_param HTTP_ORIGIN $http_origin"},
    {"gate.conf", "fastcgi_param HTTP_ACCESS_CONTROL_REQUEST_METHOD"},
    {"identity.conf", "proxy_set_header Remote-User $postern_user"},
    {"identity.conf", "proxy_set_header Remote-User-Id $postern_user_id"},
    {"identity.conf", "proxy_set_header Remote-Email $postern_email"},
    {"identity.conf", "proxy_set_header Remote-Name $postern_name"},
    {"identity.conf", "proxy_set_header Remote-Groups $postern_groups"},
    {"identity.conf", "proxy_set_header Remote-Level $postern_level"},
    {"identity.conf", "proxy_set_header Postern-Assertion $postern_assertion"},
    {"identity.conf", "proxy_set_header Cookie $postern_cookie"},
    {"identity.conf", "proxy_set_header Authorization $postern_authorization"},
    {"fastcgi.conf", "fastcgi_param REMOTE_USER $postern_user"},
    {"fastcgi.conf", "fastcgi_param HTTP_REMOTE_USER $postern_user"},
    {"fastcgi.conf", "fastcgi_param HTTP_REMOTE_USER_ID $postern_user_id"},
    {"fastcgi.conf", "fastcgi_param HTTP_REMOTE_LEVEL $postern_level"},
    {"fastcgi.conf", "fastcgi_param HTTP_POSTERN_ASSERTION $postern_assertion"},
    {"fastcgi.conf", "fastcgi_param HTTP_COOKIE $postern_cookie"},
    {"fastcgi.conf", "fastcgi_param HTTP_AUTHORIZATION $postern_authorization"},
    {"http.conf", "map $postern_verdict:$postern_user $postern_shut"},
    {"http.conf", "volatile"},
});

bool has_line(const Directives& block, std::string_view beginning) {
    return std::ranges::any_of(block, [beginning](const NginxDirective& one) {
        const std::string text = shown(one);
        return text == beginning || text.starts_with(std::string{beginning} + " ") ||
               has_line(one.block, beginning);
    });
}

bool is_lock(const NginxDirective& one) {
    return one.name == "map" && argument(one, 1) == "$postern_shut";
}

/// `/p/protect.conf` is the snippet protect.conf if Postern is named in it.
bool is_file_of(const NginxSource& file, std::string_view snippet) {
    if (!file.name.ends_with("/" + std::string{snippet})) return false;
    if (snippet == "http.conf") return std::ranges::any_of(file.directives, is_lock);
    return is_snippet({file}, {"include", {file.name}, {}, "", 0});
}

/// An open lock: what counts as no verdict must lead nowhere.
void check_map(const NginxLint& lint, const NginxSource& file) {
    for (const auto& one : file.directives) {
        if (!is_lock(one)) continue;
        const auto* value = find(one.block, "default");
        if (value == nullptr || !argument(*value).starts_with("/dev/null/"))
            lint.problems.add(value == nullptr ? one : *value, ChangedSnippet,
                              "the lock is open for a visitor without a verdict",
                              "install the snippets of this version of Postern again");
    }
}

}  // namespace

void check_snippets(const NginxLint& lint) {
    for (const auto& file : lint.files) {
        if (file.directives.empty()) continue;
        for (const auto& [snippet, beginning, rule] : kLines) {
            if (!is_file_of(file, snippet) || has_line(file.directives, beginning)) continue;
            const NginxDirective top{"", {}, {}, file.name, 1};
            lint.problems.add(top, rule,
                              std::string{snippet} + " lacks the line: " + std::string{beginning},
                              "install the snippets of this version of Postern again");
        }
        if (file.name.ends_with("/http.conf")) check_map(lint, file);
    }
}

}  // namespace postern::app
