// What a location does to answers and paths: caches, headers, prefixes, folders.
#include <algorithm>
#include <array>
#include <set>

#include "app/diagnosis/nginx/checks.hpp"
#include "postern/base/bytes.hpp"

namespace postern::app {

namespace {

using enum NginxRule;

/// Whether the words differ from visitor to visitor.
bool names_visitor(const NginxDirective* directive) {
    constexpr std::array<std::string_view, 5> kMarks{"postern_user", "postern_email", "http_cookie",
                                                     "cookie_", "http_authorization"};
    if (directive == nullptr) return false;
    const std::string text = shown(*directive);
    return std::ranges::any_of(kMarks, [&text](std::string_view mark) {
        return text.find("$" + std::string{mark}) != std::string::npos ||
               text.find("${" + std::string{mark}) != std::string::npos;
    });
}

void check_cache(const NginxLint& lint, const NginxLocation& location) {
    for (const std::string kind : {"proxy", "fastcgi", "uwsgi", "scgi"}) {
        const auto* cache = location.nearest(kind + "_cache");
        if (cache == nullptr || argument(*cache) == "off" ||
            find(location.block, kind + "_pass") == nullptr ||
            names_visitor(location.nearest(kind + "_cache_key")))
            continue;
        if (names_visitor(location.nearest(kind + "_cache_bypass")) &&
            names_visitor(location.nearest(kind + "_no_cache")))
            continue;
        lint.problems.add(
            *cache, SharedCache,
            "the key of the cache in " + location.title() + " does not name the visitor",
            "write: " + kind + "_cache_key $scheme$host$request_uri$postern_user_id;");
    }
}

const std::set<std::string>& protecting_headers() {
    static const std::set<std::string> names{"strict-transport-security",
                                             "content-security-policy",
                                             "x-frame-options",
                                             "x-content-type-options",
                                             "referrer-policy",
                                             "permissions-policy",
                                             "cross-origin-resource-policy",
                                             "cross-origin-embedder-policy",
                                             "cross-origin-opener-policy"};
    return names;
}

std::set<std::string> added_headers(const Directives& block) {
    std::set<std::string> names;
    for (const auto& one : block)
        if (one.name == "add_header") names.insert(to_ascii_lower(argument(one)));
    return names;
}

/// The nearest block around the location that adds headers; null: there is none.
const Directives* outer_headers(const NginxLocation& location) {
    for (const auto* outer = location.parent; outer != nullptr; outer = outer->parent)
        if (find(outer->block, "add_header") != nullptr) return &outer->block;
    for (const auto* block : {&location.server->block, location.server->http})
        if (find(*block, "add_header") != nullptr) return block;
    return nullptr;
}

void check_headers(const NginxLint& lint, const NginxLocation& location) {
    const auto* own = find(location.block, "add_header");
    const auto* outer = outer_headers(location);
    if (own == nullptr || outer == nullptr) return;
    const auto here = added_headers(location.block);
    std::string lost;
    for (const auto& name : added_headers(*outer))
        if (protecting_headers().contains(name) && !here.contains(name))
            lost += (lost.empty() ? "" : ", ") + name;
    if (!lost.empty())
        lint.problems.add(*own, LostHeaders, location.title() + " loses " + lost,
                          "repeat these headers here");
}

/// A prefix that is stripped from requests must be put in front of the application's redirects.
void check_prefix(const NginxLint& lint, const NginxLocation& location) {
    const auto* rewrite = find(location.block, "rewrite");
    if (rewrite == nullptr || rewrite->arguments.size() != 3 ||
        last_argument(*rewrite) != "break" || find(location.block, "proxy_pass") == nullptr ||
        location.nearest("proxy_redirect") != nullptr)
        return;
    lint.problems.add(
        *rewrite, LostPrefix, location.title() + " strips a prefix from requests only",
        "add: proxy_redirect / " +
            (location.path.starts_with('/') ? location.path : std::string{"/PREFIX/"}) + ";");
}

/// `location /files` and `alias /srv/files/;`: /files../x is /srv/files/../x.
void check_alias(const NginxLint& lint, const NginxLocation& location) {
    const auto* alias = find(location.block, "alias");
    const bool is_prefix =
        location.kind == LocationKind::Prefix || location.kind == LocationKind::FirstPrefix;
    if (alias == nullptr || !is_prefix || location.path.ends_with('/') ||
        !argument(*alias).ends_with('/'))
        return;
    lint.problems.add(*alias, AliasSlash,
                      "the alias ends with a slash, and " + location.title() + " does not",
                      "write: location " + location.path + "/ { ... }");
}

}  // namespace

void check_answer(const NginxLint& lint, const NginxLocation& location) {
    check_alias(lint, location);
    check_headers(lint, location);
    if (!location.is_protected()) return;
    check_cache(lint, location);
    check_prefix(lint, location);
}

}  // namespace postern::app
