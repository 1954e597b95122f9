// Ways from one location to another that nobody can request: named and internal ones.
#include <algorithm>

#include "app/diagnosis/nginx/checks.hpp"

namespace postern::app {

namespace {

using enum NginxRule;

constexpr const char* kLock =
    "include protect.conf there, or put ${postern_shut} in front of what serves it";

/// Where a directive sends requests inside nginx: a name, or a path up to its first variable.
/// Empty: nowhere.
std::string target_of(const NginxDirective& one) {
    std::string target;
    if (one.name == "try_files" || one.name == "error_page") target = last_argument(one);
    if (one.name == "rewrite" && last_argument(one) != "redirect" &&
        last_argument(one) != "permanent" && last_argument(one) != "break")
        target = argument(one, 1);
    if (target.starts_with('@')) return target;
    if (!target.starts_with('/')) return {};
    return target.substr(0, target.find_first_of("$?"));
}

const NginxLocation* location_at(const NginxServer& server, const std::string& target) {
    if (target.empty()) return nullptr;
    return target.starts_with('@') ? server.named(target) : server.location_of(target);
}

bool is_hidden(const NginxLocation& location) {
    return location.kind == LocationKind::Named || find(location.block, "internal") != nullptr;
}

/// The unprotected location that serves where this directive leads; null: there is none.
const NginxLocation* find_bare(const NginxServer& server, const NginxDirective& one) {
    const auto* target = location_at(server, target_of(one));
    return target != nullptr && !target->is_protected() && find_unlocked(*target) != nullptr
               ? target
               : nullptr;
}

/// From a protected location, only a rewrite leaves before the check.
void check_protected_way(const NginxLint& lint, const NginxLocation& from,
                         const NginxDirective& one) {
    const auto* bare = find_bare(*from.server, one);
    if (one.name != "rewrite" || bare == nullptr) return;
    lint.problems.add(
        one, LeavesCheck,
        from.title() + " hands the request to " + bare->title() + ", which is not protected",
        kLock);
}

void check_open_way(const NginxLint& lint, const NginxServer& server, const std::string& from,
                    const NginxDirective& one) {
    const auto* bare = find_bare(server, one);
    if (bare == nullptr || !is_hidden(*bare)) return;  // else it is open by itself
    if (bare->kind == LocationKind::Exact && !is_handler(find_unlocked(*bare)->name))
        return;  // one page, for an error
    lint.problems.add(one, OpenWay, from + " leads to " + bare->title() + " without a check",
                      kLock);
}

void check_from(const NginxLint& lint, const NginxLocation& from, const Directives& block) {
    const bool has_check = from.is_protected();
    for (const auto& one : block) {
        if (one.name == "if") check_from(lint, from, one.block);
        if (has_check)
            check_protected_way(lint, from, one);
        else if (!is_hidden(from) && !is_declared_open(from))
            check_open_way(lint, *from.server, from.title(), one);
    }
}

/// Named locations that nothing open leads to: the lock would be their second defence.
void check_named(const NginxLint& lint, const NginxServer& server) {
    for (const auto& one : server.locations)
        if (one.kind == LocationKind::Named && !one.is_protected() && find_unlocked(one) != nullptr)
            lint.problems.add(*one.directive, UnlockedName,
                              one.title() + " serves every request that is sent there",
                              "put ${postern_shut} in front of what serves it");
}

}  // namespace

void check_ways(const NginxLint& lint, const NginxServer& server) {
    // What stands at the server level holds for paths that no location matches, and for locations
    // without a check; protect.conf has its own.
    const auto every = server.all_locations();
    const bool has_open = std::ranges::any_of(every, [](const NginxLocation* one) {
        return !one->is_protected() && !is_hidden(*one) && !is_closed(*one) &&
               find(one->block, "error_page") == nullptr;
    });
    if (!server.takes_all() || has_open)
        for (const auto& one : server.block)
            if (one.name == "try_files" || one.name == "error_page")
                check_open_way(lint, server, "the server block", one);
    for (const auto* from : every)
        if (!is_closed(*from)) check_from(lint, *from, from->block);
    check_named(lint, server);
}

}  // namespace postern::app
