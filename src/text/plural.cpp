#include "postern/text/plural.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace postern::text {

namespace {

using enum PluralForm;
using Count = std::uint64_t;

constexpr std::array kForms{Zero, One, Two, Few, Many, Other};

constexpr bool is_within(Count number, Count first, Count last) noexcept {
    return number >= first && number <= last;
}

// Each rule is named after the first of its languages.

PluralForm japanese(Count) noexcept { return Other; }

PluralForm english(Count n) noexcept { return n == 1 ? One : Other; }

PluralForm french(Count n) noexcept { return n <= 1 ? One : Other; }

PluralForm icelandic(Count n) noexcept { return n % 10 == 1 && n % 100 != 11 ? One : Other; }

PluralForm filipino(Count n) noexcept {
    return n % 10 == 4 || n % 10 == 6 || n % 10 == 9 ? Other : One;
}

PluralForm tachelhit(Count n) noexcept { return n <= 1 ? One : n <= 10 ? Few : Other; }

PluralForm tamazight(Count n) noexcept { return n <= 1 || is_within(n, 11, 99) ? One : Other; }

PluralForm colognian(Count n) noexcept { return n == 0 ? Zero : n == 1 ? One : Other; }

PluralForm hebrew(Count n) noexcept { return n == 1 ? One : n == 2 ? Two : Other; }

PluralForm latvian(Count n) noexcept {
    if (n % 10 == 0 || is_within(n % 100, 11, 19)) return Zero;
    return n % 10 == 1 ? One : Other;
}

PluralForm lithuanian(Count n) noexcept {
    if (is_within(n % 100, 11, 19) || n % 10 == 0) return Other;
    return n % 10 == 1 ? One : Few;
}

PluralForm romanian(Count n) noexcept {
    if (n == 1) return One;
    return n == 0 || is_within(n % 100, 1, 19) ? Few : Other;
}

PluralForm czech(Count n) noexcept { return n == 1 ? One : is_within(n, 2, 4) ? Few : Other; }

/// 1, 21, 31 ...; 2 to 4, 22 to 24 ...; the rest.
PluralForm slavic(Count n, PluralForm rest) noexcept {
    if (n % 10 == 1 && n % 100 != 11) return One;
    return is_within(n % 10, 2, 4) && !is_within(n % 100, 12, 14) ? Few : rest;
}

PluralForm russian(Count n) noexcept { return slavic(n, Many); }

PluralForm serbian(Count n) noexcept { return slavic(n, Other); }

PluralForm polish(Count n) noexcept {
    if (n == 1) return One;
    return is_within(n % 10, 2, 4) && !is_within(n % 100, 12, 14) ? Few : Many;
}

PluralForm slovenian(Count n) noexcept {
    switch (n % 100) {
        case 1:
            return One;
        case 2:
            return Two;
        case 3:
        case 4:
            return Few;
        default:
            return Other;
    }
}

PluralForm arabic(Count n) noexcept {
    if (n <= 2) return n == 0 ? Zero : n == 1 ? One : Two;
    if (is_within(n % 100, 3, 10)) return Few;
    return is_within(n % 100, 11, 99) ? Many : Other;
}

PluralForm welsh(Count n) noexcept {
    constexpr std::array kFirst{Zero, One, Two, Few, Other, Other, Many};
    return n < kFirst.size() ? kFirst.at(n) : Other;
}

PluralForm irish(Count n) noexcept {
    if (n == 1 || n == 2) return n == 1 ? One : Two;
    return is_within(n, 3, 6) ? Few : is_within(n, 7, 10) ? Many : Other;
}

PluralForm gaelic(Count n) noexcept {
    if (n == 1 || n == 11) return One;
    if (n == 2 || n == 12) return Two;
    return is_within(n, 3, 19) ? Few : Other;
}

PluralForm maltese(Count n) noexcept {
    if (n == 1 || n == 2) return n == 1 ? One : Two;
    if (n == 0 || is_within(n % 100, 3, 10)) return Few;
    return is_within(n % 100, 11, 19) ? Many : Other;
}

PluralForm manx(Count n) noexcept {
    if (n % 10 == 1) return One;
    if (n % 10 == 2) return Two;
    return n % 20 == 0 ? Few : Other;
}

PluralForm breton(Count n) noexcept {
    const Count tens = n % 100 / 10;
    const bool is_plain = tens != 1 && tens != 7 && tens != 9;
    if (is_plain && n % 10 == 1) return One;
    if (is_plain && n % 10 == 2) return Two;
    if (is_plain && (n % 10 == 3 || n % 10 == 4 || n % 10 == 9)) return Few;
    return Other;  // `many` is for whole millions only
}

struct Rule {
    std::string_view languages;  ///< each between slashes
    PluralForm (*form)(Count) noexcept;
};

constexpr std::array kRules{
    Rule{"/ja/zh/ko/vi/th/id/ms/lo/km/my/bm/bo/dz/hnj/ig/ii/jbo/jv/kde/kea/lkt/nqo/osa/sah/ses/sg/"
         "su/"
         "to/tpi/wo/yo/yue/",
         japanese},
    Rule{"/fr/pt/hi/bn/fa/gu/kn/am/as/zu/hy/ff/kab/ak/bho/csw/guw/ln/mg/nso/pa/si/ti/wa/pcm/",
         french},
    Rule{"/pt-pt/", english},
    Rule{"/is/mk/", icelandic},
    Rule{"/fil/tl/ceb/", filipino},
    Rule{"/shi/", tachelhit},
    Rule{"/tzm/", tamazight},
    Rule{"/ksh/lag/blo/", colognian},
    Rule{"/he/iw/iu/naq/sat/se/sma/smi/smj/smn/sms/", hebrew},
    Rule{"/lv/prg/", latvian},
    Rule{"/lt/", lithuanian},
    Rule{"/ro/mo/", romanian},
    Rule{"/cs/sk/", czech},
    Rule{"/ru/uk/be/", russian},
    Rule{"/sr/hr/bs/sh/", serbian},
    Rule{"/pl/", polish},
    Rule{"/sl/dsb/hsb/", slovenian},
    Rule{"/ar/ars/", arabic},
    Rule{"/cy/", welsh},
    Rule{"/ga/", irish},
    Rule{"/gd/", gaelic},
    Rule{"/mt/", maltese},
    Rule{"/gv/", manx},
    Rule{"/br/", breton},
};

const Rule* find_rule(std::string_view language) noexcept {
    if (language.empty()) return nullptr;
    for (const auto& rule : kRules)
        for (auto at = rule.languages.find(language); at != std::string_view::npos;
             at = rule.languages.find(language, at + 1))
            if (rule.languages[at - 1] == '/' && rule.languages[at + language.size()] == '/')
                return &rule;
    return nullptr;
}

PluralForm (*rule_of(std::string_view language) noexcept)(Count) noexcept {
    if (language.find('/') != std::string_view::npos) return english;
    const Rule* rule = find_rule(language);
    if (rule == nullptr) rule = find_rule(language.substr(0, language.find('-')));
    return rule == nullptr ? english : rule->form;
}

}  // namespace

std::string_view name_of(PluralForm form) noexcept {
    switch (form) {
        case Zero:
            return "zero";
        case One:
            return "one";
        case Two:
            return "two";
        case Few:
            return "few";
        case Many:
            return "many";
        case Other:
            return "other";
    }
    std::abort();  // a value outside the enum is a bug
}

PluralForm plural_form(std::string_view language, std::uint64_t count) noexcept {
    return rule_of(language)(count);
}

std::vector<PluralForm> plural_forms(std::string_view language) {
    // Every form that a language has stands for a number up to 1 000.
    constexpr Count kEnough = 1000;
    std::vector<PluralForm> found;
    for (const auto form : kForms)
        for (Count count = 0; count <= kEnough; ++count)
            if (plural_form(language, count) == form) {
                found.push_back(form);
                break;
            }
    return found;
}

}  // namespace postern::text
