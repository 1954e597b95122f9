/// Moment: a point in time on a page, for people and for programs.
#pragma once

#include <string>

#include "portal/page/context.hpp"
#include "postern/base/clock.hpp"

namespace postern::portal {

struct Moment {
    std::string text{};     ///< `21 November 2026, 14:05 CET`
    std::string rfc3339{};  ///< for `datetime`
};

/// In the language of the page and the time zone of its user.
Moment moment_on(const Context& context, const Frame& frame, TimePoint time);

}  // namespace postern::portal
