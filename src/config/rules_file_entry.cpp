// Reads the values in a file of rules.
#include "config/rules_file_entry.hpp"

#include <cstdint>

#include "postern/config/duration.hpp"

namespace postern::config {

namespace {

using std::chrono::seconds;

std::string_view what_it_is(toml::node_type type) noexcept {
    switch (type) {
        case toml::node_type::table:
            return "is a table";
        case toml::node_type::array:
            return "is a list";
        case toml::node_type::string:
            return "is a text";
        case toml::node_type::integer:
            return "is a number";
        case toml::node_type::floating_point:
            return "is a number with a fraction";
        case toml::node_type::boolean:
            return "is true or false";
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time:
            return "is a date or a time";
        case toml::node_type::none:
            break;
    }
    return "is of an unexpected type";
}

TimePoint midnight_of(const toml::date& date) {
    return TimePoint{std::chrono::sys_days{std::chrono::year{date.year} /
                                           static_cast<int>(date.month) / date.day}};
}

/// A value or a name ends up on a terminal: nothing that it would obey, and not too much.
std::string harmless(std::string_view text, std::size_t max_bytes) {
    std::string shown{text.substr(0, max_bytes)};
    std::ranges::replace_if(
        shown, [](char c) { return c < ' ' || c > '~'; }, '?');
    return text.size() > max_bytes ? shown + "..." : shown;
}

bool has_four_digits(std::chrono::year year) noexcept {
    return year >= std::chrono::year{0} && year <= std::chrono::year{9999};
}

}  // namespace

std::string quoted(std::string_view text) {
    constexpr std::size_t kShownBytes = 60;
    return "\"" + harmless(text, kShownBytes) + "\"";
}

void Complaints::add(unsigned line, std::string_view key, std::string wrong, std::string remedy) {
    constexpr std::size_t kShownBytes = 120;
    problems.push_back({.file = file,
                        .line = line,
                        .key = harmless(key, kShownBytes),
                        .wrong = std::move(wrong),
                        .remedy = std::move(remedy)});
}

void Entry::complain_of_type(std::string remedy) const {
    complain(std::string{what_it_is(node_.type())}, std::move(remedy));
}

std::optional<std::string> Entry::text(std::string_view example) const {
    if (const auto* text = node_.as_string()) return text->get();
    complain_of_type("write a text: \"" + std::string{example} + "\"");
    return std::nullopt;
}

std::optional<bool> Entry::boolean() const {
    if (const auto* boolean = node_.as_boolean()) return boolean->get();
    complain_of_type("write true or false, without quotes");
    return std::nullopt;
}

/// An empty list might be meant as "nobody", and would hold for everybody.
std::optional<std::vector<std::string>> Entry::texts(std::string_view example) const {
    const std::string remedy = "write a list of texts: [\"" + std::string{example} + "\"]";
    const auto* array = node_.as_array();
    if (array == nullptr) {
        complain_of_type(remedy);
        return std::nullopt;
    }
    std::vector<std::string> texts;
    for (const toml::node& entry : *array) {
        const auto* text = entry.as_string();
        if (text == nullptr) {
            complain("is a list of something else than texts", remedy);
            return std::nullopt;
        }
        texts.push_back(text->get());
    }
    if (!texts.empty()) return texts;
    complain("is an empty list", "remove the key, or " + remedy);
    return std::nullopt;
}

std::optional<Level> Entry::level() const {
    const auto* number = node_.as_integer();
    const auto level = number != nullptr && number->get() >= 0
                           ? to_level(static_cast<std::uint64_t>(number->get()))
                           : std::nullopt;
    if (level) return level;
    const std::string remedy = "write 1, 2 or 3";
    if (number == nullptr)
        complain_of_type(remedy);
    else
        complain("is no level", remedy);
    return std::nullopt;
}

std::optional<seconds> Entry::duration() const {
    constexpr std::int64_t kLongest = 1'000'000'000;
    const std::string remedy = "write a number of seconds, or \"15m\", \"12h\" or \"7d\"";
    if (const auto* number = node_.as_integer()) {
        if (number->get() >= 0 && number->get() <= kLongest) return seconds{number->get()};
        complain("is out of range", remedy);
        return std::nullopt;
    }
    const auto* text = node_.as_string();
    const auto duration = text != nullptr ? parse_duration(text->get()) : std::nullopt;
    if (duration && *duration % seconds{1} == duration->zero() && *duration <= seconds{kLongest})
        return std::chrono::duration_cast<seconds>(*duration);
    if (text == nullptr)
        complain_of_type(remedy);
    else
        complain(quoted(text->get()) + " is no duration", remedy);
    return std::nullopt;
}

std::optional<TimePoint> Entry::time() const {
    const std::string remedy =
        "write 2026-12-31T18:00:00+01:00 or 2026-12-31T17:00:00Z, or the day 2026-12-31, which "
        "begins at midnight UTC; without quotes";
    if (const auto* date = node_.as_date()) return midnight_of(date->get());
    const auto* stamp = node_.as_date_time();
    if (stamp == nullptr) {
        complain_of_type(remedy);
        return std::nullopt;
    }
    const toml::date_time& time = stamp->get();
    if (!time.offset || time.time.nanosecond != 0) {
        complain(time.offset ? "has a fraction of a second" : "has no time zone", remedy);
        return std::nullopt;
    }
    const TimePoint moment = midnight_of(time.date) + std::chrono::hours{time.time.hour} +
                             std::chrono::minutes{time.time.minute} + seconds{time.time.second} -
                             std::chrono::minutes{time.offset->minutes};
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    if (has_four_digits(std::chrono::year_month_day{day}.year())) return moment;
    complain("is not between the years 0000 and 9999 in UTC", remedy);
    return std::nullopt;
}

}  // namespace postern::config
