// GET /account/tokens.
#include "portal/token/handlers.hpp"
#include "portal/token/views.hpp"
#include "postern/service/site/site_service.hpp"
#include "postern/service/token/personal_token_service.hpp"

namespace postern::portal::token {

namespace {

TokenRow row_of(const Context& context, const Frame& frame, const PersonalToken& token,
                const SiteTitles& titles) {
    const auto& used = token.last_used_at;
    return {.id = token.public_id.text(),
            .name = token.name,
            .scopes = scopes_view(token.scopes, titles),
            .made = moment_on(context, frame, token.created_at),
            .address = token.address,
            .last_used = used ? moment_on(context, frame, *used) : Moment{},
            .expires = moment_on(context, frame, token.expires_at)};
}

std::vector<TokenRow> rows_of(const Context& context, const Services& services,
                              const http::Request& request, const User& user, const Frame& frame) {
    std::vector<TokenRow> rows;
    const auto tokens = services.personal_tokens.list(user, request.received);
    if (tokens.empty()) return rows;
    const auto titles = titles_of(services.sites.list());
    for (const auto& token : tokens) rows.push_back(row_of(context, frame, token, titles));
    return rows;
}

}  // namespace

http::Response get_tokens(const Context& context, const Services& services,
                          const http::Request& request, const SessionWithUser& visitor) {
    const auto frame = context.frame(request, &visitor.user);
    const TokensView view{.frame = frame,
                          .menu = menu_of(context, request, AccountPage::Tokens),
                          .tokens = rows_of(context, services, request, visitor.user, frame),
                          .revoked = request.query_value("revoked") == "1"};
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace postern::portal::token
