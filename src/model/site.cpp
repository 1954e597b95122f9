// Sites: names, and policies as text and as numbers.
#include "postern/model/site.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "postern/base/find_by_text.hpp"

namespace postern {

namespace {

constexpr std::array kPolicies{SitePolicy::SignedIn, SitePolicy::Public};
constexpr std::size_t kMaxSiteNameBytes = 64;

bool is_lower_alphanumeric(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string_view to_text(SitePolicy policy) noexcept {
    switch (policy) {
        case SitePolicy::SignedIn:
            return "signed_in";
        case SitePolicy::Public:
            return "public";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<SitePolicy> parse_site_policy(std::string_view text) noexcept {
    return find_by_text(kPolicies, text);
}

std::uint32_t to_number(SitePolicy policy) noexcept { return static_cast<std::uint32_t>(policy); }

std::optional<SitePolicy> to_site_policy(std::uint32_t number) noexcept {
    for (const SitePolicy policy : kPolicies)
        if (to_number(policy) == number) return policy;
    return std::nullopt;
}

bool is_site_name(std::string_view text) noexcept {
    if (text.empty() || text.size() > kMaxSiteNameBytes) return false;
    return is_lower_alphanumeric(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
               return is_lower_alphanumeric(c) || c == '-' || c == '_';
           });
}

std::string title_of(const Site& site) { return site.title.empty() ? site.name : site.title; }

}  // namespace postern
