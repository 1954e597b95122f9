/// spending: how a transaction uses up what was shown for a session or for tokens.
#pragma once

#include <cstdint>
#include <optional>

#include "postern/store/session_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

/// Whose it must be, and when it must be good.
struct Spender {
    UserId user;
    std::uint64_t epoch;  ///< of their sessions; their row is locked
    TimePoint now;
};

/// For the inside of the transaction that stores what was paid for. Nothing: all is spent. Roll
/// back after any other answer.
std::optional<NotOpened> spend(Connection& connection, const Spending& spending,
                               const Spender& spender);

}  // namespace postern::store::mysql
