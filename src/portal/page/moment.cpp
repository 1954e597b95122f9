#include "portal/page/moment.hpp"

#include "postern/text/dates.hpp"

namespace postern::portal {

Moment moment_in(const text::Catalogue& words, std::string_view language,
                 std::string_view time_zone, TimePoint time) {
    return {text::moment_text(words, language, time_zone, time), to_rfc3339(time)};
}

Moment moment_on(const Context& context, const Frame& frame, TimePoint time) {
    return moment_in(context.pages.words(), frame.language, frame.time_zone, time);
}

}  // namespace postern::portal
