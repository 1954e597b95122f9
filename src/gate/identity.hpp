/// identity: who a visitor is, of what the database said and of what is kept in memory. Pure
/// functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gate/decision.hpp"
#include "gate/remembered.hpp"
#include "postern/model/user.hpp"
#include "postern/shm/session_cache.hpp"

namespace postern::gate {

/// Empty: they have no username.
std::string_view username_of(const User& user) noexcept;

/// Views into all three.
Identity identity_of(const User& user, const Assurance& assurance, const HeldFacts& facts);

/// Views into all of them. `texts`: of `held`.
Identity identity_of(const shm::CachedSession& held, const shm::CachedSession::Texts& texts,
                     const Assurance& assurance, std::span<const std::uint32_t> groups,
                     std::span<const std::uint32_t> roles);

/// One spelling of an e-mail address or a username that somebody typed.
std::string account_text(std::string_view typed);

}  // namespace postern::gate
