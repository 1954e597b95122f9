#include "service/access/names.hpp"

#include <chrono>

#include "postern/model/group.hpp"
#include "postern/model/one_line.hpp"

namespace postern::service {

std::optional<std::string> description_of(std::string_view typed) {
    return typed.empty() ? std::string{} : one_line(typed, kMaxGroupDescriptionCodePoints);
}

bool is_expiry(const std::optional<TimePoint>& expires_at, TimePoint now) noexcept {
    constexpr TimePoint kLast{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31}};
    return !expires_at || (*expires_at > now && *expires_at < kLast);
}

}  // namespace postern::service
