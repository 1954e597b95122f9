/// remembered: what the gate keeps in memory that processes share, and how it is read again. Pure
/// functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/model/assurance.hpp"
#include "postern/model/group.hpp"
#include "postern/model/site.hpp"
#include "postern/shm/session_cache.hpp"
#include "postern/shm/site_directory.hpp"

namespace postern::gate {

inline TimePoint to_time(std::int64_t seconds) { return TimePoint{std::chrono::seconds{seconds}}; }
inline std::int64_t to_seconds(TimePoint time) { return time.time_since_epoch().count(); }

/// As memory keeps times: what is outside, from 1970 to 2106, becomes the nearest that is not.
std::uint32_t to_kept(std::int64_t seconds);
inline std::uint32_t to_kept(TimePoint time) { return to_kept(to_seconds(time)); }

shm::DirectorySite to_directory(const Site& site, std::uint64_t revision, bool has_rules);
/// Nothing when it is damaged: the database then decides.
std::optional<Site> to_site(const shm::DirectorySite& known);

/// Here, too.
std::optional<Assurance> assurance_of(const shm::CachedSession& held);

/// Places in CachedSession::Texts.
enum TextOf : std::size_t {
    Groups,
    Roles,
    UserPublicId,
    Email,
    DisplayName,
    Sites,
    UserName,
    PartsOfName
};

/// Given and family name.
struct NameParts {
    std::string_view given{};
    std::string_view family{};
};
/// As kept in memory that processes share: nothing for no names, two bytes when the display name
/// is both with a blank between them, else both.
std::string to_kept(const NameParts& parts, std::string_view display_name);
/// Views into both arguments; no names when they are damaged.
NameParts to_name_parts(std::string_view kept, std::string_view display_name) noexcept;

/// As bytes, for memory that processes share.
std::string_view bytes_of(std::span<const std::uint32_t> numbers);

/// The numbers that were kept as bytes, copied to where numbers may be.
class Numbers {
public:
    explicit Numbers(std::string_view bytes);

    operator std::span<const std::uint32_t>() const { return {numbers_.data(), count_}; }

private:
    std::array<std::uint32_t, shm::CachedSession::kTextBytes / sizeof(std::uint32_t)> numbers_;
    std::size_t count_;
};

/// The groups and roles that are held at a moment, by number, sorted.
struct HeldFacts {
    HeldFacts(const UserFacts& facts, TimePoint now);

    std::int64_t until = shm::CachedSession::kForever;  ///< the first of them ends
    std::vector<std::uint32_t> groups;
    std::vector<std::uint32_t> roles;
};

}  // namespace postern::gate
