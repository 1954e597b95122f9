/// SystemZones: the time zones of the system, for the hours of rules.
#pragma once

#include "postern/access/compiled_rules.hpp"

namespace postern::app {

/// Holds nothing of its own: the process keeps the zones that it has read. Opens files.
class SystemZones final : public access::Zones {
public:
    std::optional<ZoneOffset> offset(std::string_view zone, TimePoint at) const override;
};

}  // namespace postern::app
