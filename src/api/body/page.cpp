#include "api/body/page.hpp"

#include <limits>

#include "postern/base/bytes.hpp"
#include "postern/model/group.hpp"
#include "postern/model/ids.hpp"

namespace postern::api {

std::string to_cursor(std::uint64_t key) { return to_base64url(std::to_string(key)); }

std::optional<std::uint64_t> parse_key(std::string_view cursor) {
    // Keys begin at 1, and what a database can hold ends here.
    constexpr std::uint64_t kMaxKey = std::numeric_limits<std::int64_t>::max();
    const auto text = from_base64url(cursor);
    const auto key = text ? to_number(*text) : std::nullopt;
    return key && *key >= 1 && *key <= kMaxKey ? key : std::nullopt;
}

std::string NewestFirst::to_cursor() const {
    return to_base64url(std::to_string(at.time_since_epoch().count()) + ':' + id);
}

std::optional<NewestFirst> NewestFirst::parse(std::string_view cursor) {
    const auto text = from_base64url(cursor);
    const auto colon = text ? text->find(':') : std::string::npos;
    if (colon == std::string::npos) return std::nullopt;
    const auto seconds = to_number(std::string_view{*text}.substr(0, colon));
    const auto id = PublicId::parse(std::string_view{*text}.substr(colon + 1));
    // Far beyond every date, and far from what the arithmetic of time can hold.
    constexpr std::uint64_t kMaxSeconds = 1'000'000'000'000;
    if (!seconds || *seconds > kMaxSeconds || !id) return std::nullopt;
    return NewestFirst{
        TimePoint{std::chrono::seconds{static_cast<std::chrono::seconds::rep>(*seconds)}},
        id->text()};
}

std::string ByName::to_cursor() const { return to_base64url(name); }

std::optional<ByName> ByName::parse(std::string_view cursor) {
    auto name = from_base64url(cursor);
    if (!name || !is_group_name(*name)) return std::nullopt;
    return ByName{std::move(*name)};
}

}  // namespace postern::api
