/// errors: what an error number of the database means for us, and what to do then.
///
/// Pure functions, so that the rules can be read and tested without a database.
#pragma once

#include <cppconn/exception.h>
#include <chrono>
#include <string_view>

namespace postern::store::mysql {

enum class Fault {
    ConnectionLost,  ///< the connection is gone or must not be used any more
    Unfit,           ///< the server is there but cannot serve: a node without a majority, a replica
    Conflict,        ///< another transaction was in the way; the same one may go through next time
    Overload,        ///< the server cannot do it now; the connection itself is well
    Mistake,         ///< the statement, the schema or the account is wrong: no use in trying again
};

/// `code` is the server's or the client library's error number; 0 when the library gave none.
Fault classify(int code) noexcept;

/// What an error number means for an administrator: " (words)", or nothing when the number says all
/// that is known. Never the server's own text, which quotes values.
std::string_view words_of(int code) noexcept;

/// True when the text of a duplicate-key error (1062) names this constraint. Looks at the end only:
/// the text before it was chosen by the client that sent the value.
bool names_constraint(std::string_view message, std::string_view constraint) noexcept;

/// True when a row was refused because this unique constraint has such a row already.
bool is_duplicate(const sql::SQLException& error, std::string_view constraint) noexcept;

/// How the attempts of one call have gone so far.
struct RetryState {
    int connections_lost = 0;
    int conflicts = 0;
    bool repeatable = true;         ///< nothing that must not happen twice can have happened yet
    bool has_other_server = false;  ///< the next attempt goes to another one
};

enum class Next { GiveUp, Reconnect, Pause };

/// What to do after a fault. A call that has used up `spent` and then lost its connection ran into
/// a time-out; repeating it on the same server would only double the wait.
Next next_step(Fault fault, const RetryState& before, std::chrono::milliseconds spent) noexcept;

/// So often whatever it takes: each wait for a lock is a second.
inline constexpr int kSureConflictRetries = 3;
/// And so often within this time: transactions of two nodes that meet again and again are quick.
inline constexpr int kMaxConflictRetries = 25;
inline constexpr std::chrono::milliseconds kConflictRetriesWithin{4000};
inline constexpr std::chrono::milliseconds kRetryOnlyWithin{500};
inline constexpr std::chrono::milliseconds kGoOnWithin{5000};

}  // namespace postern::store::mysql
