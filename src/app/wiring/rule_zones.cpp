#include "app/wiring/rule_zones.hpp"

#include "postern/text/dates.hpp"

namespace postern::app {

std::optional<ZoneOffset> SystemZones::offset(std::string_view zone, TimePoint at) const {
    const auto found = text::zone_offset(zone, at);
    if (!found) return std::nullopt;
    return ZoneOffset{.ahead = found->ahead, .from = found->from, .until = found->until};
}

}  // namespace postern::app
