// GET and POST /account/tokens/end and /account/programs/end.
#include <algorithm>

#include "portal/token/forms.hpp"
#include "portal/token/handlers.hpp"
#include "portal/token/views.hpp"
#include "postern/service/site/site_service.hpp"
#include "postern/service/token/personal_token_service.hpp"
#include "postern/service/token/token_service.hpp"

namespace postern::portal::token {

namespace {

constexpr std::string_view kTokens = "/account/tokens";
constexpr std::string_view kSessions = "/account/sessions";

/// The one of `all` that the query names.
template <class Token>
std::optional<Token> find_asked(std::vector<Token> all, const http::Request& request) {
    const auto id = PublicId::parse(request.query_value("which").value_or(""));
    if (!id) return std::nullopt;
    const auto found = std::ranges::find(all, *id, &Token::public_id);
    return found == all.end() ? std::nullopt : std::optional{std::move(*found)};
}

}  // namespace

http::Response get_end_token(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor) {
    const auto token =
        find_asked(services.personal_tokens.list(visitor.user, request.received), request);
    // It has ended meanwhile: nothing to ask.
    if (!token) return context.redirect_to(kTokens);
    const EndTokenView view{.frame = context.frame(request, &visitor.user),
                            .menu = menu_of(context, request, AccountPage::Tokens),
                            .kind = EndTokenView::Kind::Token,
                            .id = token->public_id.text(),
                            .name = token->name,
                            .scopes = scopes_view(token->scopes, titles_of(services.sites.list()))};
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_end_token(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor) {
    const auto form = EndTokenForm::parse(request);
    if (!form || !form->which) return context.error_page(http::PipelineError::BadRequest, request);
    const bool ended = services.personal_tokens.end_one_of(
        visitor.user, *form->which, context.client_of(request, &visitor.user), request.received);
    return context.redirect_to(ended ? "/account/tokens?revoked=1" : kTokens);
}

http::Response get_end_program(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    const auto family = find_asked(services.tokens.list(visitor.user, request.received), request);
    if (!family) return context.redirect_to(kSessions);
    const EndTokenView view{
        .frame = context.frame(request, &visitor.user),
        .menu = menu_of(context, request, AccountPage::Sessions),
        .kind = EndTokenView::Kind::Program,
        .id = family->public_id.text(),
        .name = program_name(*family),
        .device = {describe_device(family->user_agent), family->address},
        .scopes = scopes_view(family->scopes, titles_of(services.sites.list()))};
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_end_program(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor) {
    const auto form = EndTokenForm::parse(request);
    if (!form || !form->which) return context.error_page(http::PipelineError::BadRequest, request);
    const bool ended = services.tokens.end_one_of(
        visitor.user, *form->which, context.client_of(request, &visitor.user), request.received);
    return context.redirect_to(ended ? "/account/sessions?ended=program" : kSessions);
}

}  // namespace postern::portal::token
