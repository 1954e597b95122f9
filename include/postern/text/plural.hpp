/// plural: which form of a sentence goes with a number.
///
/// The categories and the rules are those of Unicode CLDR 44, cardinal numbers ("Language Plural
/// Rules", UTS #35 part 3, section 5.1), for whole numbers, which is all that Postern counts. The
/// form `many` that Breton and Romance languages use for whole millions is left out: no page counts
/// so far.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace postern::text {

enum class PluralForm { Zero, One, Two, Few, Many, Other };

/// `zero` ... `other`, as in the keys of a catalogue.
std::string_view name_of(PluralForm form) noexcept;

/// The form for `count` in the language (`pl`, `pt-br`; a region that has no rule of its own
/// follows its language). A language that the table lacks counts as English does.
PluralForm plural_form(std::string_view language, std::uint64_t count) noexcept;

/// The forms that the language has, in the order of the enumeration; `Other` only if whole numbers
/// can have it.
std::vector<PluralForm> plural_forms(std::string_view language);

}  // namespace postern::text
