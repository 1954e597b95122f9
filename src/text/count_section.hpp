/// count_section: the names of the sections that a template has for the plural forms of a sentence;
/// see plural.hpp.
#pragma once

#include <algorithm>
#include <string>

#include "postern/text/plural.hpp"

namespace postern::text {

/// `COUNT_IS_FEW`; `COUNT_IS_FEW_IN_ENGLISH` where the sentence is missing in the language of the
/// page.
inline std::string count_section(PluralForm form, bool own_language) {
    std::string name{"COUNT_IS_"};
    for (const char c : name_of(form)) name += static_cast<char>(c - 'a' + 'A');
    return own_language ? name : name + "_IN_ENGLISH";
}

}  // namespace postern::text
