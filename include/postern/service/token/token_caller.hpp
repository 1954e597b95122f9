/// TokenCaller: who calls by a token, in the form in which everything else knows a visitor.
#pragma once

#include "postern/model/session.hpp"
#include "postern/model/token.hpp"

namespace postern::service {

struct TokenCaller {
    /// The user, and a session that stands for the token: its public id is that of the family or
    /// the personal token, and no store has it. A personal token was never proven, so whatever asks
    /// for a fresh proof refuses it.
    SessionWithUser visitor;
    TokenKind kind;
    Scopes scopes;
};

}  // namespace postern::service
