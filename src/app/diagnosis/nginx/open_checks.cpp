// Locations without protect.conf: forgotten, meant so, or in the way of a protected one.
#include <algorithm>

#include "app/diagnosis/nginx/checks.hpp"

namespace postern::app {

namespace {

using enum NginxRule;

constexpr const char* kInclude = "include protect.conf in it, and put the lock in front";

const NginxLocation* protected_parent(const NginxLocation& location) {
    for (const auto* outer = location.parent; outer != nullptr; outer = outer->parent)
        if (outer->is_protected()) return outer;
    return nullptr;
}

/// nginx inherits the check from the location around, but not the path that it sends.
void check_nested(const NginxLint& lint, const NginxLocation& location,
                  const NginxLocation& outer) {
    if (is_declared_open(location))
        return lint.problems.add(
            location.directive == nullptr ? *outer.directive
                                          : *find(location.block, "auth_request"),
            CheckOff, location.title() + " turns off the check of " + outer.title(), kInclude);
    lint.problems.add(*location.directive, NoUri,
                      location.title() + " does not include protect.conf itself, although " +
                          outer.title() + " around it does",
                      kInclude);
}

/// Asks the gate by directives of its own, or by those around it.
bool check_own(const NginxLint& lint, const NginxLocation& location) {
    const auto* check = location.nearest("auth_request");
    if (check == nullptr || argument(*check) == "off") return false;
    const auto* satisfy = location.nearest("satisfy");
    if (satisfy != nullptr && argument(*satisfy) == "any")
        lint.problems.add(*satisfy, SatisfyAny, "satisfy any holds for " + location.title(),
                          "include protect.conf, which has: satisfy all;");
    if (argument(*check) == "/.postern/check")
        lint.problems.add(*check, OwnCheck,
                          location.title() + " asks the gate without protect.conf",
                          "include protect.conf in place of this line");
    return true;
}

bool has_own_lock(const NginxLocation& location) {
    return find_unlocked(location) == nullptr &&
           std::ranges::any_of(location.block, [](const NginxDirective& one) {
               return (is_pass(one.name) || one.name == "root" || one.name == "alias") &&
                      has_lock(argument(one));
           });
}

std::string_view literal_start(std::string_view expression) {
    if (!expression.starts_with('^')) return {};
    expression.remove_prefix(1);
    return expression.substr(0, expression.find_first_of("\\.[]()|?*+{}$"));
}

/// Whether some path below this prefix can match the expression, as far as one can tell.
bool may_match_below(const NginxLocation& regex, const std::string& prefix) {
    if (!regex.path.starts_with('^')) return true;
    const auto start = literal_start(regex.path);
    return start.starts_with(prefix) || std::string_view{prefix}.starts_with(start);
}

/// The protected location, other than `/`, whose requests nginx gives to this one.
const NginxLocation* find_shadowed(const NginxLocation& location) {
    if (location.kind != LocationKind::Regex || location.parent != nullptr) return nullptr;
    const auto& others = location.server->locations;
    const auto found = std::ranges::find_if(others, [&location](const NginxLocation& one) {
        return one.kind == LocationKind::Prefix && one.path != "/" && one.is_protected() &&
               may_match_below(location, one.path);
    });
    return found == others.end() ? nullptr : &*found;
}

}  // namespace

void check_unprotected(const NginxLint& lint, const NginxLocation& location) {
    if (is_closed(location)) return;
    check_identity(lint, location);
    if (location.kind == LocationKind::Named || find(location.block, "internal") != nullptr)
        return;  // check_ways asks who gets there
    if (const auto* outer = protected_parent(location)) return check_nested(lint, location, *outer);
    if (check_own(lint, location)) return;
    if (has_own_lock(location))
        return lint.problems.add(*location.directive, NoCheck,
                                 location.title() + " has the lock and not protect.conf",
                                 "include protect.conf in it");
    if (find_unlocked(location) == nullptr ||
        has_other_check([&](std::string_view name) { return location.nearest(name); }))
        return;
    if (const auto* shadowed = find_shadowed(location))
        return lint.problems.add(
            *location.directive, Shadowing,
            location.title() + " is open and takes paths away from " + shadowed->title(),
            "write: location ^~ " + shadowed->path + " { ... }, or protect this one, too");
    if (is_declared_open(location))
        return lint.problems.add(*location.directive, DeclaredOpen,
                                 location.title() + " is open to everyone",
                                 "to protect it, include protect.conf in it");
    lint.problems.add(*location.directive, OpenLocation,
                      location.title() + " does not include protect.conf",
                      "include it; if everyone may come in, say so: auth_request off;");
}

}  // namespace postern::app
