/// between_tags: whether a piece of HTML ends where a new piece may begin.
#pragma once

#include <string_view>

namespace postern::text {

/// Whether what follows the text stands between tags: not in a tag, in an attribute, in a comment,
/// or in an element whose content is no markup (HTML Living Standard, section 13.1.2: script,
/// style, textarea, title). False where it cannot tell.
bool ends_between_tags(std::string_view text);

}  // namespace postern::text
