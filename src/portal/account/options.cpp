#include "portal/account/options.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::account {

namespace {

/// `America/Argentina/Buenos_Aires` -> `Argentina, Buenos Aires`.
std::string place_of(std::string_view zone) {
    const auto slash = zone.find('/');
    std::string place;
    for (const char c : slash == std::string_view::npos ? zone : zone.substr(slash + 1)) {
        if (c == '/')
            place += ", ";
        else
            place += c == '_' ? ' ' : c;
    }
    return place;
}

/// The part before the place; `UTC` and other names without a place belong to the whole world.
std::string_view area_of(std::string_view zone) {
    const auto slash = zone.find('/');
    return slash == std::string_view::npos ? "World" : zone.substr(0, slash);
}

std::string area_name(const text::Catalogue& words, std::string_view language,
                      std::string_view area) {
    const std::string key = "time_zone.area." + to_ascii_lower(area);
    return words.has_key(key) ? words.text(language, key) : std::string{area};
}

std::vector<std::string> zones_with(std::string_view chosen) {
    auto zones = text::time_zones();
    if (!chosen.empty() && std::ranges::find(zones, chosen) == zones.end())
        zones.emplace(zones.begin(), chosen);
    return zones;
}

}  // namespace

std::vector<LanguageOption> language_options(const text::Catalogue& words,
                                             std::string_view chosen) {
    std::vector<LanguageOption> options;
    for (const auto& code : words.languages())
        options.push_back({code, words.text(code, "language.name"), code == chosen});
    return options;
}

std::vector<AreaOptions> time_zone_options(const text::Catalogue& words, std::string_view language,
                                           std::string_view chosen) {
    std::vector<AreaOptions> areas;
    std::string_view last;
    const auto zones = zones_with(chosen);
    for (const auto& zone : zones) {
        const auto area = area_of(zone);
        if (area != last) areas.push_back({area_name(words, language, area)});
        areas.back().zones.push_back({zone, place_of(zone), zone == chosen});
        last = area;
    }
    return areas;
}

}  // namespace postern::portal::account
