#include "postern/service/token/token_service.hpp"

#include <algorithm>
#include <utility>

#include "postern/crypto/token.hpp"
#include "postern/crypto/token/credential.hpp"
#include "postern/model/device.hpp"
#include "postern/model/one_line.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/token/program_device.hpp"
#include "service/mail/notice.hpp"
#include "service/token/access_tokens.hpp"
#include "service/token/refresh_judgement.hpp"
#include "service/token/scope_sites.hpp"

namespace postern::service {

namespace {

constexpr std::size_t kSeedBytes = 32;
constexpr std::size_t kMaxFamiliesListed = 1000;
/// Of one grant: more than one only after the limit was lowered.
constexpr std::size_t kMaxPushedOut = 100;

/// What the person called it, or else the program's own name.
std::string name_of(const GrantRequest& request, const Client& client) {
    if (auto typed = one_line(request.name, kMaxTokenNameCodePoints)) return std::move(*typed);
    return storable_user_agent(client.user_agent);
}

/// Sealed without its seed yet.
TokenFamily new_family(const SessionWithUser& visitor, const GrantRequest& request,
                       const TokenSettings& settings, const Client& client, Entropy& entropy,
                       TimePoint now) {
    return {.id = FamilyId{0},
            .public_id = PublicId::from_random(entropy.bytes(PublicId::kBytes)),
            .user_id = visitor.user.id,
            .name = name_of(request, client),
            .scopes = request.scopes,
            .site = request.site,
            .authentication = visitor.session.authentication,
            .created_at = now,
            .address = storable_address(client.address),
            .user_agent = storable_user_agent(client.user_agent),
            .used_at = now,
            .expires_at = now + settings.absolute_ttl,
            .idle_ttl = settings.idle_ttl,
            .counter = 0,
            .counter_at = now,
            .sealed_seed = {}};
}

/// For whom its access tokens are; nothing: its site is gone.
std::optional<std::string> audience_of(const TokenFamily& family, const TokenSettings& settings,
                                       store::SiteStore& sites) {
    if (family.site.empty()) return settings.issuer;
    const auto site = sites.find_by_name(family.site);
    return site ? std::optional{site->origin.text()} : std::nullopt;
}

/// The families that end when one more is added.
std::vector<PublicId> pushed_out(store::TokenStore& tokens, UserId user, std::size_t kept,
                                 TimePoint now) {
    const auto families = tokens.find_by_user(user, now, kept + kMaxPushedOut);
    std::vector<PublicId> ending;
    for (std::size_t i = kept > 0 ? kept - 1 : 0; i < families.size(); ++i)
        ending.push_back(families[i].public_id);
    return ending;
}

std::string detail_of(const PublicId& family, FamilyEnd end) {
    return family.text() + " " + std::string{to_text(end)};
}

IssuedTokens issue(const ActiveKey& signer, const Secret& seed, const TokenSettings& settings,
                   const TokenFamily& family, const PublicId& user, const std::string& audience,
                   Entropy& entropy, TimePoint now) {
    return {
        .access_token = make_access_token(signer, settings, family, user, audience, entropy, now),
        .refresh_token = crypto::make_refresh_token(seed, family.public_id.text(), family.counter),
        .expires_in = access_life(settings, family, now),
        .refresh_expires_in = ends_at(family) - now,
        .scopes = family.scopes,
        .family = family.public_id};
}

/// What its owner knows a family by: their own words, or the program as devices are described.
std::string words_for(const TokenFamily& family) {
    if (family.name != family.user_agent) return family.name;
    const auto device = describe_device(family.user_agent);
    if (device.browser.empty()) return family.name;
    return std::string{device.browser}
        .append(device.system.empty() ? "" : ", ")
        .append(device.system);
}

NewMail reuse_notice(const store::FamilyWithUser& found, const Client& client, TimePoint now) {
    NewMail mail = notice(MailKind::TokenReused, found.user, client, now);
    if (auto words = words_for(found.family); !words.empty())
        mail.details["token"] = std::move(words);
    return mail;
}

store::FamilyUse use_of(const Judgement& judged, const store::FamilyWithUser& found,
                        bool mail_enabled, const Client& client, TimePoint now) {
    using enum store::FamilyUse::What;
    if (judged.advances)
        return {.what = Advance, .now = now, .address = storable_address(client.address)};
    if (judged.reason != kReused) return {.what = Nothing, .now = now};
    store::FamilyUse use{.what = Revoke, .now = now, .end = FamilyEnd::Reused};
    use.audit = audit_entry({.event = AuditEvent::TokensEnded,
                             .user = found.user.public_id,
                             .actor = kBySystem,
                             .detail = detail_of(found.family.public_id, FamilyEnd::Reused)},
                            client, now);
    if (mail_enabled) use.mails.push_back(reuse_notice(found, client, now));
    return use;
}

}  // namespace

TokenService::TokenService(StoresUsed stores, KeyChest& keys, const crypto::KeyRing* ring,
                           Entropy& entropy, Revoker& revoker, TokenSettings settings)
    : stores_{stores},
      keys_{keys},
      ring_{ring},
      entropy_{entropy},
      revoker_{revoker},
      settings_{std::move(settings)} {}

void TokenService::told_of_end(const PublicId& family) const {
    revoker_.session_ended(crypto::family_digest(family.text()));
}

std::string TokenService::device_of(const Client& client) const {
    return program_device(ring_->derive(crypto::kTokenFamilies, ring_->first()).value(), client);
}

Result<IssuedTokens, TokenGrantError> TokenService::grant_beside(const SessionWithUser& visitor,
                                                                 const GrantRequest& request,
                                                                 const Client& client,
                                                                 TimePoint now) const {
    const auto& [session, user] = visitor;
    if (!is_live(session, user, now)) return fail(TokenGrantError::SessionGone);
    auto family = new_family(visitor, request, settings_, client, entropy_, now);
    family.session = session.public_id;
    family.expires_at = std::min(family.expires_at, session.expires_at);
    return grant(visitor, std::move(family), {}, client, now);
}

Result<IssuedTokens, TokenGrantError> TokenService::exchange(const OpenedSession& opened,
                                                             const GrantRequest& request,
                                                             const Client& client,
                                                             TimePoint now) const {
    const auto spent = crypto::token_hash(opened.token.reveal());
    if (!spent) return fail(TokenGrantError::SessionGone);
    auto granted =
        grant(opened.session, new_family(opened.session, request, settings_, client, entropy_, now),
              {.replaced_token_hash = *spent}, client, now);
    if (granted) revoker_.session_ended(*spent);
    return granted;
}

Result<IssuedTokens, TokenGrantError> TokenService::grant(const SessionWithUser& visitor,
                                                          TokenFamily family,
                                                          const store::Spending& spending,
                                                          const Client& client,
                                                          TimePoint now) const {
    const User& user = visitor.user;
    // Looked for first: nothing is spent for tokens that nobody can sign.
    if (ring_ == nullptr) return fail(TokenGrantError::Unavailable);
    const auto signer = keys_.signer(KeyUsage::Token, now);
    if (!signer) return fail(TokenGrantError::Unavailable);
    const auto audience = audience_of(family, settings_, stores_.sites);
    if (!audience || !are_sites_known(family.scopes, stores_.sites))
        return fail(TokenGrantError::NoSuchSite);

    const Secret seed{entropy_.bytes(kSeedBytes)};
    family.sealed_seed =
        ring_->seal(crypto::kTokenFamilies, {family.public_id.text()}, seed, entropy_);
    const auto ending = pushed_out(stores_.tokens, user.id, settings_.max_families, now);
    if (!stores_.tokens.add(family, spending, settings_.max_families, now))
        return fail(TokenGrantError::SessionGone);
    const auto note = [&](AuditEvent event, std::string_view actor, std::string_view detail) {
        stores_.audit.add(
            audit_entry({.event = event, .user = user.public_id, .actor = actor, .detail = detail},
                        client, now));
    };
    for (const auto& oldest : ending) {
        told_of_end(oldest);
        note(AuditEvent::TokensEnded, kBySystem, detail_of(oldest, FamilyEnd::Limit));
    }
    note(AuditEvent::TokensGranted, kByUser, family.public_id.text());
    return issue(*signer, seed, settings_, family, user.public_id, *audience, entropy_, now);
}

Result<IssuedTokens, RefreshError> TokenService::refresh(std::string_view refresh_token,
                                                         const Client& client,
                                                         TimePoint now) const {
    const auto token = crypto::parse_refresh_token(refresh_token);
    const auto id = token ? PublicId::parse(token->family) : std::nullopt;
    if (!id) return fail(RefreshError::Invalid);
    // Looked for first: nothing is used up for tokens that nobody can sign.
    if (ring_ == nullptr) return fail(RefreshError::Unavailable);
    const auto signer = keys_.signer(KeyUsage::Token, now);
    if (!signer) return fail(RefreshError::Unavailable);

    Judgement judged{.reason = kUnknown};
    const auto found = stores_.tokens.use(*id, [&](const store::FamilyWithUser& row) {
        judged = judge(row, *token, *ring_, settings_.refresh_grace, now);
        return use_of(judged, row, settings_.mail_enabled, client, now);
    });
    if (judged.reason == kReused) told_of_end(*id);
    if (judged.verdict == Judgement::Verdict::Unavailable) {
        log_refused_refresh(log::Level::Error, judged.reason);
        return fail(RefreshError::Unavailable);
    }
    if (!found || judged.verdict == Judgement::Verdict::Refused) {
        const bool is_odd = judged.reason == kReused || judged.reason == kFromTheFuture;
        log_refused_refresh(is_odd ? log::Level::Warning : log::Level::Info, judged.reason);
        return fail(RefreshError::Invalid);
    }

    TokenFamily family = found->family;
    if (judged.advances) {
        ++family.counter;
        family.used_at = now;
    }
    const auto audience = audience_of(family, settings_, stores_.sites);
    if (!audience) {
        log_refused_refresh(log::Level::Info, kSiteGone);
        return fail(RefreshError::Invalid);
    }
    return issue(*signer, *judged.seed, settings_, family, found->user.public_id, *audience,
                 entropy_, now);
}

bool TokenService::revoke(std::string_view token, const Client& client, TimePoint now) const {
    if (const auto refresh_token = crypto::parse_refresh_token(token))
        return end_by_refresh_token(*refresh_token, client, now);
    deny_access_token(token, client, now);
    return true;
}

/// By any token of the family, however old: who has one should not have it any more.
bool TokenService::end_by_refresh_token(const crypto::RefreshToken& token, const Client& client,
                                        TimePoint now) const {
    const auto id = PublicId::parse(token.family);
    const auto found = id ? stores_.tokens.find(*id) : std::nullopt;
    if (!found || may_continue(*found, now) != FamilyStop::None) return true;
    if (ring_ == nullptr) return false;
    const auto seed = ring_->open(crypto::kTokenFamilies, {id->text()}, found->family.sealed_seed);
    if (!seed) {
        log_refused_refresh(log::Level::Error, kSealedElsewhere);
        return false;
    }
    if (!crypto::has_right_mac(token, *seed)) {
        log_refused_refresh(log::Level::Info, kWrongMac);
        return true;
    }
    end_one_of(found->user, *id, client, now);
    return true;
}

void TokenService::deny_access_token(std::string_view token, const Client& client,
                                     TimePoint now) const {
    const auto claims = read_own_token(token, keys_, settings_.issuer, now);
    const auto id = claims ? PublicId::parse(claims->family) : std::nullopt;
    const auto found = id ? stores_.tokens.find(*id) : std::nullopt;
    if (!found || may_continue(*found, now) != FamilyStop::None ||
        claims->subject != found->user.public_id.text())
        return;
    const TimePoint expires_at{std::chrono::seconds{claims->expires_at}};
    if (!stores_.tokens.deny(claims->id, found->user.id, expires_at, now)) return;
    revoker_.session_ended(crypto::token_id_digest(claims->id));
    stores_.audit.add(audit_entry({.event = AuditEvent::AccessTokenDenied,
                                   .user = found->user.public_id,
                                   .detail = claims->id},
                                  client, now));
}

std::optional<TokenCaller> TokenService::find(std::string_view access_token, TimePoint now) const {
    const auto refused = [](std::string_view reason) {
        log_refused_access_token(reason);
        return std::nullopt;
    };
    const auto claims = read_own_token(access_token, keys_, settings_.issuer, now);
    if (!claims) return std::nullopt;
    if (!std::ranges::count(claims->audience, settings_.issuer) ||
        claims->client_id != kFirstPartyClient)
        return refused(crypto::to_text(crypto::TokenProblem::WrongAudience));
    const auto id = PublicId::parse(claims->family);
    const auto found = id ? stores_.tokens.find(*id) : std::nullopt;
    if (!found || claims->subject != found->user.public_id.text()) return refused(kUnknown);
    if (const auto stop = may_continue(*found, now); stop != FamilyStop::None)
        return refused(to_text(stop));
    if (stores_.tokens.is_denied(claims->id)) return refused("denied");

    const TokenFamily& family = found->family;
    const auto scopes = Scopes::parse(claims->scope);
    // A site may have the origin of this server: what is for the site alone is not for the API.
    if (!family.site.empty() || !scopes || !scopes->are_within(family.scopes))
        return refused(crypto::to_text(crypto::TokenProblem::BadClaims));
    const TimePoint end = ends_at(family);
    return TokenCaller{.visitor = {.session = {.id = SessionId{0},
                                               .public_id = family.public_id,
                                               .user_id = family.user_id,
                                               .created_at = family.created_at,
                                               .last_seen_at = now,
                                               .expires_at = end,
                                               .idle_ttl = end - now,
                                               .remember = false,
                                               .address = family.address,
                                               .user_agent = family.user_agent,
                                               .authentication = family.authentication},
                                   .user = found->user},
                       .kind = TokenKind::Access,
                       .scopes = *scopes};
}

std::vector<TokenFamily> TokenService::list(const User& user, TimePoint now) const {
    return stores_.tokens.find_by_user(user.id, now, kMaxFamiliesListed);
}

bool TokenService::end_one_of(const User& user, const PublicId& id, const Client& client,
                              TimePoint now) const {
    const auto entry = audit_entry({.event = AuditEvent::TokensEnded,
                                    .user = user.public_id,
                                    .detail = detail_of(id, FamilyEnd::Revoked)},
                                   client, now);
    if (!stores_.tokens.revoke(id, user.id, FamilyEnd::Revoked, now, entry)) return false;
    told_of_end(id);
    return true;
}

bool TokenService::end_any(const PublicId& id, const Actor& actor, TimePoint now) const {
    const auto found = stores_.tokens.find(id);
    if (!found) return false;
    const auto entry = change_entry(AuditEvent::TokensEnded, found->user.public_id,
                                    detail_of(id, FamilyEnd::ByAdmin), actor, now);
    if (!stores_.tokens.revoke(id, std::nullopt, FamilyEnd::ByAdmin, now, entry)) return false;
    told_of_end(id);
    return true;
}

}  // namespace postern::service
