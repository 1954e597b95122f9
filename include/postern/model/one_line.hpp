/// one_line: text that administrators and users type and that others read: any script, one line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern {

/// The text without white space at its ends. Nothing if it shows nothing (empty, or only characters
/// without a shape), has more than `max_code_points`, is not UTF-8, or has a control character (C0,
/// C1, DEL), a line or paragraph separator, a mark, embedding or override that turns the direction
/// of writing, an annotation mark or a noncharacter, any of which could make a header, a log line
/// or a page lie.
std::optional<std::string> one_line(std::string_view text, std::size_t max_code_points);

/// True when `text` is well-formed UTF-8 in normal form C (Unicode Standard Annex #15), so that one
/// spelling of it exists. False, too, when there is no memory to find out. Allocates, but not for
/// ASCII.
bool is_nfc(std::string_view text) noexcept;

}  // namespace postern
