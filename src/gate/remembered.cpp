#include "gate/remembered.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace postern::gate {

namespace {

std::uint64_t seconds_of(const std::optional<std::chrono::seconds>& age) {
    return age ? static_cast<std::uint64_t>(age->count()) : 0;
}

/// The numbers of what is held at `now`, sorted. `until`: brought forward to the first end.
std::vector<std::uint32_t> held_now(const std::vector<HeldFact>& facts, TimePoint now,
                                    std::int64_t& until) {
    std::vector<std::uint32_t> numbers;
    for (const HeldFact& fact : facts) {
        if (fact.until && *fact.until <= now) continue;
        if (fact.until) until = std::min(until, to_seconds(*fact.until));
        numbers.push_back(fact.id);
    }
    std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

}  // namespace

std::uint32_t to_kept(std::int64_t seconds) {
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(seconds, 0, shm::CachedSession::kForever));
}

shm::DirectorySite to_directory(const Site& site, std::uint64_t revision, bool has_rules) {
    return {.name = site.name,
            .origin = site.origin.text(),
            .id = static_cast<std::uint64_t>(site.id),
            .created_at = to_seconds(site.created_at),
            .policy = static_cast<std::uint16_t>(to_number(site.policy)),
            .level = static_cast<std::uint16_t>(to_number(site.demand.level)),
            .tokens = to_number(site.tokens),
            .max_age = seconds_of(site.demand.max_age),
            .revision = revision,
            .has_rules = has_rules};
}

std::optional<Site> to_site(const shm::DirectorySite& known) {
    auto origin = Origin::parse(known.origin);
    const auto policy = to_site_policy(known.policy);
    const auto level = to_level(known.level);
    const auto tokens = to_site_tokens(known.tokens);
    if (!origin || !policy || !level || !tokens) return std::nullopt;
    Demand demand{.level = *level};
    if (known.max_age > 0) demand.max_age = std::chrono::seconds{known.max_age};
    return Site{.id = SiteId{known.id},
                .name = known.name,
                .origin = std::move(*origin),
                .policy = *policy,
                .created_at = to_time(known.created_at),
                .demand = demand,
                .tokens = *tokens};
}

std::optional<Assurance> assurance_of(const shm::CachedSession& held) {
    const auto level = to_level(held.level);
    if (!level) return std::nullopt;
    if (held.proven_at == shm::CachedSession::kNeverProven) return Assurance{*level, std::nullopt};
    return Assurance{*level, to_time(held.proven_at)};
}

namespace {

// Neither is a character of a name.
constexpr char kBetweenParts = '\0';
constexpr char kIsInDisplayName = '\1';  // then one byte: how long the given name is

}  // namespace

std::string to_kept(const NameParts& parts, std::string_view display_name) {
    if (parts.given.empty() && parts.family.empty()) return {};
    const auto both = std::string{parts.given}.append(1, ' ').append(parts.family);
    constexpr std::size_t kMaxInByte = 255;
    if (both == display_name && parts.given.size() <= kMaxInByte)
        return {kIsInDisplayName, static_cast<char>(parts.given.size())};
    return std::string{parts.given}.append(1, kBetweenParts).append(parts.family);
}

NameParts to_name_parts(std::string_view kept, std::string_view display_name) noexcept {
    if (kept.empty()) return {};
    if (kept.front() == kIsInDisplayName && kept.size() == 2) {
        const std::size_t given = static_cast<unsigned char>(kept.back());
        if (given >= display_name.size()) return {};
        return {display_name.substr(0, given), display_name.substr(given + 1)};
    }
    const auto end = kept.find(kBetweenParts);
    if (end == std::string_view::npos) return {};
    return {kept.substr(0, end), kept.substr(end + 1)};
}

std::string_view bytes_of(std::span<const std::uint32_t> numbers) {
    return {reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()};
}

Numbers::Numbers(std::string_view bytes)
    : count_{std::min(bytes.size(), sizeof numbers_) / sizeof numbers_[0]} {
    std::memcpy(numbers_.data(), bytes.data(), count_ * sizeof numbers_[0]);
}

HeldFacts::HeldFacts(const UserFacts& facts, TimePoint now)
    : groups{held_now(facts.groups, now, until)}, roles{held_now(facts.roles, now, until)} {}

}  // namespace postern::gate
