/// attempt_key: what names a counter in shared memory, for each thing that is counted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "postern/crypto/short_hash.hpp"
#include "postern/shm/attempt_table.hpp"

namespace postern::service {

enum class Counted : char {
    FailuresOfBudget,
    FailuresPerNetwork,
    FailuresOfNetwork,
    NotedRefusals,
    Registrations,
    MailRequests,
    UnaskedMails,
    PasswordChecks,
    WrongPasswordsAtGate,
    NotedAtGate,
    ForgivenAtGate,
    UselessPasswordsAtGate,
};

/// Counters of different things never share a key by more than chance.
inline std::uint64_t attempt_key(const shm::AttemptTable& attempts, Counted counted,
                                 std::string_view whose) {
    std::string message{static_cast<char>(counted)};
    message += whose;
    return crypto::short_hash(attempts.secret(), message);
}

}  // namespace postern::service
