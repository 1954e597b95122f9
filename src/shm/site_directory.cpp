// Sites change seldom and are read once for each worker and revision: no lock is needed that a
// killed process could leave behind, only a way to tell a whole entry from a torn one.
#include "postern/shm/site_directory.hpp"

#include <algorithm>
#include <bit>
#include <type_traits>

#include "postern/base/fnv.hpp"

namespace postern::shm {

struct SiteDirectory::Record {
    std::uint64_t revision;
    std::uint64_t id;
    std::int64_t created_at;
    std::uint64_t max_age;
    std::uint32_t has_rules;
    std::uint32_t tokens;
    std::uint16_t name_bytes;
    std::uint16_t origin_bytes;
    std::uint16_t policy;
    std::uint16_t level;
    std::array<char, kNameBytes> name;
    std::array<char, kOriginBytes> origin;
    std::uint64_t checksum;

    std::string_view name_text() const noexcept { return {name.data(), name_bytes}; }
    bool fits() const noexcept {
        return name_bytes <= name.size() && origin_bytes <= origin.size();
    }
};

SiteDirectory::Copy SiteDirectory::copy_of(const Slot& slot) noexcept {
    Copy copy;
    for (std::size_t i = 0; i < kWords; ++i) copy[i] = slot[i].load(std::memory_order_relaxed);
    return copy;
}

/// Over all but the last word. Against accidents, not against someone who can write here.
std::uint64_t SiteDirectory::checksum(const Copy& copy) noexcept {
    return fnv1a({reinterpret_cast<const char*>(copy.data()), (kWords - 1) * sizeof copy[0]});
}

std::size_t SiteDirectory::set_of(std::string_view name) noexcept {
    const std::uint64_t hash = fnv1a(name);
    return static_cast<std::size_t>((hash ^ hash >> 32) % kSets) * kWays;
}

/// Where the site is, else where the oldest of its set is.
std::size_t SiteDirectory::place_for(std::string_view name) const noexcept {
    const std::size_t first = set_of(name);
    std::size_t oldest = first;
    std::uint64_t oldest_revision = ~std::uint64_t{0};
    for (std::size_t i = first; i < first + kWays; ++i) {
        const auto held = std::bit_cast<Record>(copy_of(slots_[i]));
        if (held.fits() && held.name_text() == name) return i;
        if (held.revision < oldest_revision) {
            oldest = i;
            oldest_revision = held.revision;
        }
    }
    return oldest;
}

void SiteDirectory::put(const DirectorySite& site) noexcept {
    static_assert(sizeof(Record) == sizeof(Copy) && std::is_trivially_copyable_v<Record>);
    if (site.name.size() > kNameBytes || site.origin.size() > kOriginBytes) return;
    Record record{};
    record.revision = site.revision;
    record.id = site.id;
    record.created_at = site.created_at;
    record.max_age = site.max_age;
    record.has_rules = site.has_rules ? 1 : 0;
    record.tokens = site.tokens;
    record.policy = site.policy;
    record.level = site.level;
    record.name_bytes = static_cast<std::uint16_t>(site.name.size());
    record.origin_bytes = static_cast<std::uint16_t>(site.origin.size());
    std::ranges::copy(site.name, record.name.begin());
    std::ranges::copy(site.origin, record.origin.begin());
    auto copy = std::bit_cast<Copy>(record);
    copy.back() = checksum(copy);
    Slot& slot = slots_[place_for(site.name)];
    for (std::size_t i = 0; i < kWords; ++i) slot[i].store(copy[i], std::memory_order_relaxed);
}

std::optional<DirectorySite> SiteDirectory::find(std::string_view name) const {
    const std::size_t first = set_of(name);
    for (std::size_t i = first; i < first + kWays; ++i) {
        const Copy copy = copy_of(slots_[i]);
        const auto held = std::bit_cast<Record>(copy);
        if (!held.fits() || held.name_text() != name || checksum(copy) != copy.back()) continue;
        return DirectorySite{.name = std::string{name},
                             .origin = std::string{held.origin.data(), held.origin_bytes},
                             .id = held.id,
                             .created_at = held.created_at,
                             .policy = held.policy,
                             .level = held.level,
                             .tokens = held.tokens,
                             .max_age = held.max_age,
                             .revision = held.revision,
                             .has_rules = held.has_rules != 0};
    }
    return std::nullopt;
}

}  // namespace postern::shm
