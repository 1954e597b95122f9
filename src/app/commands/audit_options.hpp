/// audit_options: what `postern audit` reads out of its options, for both of its lists.
#pragma once

#include <optional>
#include <string>

#include "app/commands/command_context.hpp"
#include "app/console/command.hpp"
#include "postern/base/clock.hpp"

namespace postern::app {

/// What `--since 2h` says; nothing when nothing was typed. Throws CommandError for what is no time.
std::optional<TimePoint> typed_moment(const std::string& text, TimePoint now);

/// What was typed for an enum; nothing when nothing was. Throws CommandError that names the values.
template <class All, class Parse>
auto typed_word(const std::string& text, const char* what, const All& all, Parse parse)
    -> decltype(parse(text)) {
    if (text.empty()) return std::nullopt;
    const auto found = parse(text);
    if (found) return found;
    std::string refusal = std::string{"unknown "} + what + ": " + printable(text) + "; use one of";
    for (const auto& one : all)
        refusal.append(&one == &all.front() ? " " : ", ").append(to_text(one));
    throw CommandError{kUsage, refusal};
}

/// What `postern audit --access` does: decisions of the gate, counted by the hour.
void list_access(CommandContext& context, const Arguments& typed);

}  // namespace postern::app
