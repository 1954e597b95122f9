/// told_profiles: what a worker knows of the profiles of visitors, for the sites that are told some
/// of it. One per worker, on one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gate/kept.hpp"
#include "postern/base/bytes.hpp"
#include "postern/model/profile_field.hpp"

namespace postern::gate {

class ToldProfiles {
public:
    using Time = std::chrono::steady_clock::time_point;
    /// How long the strict gate uses what it has read.
    static constexpr std::chrono::seconds kRecent{60};

    /// By the name of the site: names of fields.
    using Fields = std::map<std::string, std::vector<std::string>, std::less<>>;
    explicit ToldProfiles(Fields fields);

    /// What the site of this name is told; for most nothing.
    std::span<const std::string> fields_of(std::string_view site) const;

    /// Nullptr: nothing is known, or the user may have changed since. Both are good until the next
    /// call, as is what put() returns. `credential`: by which the visitor is cached; `user_stamp`:
    /// of shm::Generations.
    const ProfileValues* find(const Digest& credential, std::uint64_t user_stamp);
    /// Nullptr: nothing is known, or it was read too long ago.
    const ProfileValues* find_recent(const Digest& credential, Time now);

    /// Keeps what some site is told. `read_at`: when the question was asked.
    const ProfileValues& put(const Digest& credential, ProfileValues values,
                             std::uint64_t user_stamp, Time read_at);

private:
    struct Known {
        ProfileValues values;
        std::uint64_t user_stamp;
        Time read_at;
    };
    struct Hash {
        std::size_t operator()(const Digest& digest) const noexcept {
            return std::hash<std::string_view>{}(as_bytes(digest));
        }
    };

    Fields fields_;
    std::set<std::string, std::less<>> told_anywhere_;
    Kept<Digest, Known, Hash> kept_;
};

}  // namespace postern::gate
