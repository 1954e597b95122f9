// Scopes as text, in one order, and why families end.
#include "postern/model/token.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "postern/base/find_by_text.hpp"
#include "postern/model/site.hpp"

namespace postern {

namespace {

constexpr std::array kApiScopes{ApiScope::AccountRead, ApiScope::AccountWrite, ApiScope::AccessAsk,
                                ApiScope::AdminRead, ApiScope::AdminWrite};
constexpr std::string_view kSitePrefix = "site:";
constexpr std::string_view kAllSites = "*";

/// Takes the first word off `text`, and the space behind it.
std::string_view take_word(std::string_view& text) noexcept {
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return word;
}

/// Adds what `word` names; false when that is no scope.
bool add_word(Scopes& scopes, std::string_view word) {
    if (const auto api = find_by_text(kApiScopes, word)) {
        scopes.add(*api);
        return true;
    }
    if (!word.starts_with(kSitePrefix)) return false;
    const auto name = word.substr(kSitePrefix.size());
    if (name == kAllSites) {
        scopes.add_all_sites();
        return true;
    }
    if (!is_site_name(name)) return false;
    scopes.add_site(name);
    return true;
}

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text.append(text.empty() ? "" : " ").append(word);
    return text;
}

}  // namespace

std::string_view to_text(ApiScope scope) noexcept {
    switch (scope) {
        case ApiScope::AccountRead:
            return "account:read";
        case ApiScope::AccountWrite:
            return "account:write";
        case ApiScope::AccessAsk:
            return "access:ask";
        case ApiScope::AdminRead:
            return "admin:read";
        case ApiScope::AdminWrite:
            return "admin:write";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<Scopes> Scopes::parse(std::string_view text) {
    Scopes scopes;
    // A space at either end, or two in a row, makes a word that is empty, and so no scope.
    if (text.size() > kMaxTextBytes || text.ends_with(' ')) return std::nullopt;
    while (!text.empty())
        if (!add_word(scopes, take_word(text))) return std::nullopt;
    return scopes;
}

Scopes Scopes::everything() {
    Scopes scopes;
    for (const ApiScope scope : kApiScopes) scopes.add(scope);
    scopes.add_all_sites();
    return scopes;
}

std::string Scopes::text() const { return join(words()); }

std::string Scopes::sites_text() const {
    std::string text{all_sites_ ? kAllSites : std::string_view{}};
    for (const auto& site : sites_) text.append(text.empty() ? "" : " ").append(site);
    return text;
}

std::vector<std::string> Scopes::words() const {
    std::vector<std::string> words;
    for (const ApiScope scope : kApiScopes)
        if (has(scope)) words.emplace_back(to_text(scope));
    if (all_sites_) words.push_back(std::string{kSitePrefix}.append(kAllSites));
    for (const auto& site : sites_) words.push_back(std::string{kSitePrefix}.append(site));
    return words;
}

void Scopes::add_site(std::string_view name) {
    if (!is_site_name(name)) return;
    const auto at = std::ranges::lower_bound(sites_, name);
    if (at == sites_.end() || *at != name) sites_.emplace(at, name);
}

bool Scopes::has_site(std::string_view name) const noexcept {
    return all_sites_ || names_site(name);
}

bool Scopes::names_site(std::string_view name) const noexcept {
    return std::ranges::binary_search(sites_, name);
}

bool Scopes::are_within(const Scopes& other) const noexcept {
    if ((api_ & ~other.api_) != 0 || (all_sites_ && !other.all_sites_)) return false;
    return std::ranges::all_of(sites_, [&](const auto& site) { return other.has_site(site); });
}

bool sites_text_has(std::string_view sites_text, std::string_view name) noexcept {
    return sites_text_names(sites_text, name) || sites_text_names(sites_text, kAllSites);
}

bool sites_text_names(std::string_view sites_text, std::string_view name) noexcept {
    while (!sites_text.empty())
        if (take_word(sites_text) == name) return !name.empty();
    return false;
}

std::string_view to_text(FamilyEnd end) noexcept {
    switch (end) {
        case FamilyEnd::Revoked:
            return "revoked";
        case FamilyEnd::Reused:
            return "reused";
        case FamilyEnd::Limit:
            return "limit";
        case FamilyEnd::ByAdmin:
            return "by_admin";
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern
