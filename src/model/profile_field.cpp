#include "postern/model/profile_field.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>

#include "postern/base/bytes.hpp"
#include "postern/model/one_line.hpp"

namespace postern {

namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }

std::optional<int> number(std::string_view digits) {
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (!std::ranges::all_of(digits, is_digit) || error != std::errc{}) return std::nullopt;
    return value;
}

std::optional<std::string> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number(text.substr(0, 4));
    const auto month = number(text.substr(5, 2));
    const auto day = number(text.substr(8, 2));
    if (!year || !month || !day || *year < 1900) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() ? std::optional{std::string{text}} : std::nullopt;
}

std::optional<std::string> parse_phone(std::string_view text) {
    std::string number;
    for (const char c : text) {
        if (is_digit(c) || (c == '+' && number.empty()))
            number += c;
        else if (std::string_view{" -./()"}.find(c) == std::string_view::npos)
            return std::nullopt;
    }
    // `0049` is how many write `+49`.
    if (number.starts_with("00")) number.replace(0, 2, "+");
    const bool fits =
        number.starts_with('+') && number.size() >= 8 && number.size() <= 16 && number[1] != '0';
    return fits ? std::optional{std::move(number)} : std::nullopt;
}

}  // namespace

std::string_view to_text(ProfileFieldKind kind) noexcept {
    switch (kind) {
        case ProfileFieldKind::Text:
            return "text";
        case ProfileFieldKind::Date:
            return "date";
        case ProfileFieldKind::Choice:
            return "choice";
        case ProfileFieldKind::Phone:
            return "phone";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<ProfileFieldKind> parse_profile_field_kind(std::string_view text) noexcept {
    using enum ProfileFieldKind;
    for (const auto kind : {Text, Date, Choice, Phone})
        if (to_text(kind) == text) return kind;
    return std::nullopt;
}

const std::string& ProfileField::label(std::string_view language, std::string_view fallback) const {
    for (const auto wanted : {language, fallback})
        if (const auto found = labels.find(wanted); found != labels.end()) return found->second;
    return labels.empty() ? name : labels.begin()->second;
}

bool is_profile_field_name(std::string_view text) noexcept {
    const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
    return !text.empty() && text.size() <= 32 && is_letter(text.front()) &&
           std::ranges::all_of(text, fits);
}

std::optional<std::string> parse_profile_value(const ProfileField& field, std::string_view typed) {
    const std::string_view text = trim(typed);
    if (text.empty()) return std::string{};
    switch (field.kind) {
        case ProfileFieldKind::Text:
            return one_line(text, kMaxProfileValueCodePoints);
        case ProfileFieldKind::Date:
            return parse_date(text);
        case ProfileFieldKind::Choice:
            return std::ranges::find(field.choices, text) != field.choices.end()
                       ? std::optional{std::string{text}}
                       : std::nullopt;
        case ProfileFieldKind::Phone:
            return parse_phone(text);
    }
    std::abort();  // a value outside the enum is a bug
}

std::vector<const ProfileField*> missing_fields(const std::vector<ProfileField>& fields,
                                                const ProfileValues& values) {
    std::vector<const ProfileField*> missing;
    for (const ProfileField& field : fields) {
        if (!field.required) continue;
        const auto found = values.find(field.name);
        const auto good =
            found == values.end() ? std::nullopt : parse_profile_value(field, found->second);
        if (!good || good->empty()) missing.push_back(&field);
    }
    return missing;
}

}  // namespace postern
