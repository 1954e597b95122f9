#include "app/commands/audit_options.hpp"

#include "app/console/moment.hpp"

namespace postern::app {

std::optional<TimePoint> typed_moment(const std::string& text, TimePoint now) {
    if (text.empty()) return std::nullopt;
    const auto time = parse_moment(text, now);
    if (!time)
        throw CommandError{kUsage, "not a time: " + printable(text) +
                                       " (write 2026-11-21T08:50:00Z, 2026-11-21, or 2h for two "
                                       "hours ago)"};
    return time;
}

}  // namespace postern::app
