// The library's own way to the zones is the system's compiled files. Those that Debian ships are
// written out until 2037; later moments are shown without summer time.
#include "postern/text/dates.hpp"

#define USE_OS_TZDB 1
#define ONLY_C_LOCALE 1
#include <date/tz.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <utility>

#include "postern/base/check.hpp"

namespace postern::text {

namespace {

constexpr std::array<std::string_view, 10> kAreas{"Africa/", "America/",  "Antarctica/", "Arctic/",
                                                  "Asia/",   "Atlantic/", "Australia/",  "Europe/",
                                                  "Indian/", "Pacific/"};

constexpr std::string_view kUtc = "UTC";  // needs no file
constexpr std::chrono::seconds kSecond{1};
constexpr std::array<std::pair<std::chrono::seconds, std::string_view>, 4> kUnits{
    {{std::chrono::hours{24}, "duration.day"},
     {std::chrono::hours{1}, "duration.hour"},
     {std::chrono::minutes{1}, "duration.minute"},
     {kSecond, "duration.second"}}};

std::span<const date::time_zone> zones() {
    try {
        return date::get_tzdb().zones;
    } catch (const std::runtime_error&) {  // no package tzdata
        return {};
    }
}

/// The rules of the machine and the one that stands for "not set" are no places.
bool is_place(std::string_view name) noexcept { return name != "localtime" && name != "Factory"; }

const date::time_zone* find_zone(std::string_view name) {
    const auto all = zones();
    const auto found = std::ranges::find(all, name, &date::time_zone::name);
    return found != all.end() && is_place(name) ? &*found : nullptr;
}

struct LocalTime {
    date::local_seconds time;
    std::string zone;  ///< `CET`, or `+03` where there is no abbreviation
};

LocalTime local_time(std::string_view time_zone, TimePoint time) {
    if (const auto* zone = time_zone.empty() ? nullptr : find_zone(time_zone)) {
        try {
            return {zone->to_local(time), zone->get_info(time).abbrev};
        } catch (const std::exception&) {  // its file is gone or broken: UTC is right everywhere
        }
    }
    return {date::local_seconds{time.time_since_epoch()}, "UTC"};
}

std::string two_digits(long number) {
    std::string text = std::to_string(number);
    return number < 10 ? '0' + text : text;
}

}  // namespace

bool load_time_zones() { return !zones().empty(); }

bool is_time_zone(std::string_view name) { return find_zone(name) != nullptr; }

const std::vector<std::string>& time_zones() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> found{"UTC"};
        for (const auto& zone : zones())
            if (std::ranges::any_of(kAreas,
                                    [&](auto area) { return zone.name().starts_with(area); }))
                found.push_back(zone.name());
        std::sort(found.begin() + 1, found.end());
        return found;
    }();
    return names;
}

std::optional<LocalOffset> zone_offset(std::string_view name, TimePoint time) {
    if (name == kUtc)
        return LocalOffset{std::chrono::seconds{0}, TimePoint::min(), TimePoint::max()};
    const auto* zone = find_zone(name);
    if (zone == nullptr) return std::nullopt;
    try {
        const auto info = zone->get_info(time);
        return LocalOffset{info.offset, info.begin, info.end};
    } catch (const std::exception&) {  // its file is gone or broken
        return std::nullopt;
    }
}

std::string moment_text(const Catalogue& words, std::string_view language,
                        std::string_view time_zone, TimePoint time) {
    const auto local = local_time(time_zone, time);
    const auto day = date::floor<date::days>(local.time);
    const date::year_month_day date{day};
    const date::hh_mm_ss clock{local.time - day};
    const auto month = std::to_string(static_cast<unsigned>(date.month()));
    return words.text(
        language, "date.moment",
        {{"DAY", std::to_string(static_cast<unsigned>(date.day()))},
         {"MONTH", words.text(language, "date.month." + month)},
         {"YEAR", std::to_string(static_cast<int>(date.year()))},
         {"TIME", two_digits(clock.hours().count()) + ':' + two_digits(clock.minutes().count())},
         {"ZONE", local.zone}});
}

std::string duration_text(const Catalogue& words, std::string_view language,
                          std::chrono::seconds duration) {
    for (const auto& [unit, name] : kUnits) {
        const auto count = std::max<std::int64_t>((duration + unit - kSecond) / unit, 1);
        // Halves matter where there is only one: 90 minutes rather than 2 hours.
        if (duration < 2 * unit && duration != unit && unit != kSecond) continue;
        return words.counted(language, name, static_cast<std::uint64_t>(count));
    }
    check_failed("everything is some seconds", __FILE__, __LINE__);
}

}  // namespace postern::text
