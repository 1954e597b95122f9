/// escape_html: a text as it may stand between the tags of HTML, and in attributes with quotes.
#pragma once

#include <string>
#include <string_view>

namespace postern::text {

std::string escape_html(std::string_view text);

}  // namespace postern::text
