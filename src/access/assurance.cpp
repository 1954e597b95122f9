#include "postern/access/assurance.hpp"

namespace postern::access {

Demand raised(const Demand& demand, const std::optional<TimePoint>& required_since,
              TimePoint now) noexcept {
    Demand raised = demand;
    if (demand.level == Level::One && required_since && *required_since <= now)
        raised.level = Level::Two;
    return raised;
}

Demand demand_of(const Site& site, const std::optional<TimePoint>& required_since,
                 TimePoint now) noexcept {
    return site.policy == SitePolicy::Public ? Demand{} : raised(site.demand, required_since, now);
}

Shortfall judge(const Assurance& assurance, const Demand& demand, TimePoint now) noexcept {
    if (to_number(assurance.level) < to_number(demand.level)) return Shortfall::Level;
    if (!demand.max_age) return Shortfall::None;
    if (!assurance.proven_at) return Shortfall::Age;
    const auto age = now - *assurance.proven_at;
    // Not max_age plus the tolerance: that of a damaged rule could overflow.
    const bool is_fresh = age >= -kClockTolerance && age - kClockTolerance <= *demand.max_age;
    return is_fresh ? Shortfall::None : Shortfall::Age;
}

}  // namespace postern::access
