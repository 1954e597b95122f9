#include "postern/model/email_domains.hpp"

#include <algorithm>

namespace postern {

namespace {

constexpr std::string_view kBelow = "*.";

/// What follows the last '@'. A canonical address has one, and it is not taken for granted here.
std::string_view domain_of(const EmailAddress& email) noexcept {
    const std::string_view text = email.text();
    return text.substr(text.rfind('@') + 1);
}

bool fits(std::string_view domain, std::string_view pattern) noexcept {
    if (!pattern.starts_with(kBelow)) return domain == pattern;
    const std::string_view ending = pattern.substr(1);  // with its dot: `.example.org`
    return domain.size() > ending.size() && domain.ends_with(ending);
}

}  // namespace

std::string canonical_domain_pattern(std::string_view text) {
    const std::string_view prefix = text.starts_with(kBelow) ? kBelow : std::string_view{};
    const std::string_view domain = text.substr(prefix.size());
    if (domain.find('@') != std::string_view::npos) return {};
    const auto address = EmailAddress::parse("a@" + std::string{domain});
    return address ? std::string{prefix}.append(domain_of(*address)) : std::string{};
}

bool is_domain_pattern(std::string_view text) { return !canonical_domain_pattern(text).empty(); }

bool is_allowed_domain(const EmailAddress& email, const std::vector<std::string>& patterns) {
    return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
               return fits(domain_of(email), canonical_domain_pattern(pattern));
           });
}

}  // namespace postern
