#include "api/body/caller.hpp"

#include "api/body/answers.hpp"
#include "postern/http/bearer.hpp"
#include "postern/service/token/personal_token_service.hpp"
#include "postern/service/token/token_service.hpp"

namespace postern::api {

namespace {

/// Either service knows its own tokens by their form, and asks no database about others.
std::optional<service::TokenCaller> find_by_token(const Context& context, std::string_view token,
                                                  TimePoint now) {
    if (auto found = context.personal_tokens.find(token, now)) return found;
    return context.tokens.find(token, now);
}

/// A program with a token has not just proven anything, however new the token is: what asks for a
/// fresh proof, or else a password, gets none from it.
void make_stale(Authentication& authentication) {
    authentication.authenticated_at = TimePoint{};
    authentication.factor_at = std::nullopt;
}

}  // namespace

Result<Caller, http::Response> find_caller(const Context& context, const http::Request& request) {
    if (const auto token = http::bearer_token(request.authorization)) {
        auto found = find_by_token(context, *token, request.received);
        if (!found) return fail(invalid_token(request));
        make_stale(found->visitor.session.authentication);
        return Caller{{std::move(found->visitor)}, found->kind, std::move(found->scopes)};
    }
    auto session = context.find_session(request);
    if (!session) return fail(refuse_without_session(request));
    return Caller{{std::move(*session)}};
}

Result<Caller, http::Response> find_caller(const Context& context, ApiScope scope,
                                           const http::Request& request) {
    auto caller = find_caller(context, request);
    if (caller && !caller->may(scope)) return fail(insufficient_scope(scope, request));
    return caller;
}

Result<Caller, http::Response> find_visitor(const Context& context, const http::Request& request) {
    auto caller = find_caller(context, request);
    if (caller && caller->token) return fail(session_required(request));
    return caller;
}

}  // namespace postern::api
