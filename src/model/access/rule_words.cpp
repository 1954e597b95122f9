// The hours and the subjects of rules, as files and pages spell them.
#include "postern/model/rule_words.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "postern/base/bytes.hpp"
#include "postern/model/group.hpp"

namespace postern {

namespace {

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::uint8_t kEveryDay = 0x7F;
constexpr unsigned kMinutesOfDay = 1440;

std::string_view word_of(RuleSubject::Kind kind) noexcept {
    switch (kind) {
        case RuleSubject::Kind::User:
            return "user";
        case RuleSubject::Kind::Group:
            return "group";
        case RuleSubject::Kind::Role:
            return "role";
    }
    std::abort();  // a value outside the enum is a bug
}

bool has_day(unsigned days, std::size_t day) noexcept { return ((days >> day) & 1U) != 0; }

/// `mon,wed-fri`.
std::string text_of_days(unsigned days) {
    std::string text;
    for (std::size_t first = 0; first < kDays.size(); ++first) {
        if (!has_day(days, first)) continue;
        std::size_t last = first;
        while (last + 1 < kDays.size() && has_day(days, last + 1)) ++last;
        if (!text.empty()) text += ',';
        text += kDays[first];
        if (last != first) text.append("-").append(kDays[last]);
        first = last;
    }
    return text;
}

std::string two_digits(unsigned number) {
    return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

std::string text_of_minutes(unsigned minutes) {
    return two_digits(minutes / 60).append(":").append(two_digits(minutes % 60));
}

/// Takes everything up to the next `end`, and that itself, off `rest`.
std::string_view take_until(std::string_view& rest, char end) noexcept {
    const auto taken = rest.substr(0, rest.find(end));
    rest.remove_prefix(std::min(taken.size() + 1, rest.size()));
    return taken;
}

std::optional<std::size_t> parse_day(std::string_view text) noexcept {
    const auto day = std::ranges::find(kDays, text);
    if (day == kDays.end()) return std::nullopt;
    return static_cast<std::size_t>(day - kDays.begin());
}

/// `mon`, or `fri-mon`, which goes over the end of the week.
std::optional<unsigned> parse_day_range(std::string_view text) noexcept {
    const auto dash = text.find('-');
    const auto first = parse_day(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_day(text.substr(dash + 1));
    if (!first || !last) return std::nullopt;
    unsigned days = 0;
    for (std::size_t day = *first;; day = (day + 1) % kDays.size()) {
        days |= 1U << day;
        if (day == *last) return days;
    }
}

std::optional<std::uint8_t> parse_days(std::string_view text) noexcept {
    unsigned days = 0;
    std::string_view rest = text;
    do {
        const auto range = parse_day_range(take_until(rest, ','));
        if (!range) return std::nullopt;
        days |= *range;
    } while (!rest.empty());
    if (text.ends_with(',')) return std::nullopt;
    return static_cast<std::uint8_t>(days);
}

/// Of `HH:MM`; 1440 of `24:00`.
std::optional<std::uint16_t> parse_minutes(std::string_view text) noexcept {
    const auto digit = [text](std::size_t i) { return static_cast<unsigned>(text[i] - '0'); };
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    for (const std::size_t i : {0, 1, 3, 4})
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
    const unsigned minute = digit(3) * 10 + digit(4);
    const unsigned minutes = (digit(0) * 10 + digit(1)) * 60 + minute;
    if (minute > 59 || minutes > kMinutesOfDay) return std::nullopt;
    return static_cast<std::uint16_t>(minutes);
}

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Puts `HH:MM-HH:MM` into `hours`; false for any other text.
bool read_times(std::string_view text, RuleHours& hours) noexcept {
    const auto from = parse_minutes(take_until(text, '-'));
    const auto to = parse_minutes(text);
    if (!from || !to || *from == kMinutesOfDay) return false;
    hours.from = *from;
    hours.to = *to;
    return true;
}

}  // namespace

std::string to_text(const RuleHours& hours) {
    const bool whole_day = hours.from == 0 && hours.to == kMinutesOfDay;
    std::string text;
    if (whole_day || hours.days != kEveryDay) text = text_of_days(hours.days);
    if (whole_day) return text;
    if (!text.empty()) text += ' ';
    return text.append(text_of_minutes(hours.from)).append("-").append(text_of_minutes(hours.to));
}

std::optional<RuleHours> parse_rule_hours(std::string_view text, std::string_view zone) {
    RuleHours hours{.zone = std::string{zone}};
    std::string_view rest = text;
    std::string_view word = take_until(rest, ' ');
    const auto days = parse_days(word);
    if (days) {
        hours.days = *days;
        word = take_until(rest, ' ');
    }
    const bool has_times = read_times(word, hours);
    if (has_times) word = take_until(rest, ' ');
    if (!days && !has_times) return std::nullopt;
    if (!word.empty()) {
        if (!is_letter(word.front())) return std::nullopt;  // a time that was mistyped
        hours.zone = word;
    }
    if (!rest.empty() || text.ends_with(' ') || text.find("  ") != std::string_view::npos)
        return std::nullopt;
    return hours;
}

std::string to_text(const RuleSubject& subject) {
    return std::string{word_of(subject.kind)}.append(":").append(subject.name);
}

std::optional<RuleSubject> parse_rule_subject(std::string_view text) {
    std::string_view name = text;
    const auto word = take_until(name, ':');
    if (word.size() == text.size()) return std::nullopt;
    if (word == word_of(RuleSubject::Kind::User)) {
        if (name.empty() || has_control(name) || name.find(' ') != std::string_view::npos)
            return std::nullopt;
        return RuleSubject{RuleSubject::Kind::User, std::string{name}};
    }
    if (word == word_of(RuleSubject::Kind::Group) && is_group_name(name))
        return RuleSubject{RuleSubject::Kind::Group, std::string{name}};
    if (word == word_of(RuleSubject::Kind::Role) && is_role_name(name))
        return RuleSubject{RuleSubject::Kind::Role, std::string{name}};
    return std::nullopt;
}

}  // namespace postern
