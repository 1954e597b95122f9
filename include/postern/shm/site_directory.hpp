/// SiteDirectory: the sites that some worker of this host has seen in the database, for those
/// workers that have not.
///
/// A worker that starts while the database is away would otherwise know no site, and refuse
/// sessions that are known. Fixed size, in shared memory, lock-free. An entry ends with a checksum
/// over all of it: what was torn by two writers, or left by one killed in the middle, is no entry.
/// Which revision of the catalogue still counts is the caller's business. When more sites than have
/// room share a set, the older ones are forgotten.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::shm {

/// A site in plain words; what they mean is for the caller to read.
struct DirectorySite {
    std::string name;
    std::string origin;
    std::uint64_t id;
    std::int64_t created_at;  ///< seconds since 1970 UTC
    std::uint16_t policy;
    std::uint16_t level;
    std::uint32_t tokens;    ///< what it takes as proof, as one number
    std::uint64_t max_age;   ///< seconds; 0: any
    std::uint64_t revision;  ///< of the catalogue that it is from
    bool has_rules = false;  ///< which are in RulesDirectory, or can't be known

    bool operator==(const DirectorySite&) const = default;
};

class SiteDirectory {
public:
    static constexpr std::size_t kWays = 4;
    static constexpr std::size_t kSets = 256;
    static constexpr bool kReadyWhenZeroed = true;

    static constexpr std::size_t kNameBytes = 64;
    static constexpr std::size_t kOriginBytes = 280;  ///< scheme, the longest host name and port

    /// Keeps the site in place of what is kept under its name. One whose name or origin is too long
    /// is not kept.
    void put(const DirectorySite& site) noexcept;

    std::optional<DirectorySite> find(std::string_view name) const;

private:
    static constexpr std::size_t kWords = 50;
    using Slot = std::array<std::atomic<std::uint64_t>, kWords>;
    using Copy = std::array<std::uint64_t, kWords>;
    struct Record;

    static Copy copy_of(const Slot& slot) noexcept;
    static std::uint64_t checksum(const Copy& copy) noexcept;
    static std::size_t set_of(std::string_view name) noexcept;
    std::size_t place_for(std::string_view name) const noexcept;

    std::array<Slot, kWays * kSets> slots_;
};

}  // namespace postern::shm
