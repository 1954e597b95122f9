// Sites: names and policies as text.
#include "postern/model/site.hpp"

#include <algorithm>
#include <cstdlib>

namespace postern {

namespace {

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
    if (text == "signed_in") return SitePolicy::SignedIn;
    if (text == "public") return SitePolicy::Public;
    return std::nullopt;
}

bool is_site_name(std::string_view text) noexcept {
    if (text.empty() || text.size() > kMaxSiteNameBytes) return false;
    return is_lower_alphanumeric(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
               return is_lower_alphanumeric(c) || c == '-' || c == '_';
           });
}

}  // namespace postern
