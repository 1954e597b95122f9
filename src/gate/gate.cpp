// The decision that nginx asks for. Everything not positively known is refused.
#include "postern/gate/gate.hpp"

#include <algorithm>
#include <exception>
#include <vector>

#include "gate/assertion.hpp"
#include "gate/credential.hpp"
#include "gate/decision.hpp"
#include "gate/decision_counts.hpp"
#include "gate/identity.hpp"
#include "gate/remembered.hpp"
#include "gate/token_rules.hpp"
#include "gate/told_profiles.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/log.hpp"
#include "postern/crypto/password/password_text.hpp"
#include "postern/crypto/token/credential.hpp"

namespace postern::gate {

/// A credential that may be in memory; views into whatever holds it.
struct Sought {
    const Digest& key;
    shm::CachedSession::Kind kind;
    const std::optional<std::string>* name = nullptr;  ///< beside a personal token
};

namespace {

using shm::GateVerdict;
using Kind = CredentialKind;

/// The session of the cookie, if it counts. REQUIRES: row.site.
std::optional<SessionWithUser> live_session(const store::CheckRow& row,
                                            const shm::LastSeen& last_seen, TimePoint now) {
    if (!row.session || !row.site->tokens.credentials.cookie) return std::nullopt;
    SessionWithUser found = *row.session;
    const auto id = static_cast<std::uint64_t>(found.session.id);
    found.session.last_seen_at = std::max(found.session.last_seen_at, to_time(last_seen.find(id)));
    if (!is_live(found.session, found.user, now)) return std::nullopt;
    return found;
}

/// Nothing is looked up for a site that has no rules.
access::Question question_for(const KnownSite& known, const http::Parameters& parameters) {
    return known.rules.has_rules ? question_of(parameters) : access::Question{};
}

}  // namespace

Gate::~Gate() = default;

Gate::Gate(const http::SessionCookies& cookies, GateMemory memory, GateSettings settings)
    : cookies_{cookies},
      memory_{memory},
      settings_{std::move(settings)},
      trusted_{memory_.keys},
      assertions_{std::make_unique<AssertionMaker>(memory_.keys, settings_.issuer, random_())},
      profiles_{std::make_unique<ToldProfiles>(settings_.told_fields)} {}

// --- from memory ------------------------------------------------------------------------------

Gate::Trust Gate::trust(const ClockReading& moment) const {
    if (!settings_.cache) return Trust::None;
    const auto polled = memory_.host.last_poll_ms.load(std::memory_order_acquire);
    const auto trusted = [&](std::chrono::milliseconds grace) {
        return shm::cache_is_trusted(polled, moment.monotonic_ms(), settings_.poll_interval, grace);
    };
    if (trusted(std::chrono::milliseconds{0})) return Trust::Fresh;
    return trusted(settings_.stale_grace) ? Trust::Grace : Trust::None;
}

/// From this worker's own memory, else from what another one has learnt.
const KnownSite* Gate::known_site(std::string_view name, TimePoint now) {
    const auto current = memory_.host.sites_generation.load(std::memory_order_acquire);
    const auto own = sites_.find(name);
    if (own != sites_.end() && own->second->revision == current) return own->second.get();
    const auto others = memory_.sites.find(name);
    if (!others || others->revision != current) return nullptr;
    auto site = to_site(*others);
    if (!site) return nullptr;
    std::shared_ptr<const std::string> text;
    if (others->has_rules) {
        // Rules that are not there are not "no rules": the database has to be asked.
        auto found = memory_.rules.find(others->id, current);
        if (!found) return nullptr;
        text = std::make_shared<const std::string>(std::move(*found));
    }
    const auto before = own == sites_.end() ? SiteRulesState{} : own->second->rules;
    auto& kept = sites_[others->name];
    kept = std::make_unique<KnownSite>(
        KnownSite{std::move(*site), current, state_of(std::move(text), before, now)});
    return kept.get();
}

/// Whether the header Authorization is Postern's by its form. `takes`: of the site; nullptr: it is
/// not known yet.
bool Gate::is_ours(const PresentedCredential& presented, const SiteTokens* takes, TimePoint now) {
    switch (presented.kind) {
        case PresentedCredential::Kind::None:
        case PresentedCredential::Kind::Foreign:
            return false;
        case PresentedCredential::Kind::Personal:
        case PresentedCredential::Kind::Mistyped:
            return true;
        case PresentedCredential::Kind::Password:
            return (takes != nullptr && takes_passwords(*takes)) ||
                   says_it_is_ours(presented.text.reveal());
        case PresentedCredential::Kind::Bearer:
            break;
    }
    const auto token = crypto::take_apart(presented.text.reveal());
    if (!token) return false;
    if (!trusted_.are_known()) return token->typ == crypto::kAccessTokenType;
    return trusted_.find(token->kid, to_seconds(now)) != nullptr ||
           crypto::says_it_is_from(*token, settings_.issuer);
}

/// Of a key that nobody knows here: another host may have made it just now, and believes in it.
bool Gate::says_it_is_ours(std::string_view text) const {
    const auto token = crypto::take_apart(text);
    return token && crypto::says_it_is_from(*token, settings_.issuer);
}

/// The credential with the key under which it is cached; an access token is not read yet.
std::optional<UnknownCredential> Gate::to_be_found(PresentedCredential& presented,
                                                   const SiteTokens* takes,
                                                   const http::Parameters& parameters) const {
    UnknownCredential credential{.is_basic = presented.is_basic};
    switch (presented.kind) {
        case PresentedCredential::Kind::None:
        case PresentedCredential::Kind::Foreign:
            return std::nullopt;
        case PresentedCredential::Kind::Mistyped:
            return credential;
        case PresentedCredential::Kind::Bearer:
            credential.key = crypto::access_token_digest(presented.text.reveal());
            return credential;
        case PresentedCredential::Kind::Personal:
            credential.key = crypto::personal_token_digest(presented.text.reveal());
            credential.name = presented.name;
            credential.is_personal = true;
            return credential;
        case PresentedCredential::Kind::Password:
            break;
    }
    // No site takes an access token there, and none must learn it.
    if (says_it_is_ours(presented.text.reveal())) return credential;
    if (takes != nullptr && !takes_passwords(*takes)) return std::nullopt;
    const std::string user = presented.name.value_or("");
    if (user.empty() || presented.text.empty()) return credential;
    credential.is_password = true;
    // One key for all spellings: else somebody with the right password could have it hashed for
    // each of them.
    const auto password = crypto::normalize_password(presented.text.reveal());
    credential.key = crypto::basic_digest(as_bytes(memory_.secrets.basic_key),
                                          parameters.get("POSTERN_SITE"), account_text(user),
                                          password ? password->reveal() : presented.text.reveal());
    credential.password =
        TypedPassword{user, std::move(presented.text), std::string{parameters.get("REMOTE_ADDR")},
                      std::string{parameters.get("HTTP_USER_AGENT")}};
    return credential;
}

/// Reads an access token; afterwards there is no credential when it is not ours. False: nobody
/// knows yet, because the keys were not published.
bool Gate::read_bearer(std::string_view token, std::string_view site_name,
                       std::optional<UnknownCredential>& credential, const ClockReading& moment) {
    const auto now = to_seconds(moment.now);
    if (!trusted_.are_known()) {
        const auto parts = crypto::take_apart(token);
        credential.reset();
        return !parts || parts->typ != crypto::kAccessTokenType;
    }
    auto read = crypto::read_access_token(
        token, [&](std::string_view kid) { return trusted_.find(kid, now); }, settings_.issuer,
        now);
    if (read)
        credential->access = std::move(*read);
    else if (is_foreign(read.error()) && !says_it_is_ours(token))
        credential.reset();
    else
        note_refused(site_name, to_text(read.error()), moment);
    return true;
}

std::optional<std::string> Gate::answer_from_memory(const http::Parameters& parameters,
                                                    const ClockReading& moment,
                                                    Question& question) {
    // A value that came twice could be read in two ways: such a request is nobody's.
    if (parameters.has_duplicates()) return answer_unavailable(moment.started);

    const std::string_view site_name = parameters.get("POSTERN_SITE");
    const Trust trusted = trust(moment);
    const KnownSite* const site =
        trusted == Trust::None ? nullptr : known_site(site_name, moment.now);
    const SiteTokens* const takes = site == nullptr ? nullptr : &site->site.tokens;
    auto token = presented_session(parameters, cookies_);
    if (takes != nullptr && !takes->credentials.cookie) token.reset();
    auto presented = read_credential(parameters.get("HTTP_AUTHORIZATION"));
    Visit visit = read_visit(parameters);
    if (site != nullptr && token) {
        visit.is_consumed = is_ours(presented, takes, moment.now);
        if (auto answer =
                answer_from_cache(*site, {*token, Kind::Cookie}, parameters, visit, moment))
            return answer;
    }

    auto credential = to_be_found(presented, takes, parameters);
    const bool is_bearer = presented.kind == PresentedCredential::Kind::Bearer;
    visit.is_consumed = credential.has_value();
    // What the cookie says counts first, and that is not known here.
    if (site != nullptr && !token && credential && is_taken(*takes, *credential) &&
        (is_bearer || !credential->is_wrong()))
        if (auto answer =
                answer_from_cache(*site, {credential->key, kind_of(*credential), &credential->name},
                                  parameters, visit, moment))
            return answer;
    if (is_bearer && !read_bearer(presented.text.reveal(), site_name, credential, moment))
        return answer_unavailable(moment.started);
    visit.is_consumed = credential.has_value();
    const bool is_refused = credential && (credential->is_wrong() ||
                                           (takes != nullptr && !is_taken(*takes, *credential)));
    // Nobody to look up. While the database is away it would be wrong to send them to sign in.
    if (site != nullptr && !token && (!credential || is_refused) && trusted == Trust::Fresh)
        return finish(
            *site, std::nullopt,
            {question_for(*site, parameters), visit, is_refused ? Refusal::Invalid : Refusal::None},
            moment);

    if ((token || (credential && !is_refused)) && settings_.cache)
        memory_.metrics.count_cache_miss();
    question = {.site_name = std::string{site_name},
                .token_hash = token,
                .visit = std::move(visit),
                .asked = copy_of(question_of(parameters)),
                .credential = std::move(credential),
                .read_mark = memory_.generations.begin_read(),
                .started = moment.started};
    question.wants_profile = wants_profile(question, site);
    return std::nullopt;
}

/// Only for a session or credential that is here, holds and is live; in every other case the
/// database decides, which may have seen the session later than this host has.
std::optional<std::string> Gate::answer_from_cache(const KnownSite& known, const Sought& sought,
                                                   const http::Parameters& parameters, Visit visit,
                                                   const ClockReading& moment) {
    shm::CachedSession held;
    if (!memory_.cache.find(sought.key, memory_.generations, held) || held.kind != sought.kind ||
        to_seconds(moment.now) >= held.facts_until)
        return std::nullopt;
    const bool is_session = held.kind == Kind::Cookie;
    const bool is_over =
        is_session
            ? !is_within_lifetime(to_time(std::max<std::int64_t>(
                                      held.last_seen_at, memory_.last_seen.find(held.session_id))),
                                  to_time(held.expires_at), std::chrono::seconds{held.idle_seconds},
                                  moment.now)
            : to_seconds(moment.now) >= held.expires_at;
    const auto assurance = assurance_of(held);
    if (is_over || !assurance) return std::nullopt;
    const auto texts = held.texts();
    visit.is_consumed = visit.is_consumed || !is_session;
    if (!is_session) visit.audience = Audience::Program;
    Request request{question_for(known, parameters), visit};
    request.credential = sought.key;
    const bool is_named_wrongly =
        sought.name != nullptr && *sought.name && held.kind == Kind::Personal &&
        !fits_user(**sought.name, texts[Email], texts[UserPublicId], texts[UserName]);
    request.refusal = is_named_wrongly
                          ? Refusal::Invalid
                          : judge(held.kind, texts[Sites],
                                  (held.flags & shm::CachedSession::kForOneSite) != 0, known.site);
    const bool is_told = request.refusal == Refusal::None && !told_fields(known.site).empty();
    if (is_told) request.profile = profiles_->find(sought.key, held.user_stamp);
    // While the database is away, the site is told that the profile is not known.
    if (is_told && request.profile == nullptr && trust(moment) == Trust::Fresh) return std::nullopt;
    memory_.metrics.count_cache_hit();
    if (request.refusal != Refusal::None) return finish(known, std::nullopt, request, moment);
    if (held.session_id != 0) memory_.last_seen.note(held.session_id, to_seconds(moment.now));
    const Numbers groups{texts[Groups]}, roles{texts[Roles]};
    const Identity visitor = identity_of(held, texts, *assurance, groups, roles);
    return finish(known, visitor, request, moment);
}

// --- from the database ------------------------------------------------------------------------

/// REQUIRES: row.site.
const KnownSite& Gate::learn(const store::CheckRow& row, TimePoint now) {
    auto& kept = sites_[row.site->name];
    if (kept && kept->revision == row.sites_revision) return *kept;
    const auto before = kept ? kept->rules : SiteRulesState{};
    kept = std::make_unique<KnownSite>(
        KnownSite{*row.site, row.sites_revision, state_of(row.rules, before, now)});
    // The rules first: who finds the site there looks for them.
    if (row.rules)
        memory_.rules.put(static_cast<std::uint64_t>(row.site->id), row.sites_revision, *row.rules);
    memory_.sites.put(to_directory(*row.site, row.sites_revision, row.rules != nullptr));
    return *kept;
}

/// `held`: all but what is the same for every kind.
void Gate::keep(const Question& question, shm::CachedSession& held, const Identity& visitor,
                std::string_view sites) {
    const auto stamp =
        memory_.generations.end_read(question.read_mark, held.buckets, visitor.number);
    if (!stamp.current) return;
    held.user_id = visitor.number;
    held.session_stamp = stamp.session;
    held.user_stamp = stamp.user;
    held.level = static_cast<std::uint8_t>(to_number(visitor.assurance.level));
    held.proven_at = visitor.assurance.proven_at ? to_kept(*visitor.assurance.proven_at)
                                                 : shm::CachedSession::kNeverProven;
    const std::string parts =
        to_kept(NameParts{visitor.given_name, visitor.family_name}, visitor.display_name);
    if (held.set_texts({bytes_of(visitor.groups), bytes_of(visitor.roles), visitor.user_id,
                        visitor.email, visitor.display_name, sites, visitor.username, parts}))
        memory_.cache.put(held);
}

/// REQUIRES: row.session is `found`.
std::string Gate::answer_for_session(const Question& question, const SessionWithUser& found,
                                     const store::CheckRow& row, const KnownSite& known,
                                     Request& request, const ClockReading& moment) {
    const auto id = static_cast<std::uint64_t>(found.session.id);
    const HeldFacts held_facts{row.facts, moment.now};
    const Identity visitor =
        identity_of(found.user, found.session.authentication.assurance(), held_facts);
    if (settings_.cache) {
        shm::CachedSession held{};
        held.token_hash = *question.token_hash;
        held.session_id = id;
        held.facts_until = to_kept(held_facts.until);
        held.last_seen_at = to_kept(found.session.last_seen_at);
        held.expires_at = to_kept(found.session.expires_at);
        held.kind = Kind::Cookie;
        held.buckets = shm::Generations::buckets_of({&held.token_hash, 1});
        held.idle_seconds = static_cast<std::uint32_t>(found.session.idle_ttl.count());
        keep(question, held, visitor, "*");
    }
    memory_.last_seen.note(id, to_seconds(moment.now));
    request.credential = *question.token_hash;
    request.profile = learn_profile(question, row.profile, request.credential, visitor.number);
    return finish(known, visitor, request, moment);
}

/// REQUIRES: question.credential, which the site takes.
std::string Gate::answer_for_credential(const Question& question, const store::CheckRow& row,
                                        const KnownSite& known, Request& request,
                                        const ClockReading& moment) {
    const UnknownCredential& credential = *question.credential;
    const ClockReading asked_at{moment.now, question.started};
    const auto refuse = [&](Refusal refusal) {
        request.refusal = refusal;
        return finish(known, std::nullopt, request, asked_at);
    };
    if (credential.is_wrong() || !row.token || row.token->user.disabled)
        return refuse(Refusal::Invalid);
    const store::CheckedToken& token = *row.token;
    const Kind kind = kind_of(credential);
    const TimePoint ends_at = end_of(credential, token, moment.now);
    if (moment.now >= ends_at) return refuse(Refusal::Invalid);
    if (credential.is_personal && credential.name &&
        !fits_user(*credential.name, token.user.email.text(), token.user.public_id.text(),
                   username_of(token.user)))
        return refuse(Refusal::Invalid);
    const Scopes scopes = scopes_of(credential, token);
    if (kind != Kind::Password)
        if (const auto refusal = judge(kind, token, scopes, known.site); refusal != Refusal::None)
            return refuse(refusal);
    if (credential.access &&
        (!fits_owner(credential.access->claims, token.user) ||
         !is_for(credential.access->claims, token, known.site, settings_.issuer)))
        return refuse(Refusal::Invalid);

    const HeldFacts held_facts{token.facts, moment.now};
    const Identity visitor =
        identity_of(token.user, assurance_of(kind, token, moment.now), held_facts);
    const auto last_use = credential.is_personal && token.id
                              ? shm::LastSeen::of_personal(static_cast<std::uint64_t>(*token.id))
                              : 0;
    if (settings_.cache) {
        shm::CachedSession held{};
        held.token_hash = credential.key;
        held.session_id = last_use;
        held.facts_until =
            to_kept(std::min(held_facts.until, to_seconds(kept_until(token, moment.now))));
        held.expires_at = to_kept(ends_at);
        held.kind = kind;
        held.flags = token.site.empty() ? 0 : shm::CachedSession::kForOneSite;
        held.buckets = buckets_of(credential, token);
        const std::string sites = kind == Kind::Password ? "*"
                                  : token.site.empty()   ? scopes.sites_text()
                                                         : token.site;
        keep(question, held, visitor, sites);
    }
    if (last_use != 0) memory_.last_seen.note(last_use, to_seconds(moment.now));
    request.credential = credential.key;
    request.profile = learn_profile(question, token.profile, request.credential, visitor.number);
    return finish(known, visitor, request, asked_at);
}

std::string Gate::answer_from_row(const Question& question, const store::CheckRow& row,
                                  const ClockReading& moment) {
    if (!row.site) {
        if (const auto count = unknown_sites_.admit(moment.started))
            log::warning("gate_unknown_site",
                         {{"site", question.site_name.substr(0, 64)}, {"count", *count}});
        return answer_unavailable(question.started);
    }
    const KnownSite& known = learn(row, moment.now);
    const ClockReading asked_at{moment.now, question.started};
    const auto& credential = question.credential;
    const bool is_taken_here = credential && is_taken(known.site.tokens, *credential);
    Visit visit = question.visit;
    if (credential && credential->is_password) visit.is_consumed = is_taken_here;
    Request request{question_of(question.asked), visit};
    if (const auto found = live_session(row, memory_.last_seen, moment.now))
        return answer_for_session(question, *found, row, known, request, asked_at);
    if (!credential || (credential->is_password && !is_taken_here))
        return finish(known, std::nullopt, request, asked_at);
    if (credential->password) {
        if (const auto count = unasked_passwords_.admit(moment.started))
            log::error("gate_password_unasked", {{"site", known.site.name}, {"count", *count}});
        return answer_unavailable(question.started);
    }
    if (!is_taken_here) {
        request.refusal = Refusal::Invalid;
        return finish(known, std::nullopt, request, asked_at);
    }
    if (!credential->is_wrong() && row.token) visit.audience = Audience::Program;
    return answer_for_credential(question, row, known, request, moment);
}

bool Gate::wants_password(const Question& question, const store::CheckRow& row,
                          const ClockReading& moment) const {
    if (!question.credential || !question.credential->password || !row.site ||
        !takes_passwords(row.site->tokens))
        return false;
    return !live_session(row, memory_.last_seen, moment.now);
}

std::string Gate::answer_forged(const Question& question, const ClockReading& moment) {
    note_refused(question.site_name, to_text(crypto::TokenProblem::BadSignature), moment);
    const KnownSite* const site = known_site(question.site_name, moment.now);
    if (site == nullptr) return answer_unavailable(question.started);
    const Request request{question_of(question.asked), question.visit, Refusal::Invalid};
    return finish(*site, std::nullopt, request, {moment.now, question.started});
}

void Gate::note_refused(std::string_view site, std::string_view reason,
                        const ClockReading& moment) {
    if (const auto count = refused_tokens_.admit(moment.started))
        log::info("gate_token_refused",
                  {{"site", site.substr(0, 64)}, {"reason", reason}, {"count", *count}});
}

void Gate::count(GateVerdict verdict, std::chrono::steady_clock::time_point started) {
    const auto took = std::chrono::steady_clock::now() - started;
    memory_.metrics.count_gate_check(verdict,
                                     std::chrono::duration_cast<std::chrono::microseconds>(took));
}

std::string Gate::finish(const KnownSite& known, const std::optional<Identity>& visitor,
                         const Request& request, const ClockReading& moment) {
    if (!known.rules.is_readable()) {
        if (const auto count = unreadable_rules_.admit(moment.started))
            log::error("gate_rules_unreadable", {{"site", known.site.name}, {"count", *count}});
        return answer_unavailable(moment.started);
    }
    auto decision = decide(known, visitor, request, settings_, moment.now);
    if (decision.verdict == GateVerdict::User || decision.verdict == GateVerdict::Anonymous) {
        std::string assertion;
        if (decision.verdict == GateVerdict::User && known.site.tokens.assertion) {
            auto made = assertion_for(known.site, *visitor, request,
                                      decision.answer.header("Remote-Groups"), moment.now);
            if (!made) {
                if (const auto count = missing_keys_.admit(moment.started))
                    log::error("gate_assertion_unavailable",
                               {{"site", known.site.name}, {"count", *count}});
                return answer_unavailable(moment.started);
            }
            assertion = std::move(*made);
        }
        decision.answer.add("Postern-Credential", request.visit.is_consumed ? "consumed" : "none");
        decision.answer.add("Postern-Assertion", assertion);
    }
    count(decision.verdict, moment.started);
    if (decision.has_too_many_groups)
        if (const auto count = too_many_groups_.admit(moment.started))
            log::error("gate_groups_too_long", {{"site", known.site.name}, {"count", *count}});
    if (decision.by_rules)
        count_decision(memory_.access_counts, known, visitor ? visitor->number : 0,
                       *decision.by_rules, moment.now);
    if (decision.by_rules && decision.by_rules->dry_rule >= 0)
        if (const auto count = dry_runs_.admit(moment.started))
            log::info("gate_dry_run", {{"site", known.site.name},
                                       {"rule", decision.by_rules->dry_rule + 1},
                                       {"would", to_text(decision.by_rules->dry_outcome)},
                                       {"count", *count}});
    return decision.answer.serialize(false);
}

std::string Gate::answer_unavailable(std::chrono::steady_clock::time_point started) {
    count(GateVerdict::Unavailable, started);
    return unavailable().serialize(false);
}

bool Gate::may_ask_database(const ClockReading& moment) {
    return memory_.breaker.may_try(moment.monotonic_ms());
}

void Gate::database_answered() { memory_.breaker.succeeded(); }

void Gate::database_failed(const ClockReading& moment) {
    memory_.breaker.failed(moment.monotonic_ms(), static_cast<std::uint32_t>(random_()));
    memory_.metrics.count_database_error();
}

// --- both at once -----------------------------------------------------------------------------

void Gate::answer(std::span<Check> batch, store::CheckStore& checks,
                  const ClockReading& moment) noexcept {
    try {
        answer_or_throw(batch, checks, moment);
    } catch (const std::exception& error) {
        if (const auto count = failures_.admit(moment.started))
            log::error("gate_unavailable", {{"reason", error.what()}, {"count", *count}});
    } catch (...) {
        log::error("gate_unavailable", {{"reason", "unknown exception"}});
    }
    for (Check& check : batch)
        if (check.answer.empty()) check.answer = answer_unavailable(moment.started);
}

void Gate::answer_or_throw(std::span<Check> batch, store::CheckStore& checks,
                           const ClockReading& moment) {
    std::vector<Check*> asked;
    std::vector<Question> questions(batch.size());
    for (Check& check : batch) {
        auto answer = answer_from_memory(*check.parameters, moment, questions[asked.size()]);
        if (answer)
            check.answer = std::move(*answer);
        else
            asked.push_back(&check);
    }
    if (asked.empty() || !may_ask_database(moment)) return;

    std::vector<store::CheckKey> keys;
    std::vector<store::AccessTokenKey> access(asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
        auto& credential = questions[i].credential;
        if (credential && credential->access &&
            !trusted_.is_signed(*credential->access, to_seconds(moment.now))) {
            note_refused(questions[i].site_name, to_text(crypto::TokenProblem::BadSignature),
                         moment);
            credential->access.reset();
        }
        keys.push_back(key_of(questions[i], access[i]));
    }
    std::vector<store::CheckRow> rows;
    try {
        rows = checks.find(keys);
    } catch (...) {
        database_failed(moment);
        throw;
    }
    database_answered();
    for (std::size_t i = 0; i < rows.size(); ++i)
        asked[i]->answer = answer_from_row(questions[i], rows[i], moment);
}

}  // namespace postern::gate
