/// assertion: the signed proof towards a site of who its visitor is (Postern-Assertion).
///
/// A JWT of two minutes with an own key set: a site that checks it need not trust everybody who can
/// connect to it. Made once for each visitor and site, and used again while a minute of it is left.
/// One per worker, on one thread; no system call but for the keys' first use.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gate/decision.hpp"
#include "postern/base/bytes.hpp"
#include "postern/crypto/jws/jws.hpp"
#include "postern/model/profile_field.hpp"
#include "postern/shm/key_directory.hpp"

namespace postern::gate {

inline constexpr std::int64_t kAssertionLife = 120;  ///< seconds
inline constexpr std::size_t kMaxAssertionBytes = 2048;

/// Views into whatever holds them.
struct Asserted {
    const Identity& visitor;
    std::string_view groups;      ///< names that the site is told, with commas
    std::string_view session_id;  ///< public id of the session, family or token; may be empty
    Digest credential;            ///< by which the visitor is cached
    std::uint64_t stamp;          ///< differs when what is asserted may differ
    std::span<const std::string> fields{};   ///< of the profile: those that the site is told
    const ProfileValues* profile = nullptr;  ///< nullptr: it is not known
};

class AssertionMaker {
public:
    /// `issuer`: public_url without a slash at its end.
    AssertionMaker(const shm::KeyDirectory& keys, std::string issuer, std::uint64_t seed);
    ~AssertionMaker();

    /// Nothing: there is no key yet, and the site must then be told nothing (the caller answers
    /// "unavailable" where the site asked for it). Without the profile, and with `profile_omitted`,
    /// where it would be longer than kMaxAssertionBytes; then without groups, and with
    /// `groups_omitted`; then without given and family name. A profile that is not known is
    /// omitted, too. The view is good until the next call.
    std::optional<std::string_view> make(const Asserted& asserted, const Site& site, TimePoint now);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace postern::gate
