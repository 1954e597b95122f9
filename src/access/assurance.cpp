#include "postern/access/assurance.hpp"

namespace postern::access {

Shortfall judge(const Assurance& assurance, const Demand& demand, TimePoint now) noexcept {
    if (to_number(assurance.level) < to_number(demand.level)) return Shortfall::Level;
    if (!demand.max_age) return Shortfall::None;
    if (!assurance.proven_at) return Shortfall::Age;
    const auto age = now - *assurance.proven_at;
    const bool is_fresh = age >= -kClockTolerance && age <= *demand.max_age + kClockTolerance;
    return is_fresh ? Shortfall::None : Shortfall::Age;
}

}  // namespace postern::access
