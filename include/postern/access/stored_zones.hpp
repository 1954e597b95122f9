/// StoredZones: the time zones that came with the rules themselves.
#pragma once

#include <algorithm>

#include "postern/access/compiled_rules.hpp"

namespace postern::access {

class StoredZones final : public Zones {
public:
    /// `zones` must outlive *this.
    explicit StoredZones(const RuleZones& zones) : zones_{zones} {}

    /// Beyond the years that were saved, the last offset known goes on.
    std::optional<ZoneOffset> offset(std::string_view zone, TimePoint at) const override {
        const auto found = zones_.find(std::string{zone});
        if (found == zones_.end() || found->second.empty()) return std::nullopt;
        const auto& spans = found->second;
        const auto after = std::ranges::upper_bound(spans, at, {}, &ZoneOffset::from);
        ZoneOffset span = after == spans.begin() ? spans.front() : *(after - 1);
        if (after == spans.begin()) span.from = TimePoint::min();
        if (after == spans.end()) span.until = TimePoint::max();
        return span;
    }

private:
    const RuleZones& zones_;
};

}  // namespace postern::access
