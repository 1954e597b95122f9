/// RulesDirectory: the rules of the sites that some worker of this host has seen in the database,
/// in their stored form, for those workers that have not.
///
/// Fixed size, in shared memory, lock-free, most of it never touched. An entry ends with a checksum
/// over all of it: one that was torn by two writers, or left by one killed in the middle, is no
/// entry. Rules that are not here are not "no rules": the caller then can't know what they are.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::shm {

class RulesDirectory {
public:
    static constexpr std::size_t kWays = 4;
    static constexpr std::size_t kSets = 64;
    static constexpr std::size_t kTextBytes = 64 * 1024;
    static constexpr bool kReadyWhenZeroed = true;

    /// Keeps the rules that the site has in this revision of the catalogue, in place of what is
    /// kept for it, else of the oldest in its set. Text that is too long is not kept.
    void put(std::uint64_t site_id, std::uint64_t revision, std::string_view text) noexcept;

    /// Nothing unless the rules of exactly this revision are here, and whole.
    std::optional<std::string> find(std::uint64_t site_id, std::uint64_t revision) const;

private:
    using Word = std::atomic<std::uint64_t>;
    static constexpr std::size_t kTextWords = kTextBytes / sizeof(std::uint64_t);

    struct Slot {
        Word site_id;
        Word revision;
        Word bytes;
        Word checksum;
        std::array<Word, kTextWords> text;
    };

    static std::uint64_t checksum(std::uint64_t site_id, std::uint64_t revision,
                                  std::string_view text) noexcept;
    static std::size_t set_of(std::uint64_t site_id) noexcept;
    Slot& place_for(std::uint64_t site_id) noexcept;

    std::array<Slot, kWays * kSets> slots_;
};

}  // namespace postern::shm
