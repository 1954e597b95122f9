#include "portal/page/moment.hpp"

#include "postern/text/dates.hpp"

namespace postern::portal {

Moment moment_on(const Context& context, const Frame& frame, TimePoint time) {
    return {text::moment_text(context.pages.words(), frame.language, frame.time_zone, time),
            to_rfc3339(time)};
}

}  // namespace postern::portal
