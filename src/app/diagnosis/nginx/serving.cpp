// What serves a location: with the lock, without it, or nothing.
#include <algorithm>

#include "app/diagnosis/nginx/checks.hpp"

namespace postern::app {

namespace {

constexpr std::string_view kAcme = "/.well-known/acme-challenge";

/// One page for everyone: the challenges of certificates have a location of their own.
bool is_public_by_nature(const NginxLocation& location) {
    if (location.path.find(kAcme) != std::string::npos) return true;
    if (location.kind != LocationKind::Exact) return false;
    if (location.path == "/robots.txt" || location.path == "/favicon.ico") return true;
    const auto is_its_page = [&location](const NginxDirective& one) {
        return one.name == "error_page" && last_argument(one) == location.path;
    };
    return location.folder() != nullptr &&
           (std::ranges::any_of(location.server->block, is_its_page) ||
            std::ranges::any_of(*location.server->http, is_its_page));
}

bool is_portal(const NginxLocation& location) {
    return find_include(location.block, "portal.conf") != nullptr ||
           (location.parent != nullptr && is_portal(*location.parent));
}

bool is_branch(const NginxDirective& one) { return one.name == "if" || one.name == "limit_except"; }

const NginxDirective* unlocked_handler(const Directives& block) {
    for (const auto& one : block) {
        if (is_handler(one.name) && one.name != "empty_gif" && !has_lock(argument(one)))
            return &one;
        if (is_branch(one))
            if (const auto* inner = unlocked_handler(one.block)) return inner;
    }
    return nullptr;
}

}  // namespace

bool denies_all(const Directives& block) {
    const auto first = std::ranges::find_if(block, [](const NginxDirective& one) {
        return (one.name == "deny" || one.name == "allow") && argument(one) == "all";
    });
    return first != block.end() && first->name == "deny";
}

bool is_closed(const NginxLocation& location) {
    return denies_all(location.block) || find(location.block, "return") != nullptr ||
           is_portal(location);
}

const NginxDirective* find_unlocked(const NginxLocation& location) {
    if (is_closed(location)) return nullptr;
    if (const auto* handler = unlocked_handler(location.block)) return handler;
    if (std::ranges::any_of(location.block,
                            [](const NginxDirective& one) { return is_handler(one.name); }))
        return nullptr;
    const auto* folder = location.folder();
    return folder == nullptr || has_lock(argument(*folder)) ? nullptr : folder;
}

bool is_declared_open(const NginxLocation& location) {
    if (is_public_by_nature(location)) return true;
    const auto* own = find(location.block, "auth_request");
    if (own != nullptr) return argument(*own) == "off";
    return location.parent != nullptr && is_declared_open(*location.parent);
}

bool has_other_check(const std::function<const NginxDirective*(std::string_view)>& nearest) {
    const auto is_on = [&nearest](std::string_view name) {
        const auto* one = nearest(name);
        return one != nullptr && argument(*one) != "off";
    };
    const auto* client = nearest("ssl_verify_client");
    return is_on("auth_basic") || is_on("auth_request") || is_on("auth_jwt") ||
           (client != nullptr && argument(*client) == "on");
}

bool is_open(const NginxLocation& location) {
    return !location.is_protected() && find(location.block, "internal") == nullptr &&
           location.kind != LocationKind::Named && find_unlocked(location) != nullptr;
}

std::string without_lock(const std::string& value) {
    for (const std::string_view lock : {"${postern_shut}", "$postern_shut"})
        if (const auto at = value.find(lock); at != std::string::npos && has_lock(value))
            return value.substr(0, at) + value.substr(at + lock.size());
    return value;
}

}  // namespace postern::app
