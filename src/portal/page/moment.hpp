/// Moment: a point in time on a page, for people and for programs.
#pragma once

#include <string>
#include <string_view>

#include "portal/page/context.hpp"
#include "postern/base/clock.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::portal {

struct Moment {
    std::string text{};     ///< `21 November 2026, 14:05 CET`
    std::string rfc3339{};  ///< for `datetime`
};

Moment moment_in(const text::Catalogue& words, std::string_view language,
                 std::string_view time_zone, TimePoint time);

/// In the language of the page and the time zone of its user.
Moment moment_on(const Context& context, const Frame& frame, TimePoint time);

}  // namespace postern::portal
