/// checks: the rules of nginx_lint, one unit for each theme.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/diagnosis/nginx/nginx_tree.hpp"
#include "app/diagnosis/nginx/rules.hpp"

namespace postern::app {

/// What every check has at hand.
struct NginxLint {
    const std::vector<NginxSource>& files;
    const NginxTree& tree;
    NginxProblems& problems;
};

// --- what serves a location (serving.cpp)

bool denies_all(const Directives& block);
/// Whether it answers everyone alike, by `return` or `deny all`, or is the portal.
bool is_closed(const NginxLocation& location);
/// What serves it without the lock; null: nothing does.
const NginxDirective* find_unlocked(const NginxLocation& location);
/// Whether it says that it is meant to be open: `auth_request off`, or a path that must be.
bool is_declared_open(const NginxLocation& location);
/// Whether somebody other than Postern decides who gets in. `nearest`: finds a directive there.
bool has_other_check(const std::function<const NginxDirective*(std::string_view)>& nearest);
/// Whether everyone gets what it serves.
bool is_open(const NginxLocation& location);
/// The value without the lock in front.
std::string without_lock(const std::string& value);

// --- the checks

/// The server block of a site, apart from its locations (server_checks.cpp).
void check_server(const NginxLint& lint, const NginxServer& server,
                  const std::optional<std::vector<std::string>>& known_sites);
/// A location without protect.conf (open_checks.cpp).
void check_unprotected(const NginxLint& lint, const NginxLocation& location);
/// Whether requests get from one location to another that has no check (way_checks.cpp).
void check_ways(const NginxLint& lint, const NginxServer& server);
/// The lock in a location with protect.conf, and what comes before it (lock_checks.cpp).
void check_protected(const NginxLint& lint, const NginxLocation& location);
/// Whatever answers before the check, at any level (lock_checks.cpp).
void check_answers(const NginxLint& lint, const Directives& block, bool is_server);
/// A password that nginx asks for beside the gate, at either level (lock_checks.cpp).
void check_passwords(const NginxLint& lint, const Directives& block);
/// Who the application believes the visitor is (identity_checks.cpp).
void check_identity(const NginxLint& lint, const NginxLocation& location);
/// Variables that are the snippets' alone (identity_checks.cpp).
void check_variables(const NginxLint& lint, const Directives& block);
/// What a location does to answers: caches, headers, prefixes (answer_checks.cpp).
void check_answer(const NginxLint& lint, const NginxLocation& location);
/// Server blocks that serve without a check what a site protects (twin_checks.cpp).
void check_twins(const NginxLint& lint);
/// Postern's snippets, as far as the text has them (snippet_checks.cpp).
void check_snippets(const NginxLint& lint);

}  // namespace postern::app
