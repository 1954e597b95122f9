/// hexadecimal: the `=C3` that both encodings of mail use.
#pragma once

#include <string>

namespace postern::mail {

inline void append_hex(std::string& out, char c) {
    constexpr const char* kDigits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += '=';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
}

}  // namespace postern::mail
