/// requirement: the notice that sites ask for a second factor, or will, to a user who has none.
#pragma once

#include "portal/page/moment.hpp"

namespace postern::portal {

struct RequirementView {
    enum class State { None, Coming, InForce };

    State state = State::None;
    Moment since{};
    bool links = false;  ///< to the page on which one can be set up

    void fill(Fields& fields) const;
};

/// Says nothing where none is required.
RequirementView requirement_on(const Context& context, const Frame& frame, bool has_factor,
                               TimePoint now);

}  // namespace postern::portal
