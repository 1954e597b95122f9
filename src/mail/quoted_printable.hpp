/// quoted_printable: text as ASCII lines that every mail server passes on unchanged (RFC
/// 2045, 6.7).
#pragma once

#include <string>
#include <string_view>

namespace postern::mail {

/// Lines of at most 76 characters, ended by CR LF; the last line ends so, too. Line ends of any
/// kind are taken; every other byte comes out as it went in.
std::string quoted_printable(std::string_view text);

}  // namespace postern::mail
