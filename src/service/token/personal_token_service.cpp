#include "postern/service/token/personal_token_service.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "postern/crypto/token/credential.hpp"
#include "postern/crypto/token/personal_token.hpp"
#include "postern/model/one_line.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/session/session_service.hpp"
#include "service/mail/notice.hpp"
#include "service/token/scope_sites.hpp"

namespace postern::service {

namespace {

/// What ends sooner is of no use to anybody.
constexpr std::chrono::minutes kShortestLife{1};

NewMail made_notice(const PersonalToken& token, const User& user, const Client& client,
                    TimePoint now) {
    NewMail mail = notice(MailKind::PersonalTokenMade, user, client, now);
    mail.details["token"] = token.name;
    return mail;
}

/// A program proves with it what its maker once proved, and never that anybody is there.
constexpr Level level_of(const Session& session) noexcept {
    return session.authentication.level == Level::One ? Level::One : Level::Two;
}

/// A use is written at most once a minute, as that of a session.
bool should_write_last_used(const PersonalToken& token, TimePoint now) {
    return !token.last_used_at || now - *token.last_used_at >= kLastSeenGranularity;
}

}  // namespace

PersonalTokenService::PersonalTokenService(store::PersonalTokenStore& tokens,
                                           store::SiteStore& sites, Entropy& entropy,
                                           Revoker& revoker, PersonalTokenSettings settings)
    : tokens_{tokens}, sites_{sites}, entropy_{entropy}, revoker_{revoker}, settings_{settings} {}

Result<MadePersonalToken, PersonalTokenError> PersonalTokenService::make(
    const SessionWithUser& visitor, const NewPersonalToken& wanted, const Client& client,
    TimePoint now) const {
    using enum PersonalTokenError;
    const auto& [session, user] = visitor;
    if (wanted.name.find_first_not_of(" \t\r\n") == std::string::npos) return fail(NoName);
    auto name = one_line(wanted.name, kMaxTokenNameCodePoints);
    if (!name) return fail(BadName);
    if (wanted.scopes.empty()) return fail(NoScopes);
    const TimePoint latest = now + settings_.max_life;
    const TimePoint end =
        wanted.expires_at.value_or(std::min(now + settings_.default_life, latest));
    if (end > latest) return fail(EndsTooLate);
    if (end < now + kShortestLife) return fail(EndsTooSoon);
    if (!are_sites_known(wanted.scopes, sites_)) return fail(NoSuchSite);

    Secret text = crypto::make_personal_token(entropy_);
    PersonalToken token{.id = PersonalTokenId{0},
                        .public_id = PublicId::from_random(entropy_.bytes(PublicId::kBytes)),
                        .user_id = user.id,
                        .name = std::move(*name),
                        .scopes = wanted.scopes,
                        .level = level_of(session),
                        .created_at = now,
                        .address = storable_address(client.address),
                        .expires_at = end};
    store::SideEffects effects{.audit = audit_entry({.event = AuditEvent::PersonalTokenMade,
                                                     .user = user.public_id,
                                                     .detail = token.public_id.text()},
                                                    client, now)};
    if (settings_.mail_enabled) effects.mails.push_back(made_notice(token, user, client, now));
    switch (tokens_.add(token, crypto::personal_token_digest(text.reveal()), settings_.max_per_user,
                        effects)) {
        case store::PersonalTokenStore::Added::TooMany:
            return fail(TooMany);
        case store::PersonalTokenStore::Added::UserGone:
            return fail(UserGone);
        case store::PersonalTokenStore::Added::Yes:
            break;
    }
    return MadePersonalToken{std::move(text), std::move(token)};
}

std::vector<PersonalToken> PersonalTokenService::list(const User& user, TimePoint now) const {
    return tokens_.find_by_user(user.id, now);
}

bool PersonalTokenService::end_one_of(const User& user, const PublicId& id, const Client& client,
                                      TimePoint now) const {
    const auto entry = audit_entry(
        {.event = AuditEvent::PersonalTokenEnded, .user = user.public_id, .detail = id.text()},
        client, now);
    if (!tokens_.remove(id, user.id, entry)) return false;
    // Its digest is not known here.
    revoker_.sessions_of_user_ended(user.id);
    return true;
}

bool PersonalTokenService::end_any(const PublicId& id, const Actor& actor, TimePoint now) const {
    // The store adds whose it was.
    const auto entry =
        change_entry(AuditEvent::PersonalTokenEnded, std::nullopt, id.text(), actor, now);
    const auto removed = tokens_.remove(id, std::nullopt, entry);
    if (!removed) return false;
    revoker_.sessions_of_user_ended(removed->user.id);
    return true;
}

bool PersonalTokenService::end_by_text(std::string_view text, const Client& client,
                                       TimePoint now) const {
    if (!crypto::is_personal_token(text)) return false;
    const Digest digest = crypto::personal_token_digest(text);
    const auto found = tokens_.find(digest);
    if (!found || found->token.expires_at <= now) return false;
    // Often somebody who has found it.
    const auto entry = audit_entry({.event = AuditEvent::PersonalTokenEnded,
                                    .user = found->user.public_id,
                                    .actor = kByVisitor,
                                    .detail = found->token.public_id.text()},
                                   client, now);
    if (!tokens_.remove(found->token.public_id, found->user.id, entry)) return false;
    revoker_.session_ended(digest);
    return true;
}

std::optional<TokenCaller> PersonalTokenService::find(std::string_view text, TimePoint now) const {
    if (!crypto::is_personal_token(text)) return std::nullopt;
    const auto found = tokens_.find(crypto::personal_token_digest(text));
    if (!found) return std::nullopt;
    const auto& [token, user] = *found;
    if (token.expires_at <= now || user.disabled || user.delete_at) return std::nullopt;
    if (should_write_last_used(token, now))
        tokens_.set_last_used(std::array{store::PersonalTokenUse{token.id, now}});
    return TokenCaller{
        .visitor = {.session = {.id = SessionId{0},
                                .public_id = token.public_id,
                                .user_id = token.user_id,
                                .created_at = token.created_at,
                                .last_seen_at = now,
                                .expires_at = token.expires_at,
                                .idle_ttl = token.expires_at - now,
                                .remember = false,
                                .address = token.address,
                                .user_agent = {},
                                // As old as can be: nobody has proven anything by it.
                                .authentication = {.level = token.level,
                                                   .methods = {},
                                                   .authenticated_at = TimePoint{},
                                                   .factor_at = std::nullopt}},
                    .user = user},
        .kind = TokenKind::Personal,
        .scopes = token.scopes};
}

}  // namespace postern::service
