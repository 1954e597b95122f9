// The decision that nginx asks for. Everything not positively known is refused.
#include "postern/gate/gate.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <vector>

#include "gate/decision.hpp"
#include "gate/decision_counts.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/log.hpp"
#include "postern/crypto/token.hpp"

namespace postern::gate {

namespace {

using shm::GateVerdict;

TimePoint to_time(std::int64_t seconds) { return TimePoint{std::chrono::seconds{seconds}}; }

std::int64_t to_seconds(TimePoint time) { return time.time_since_epoch().count(); }

/// What the cookies say: the hash to look up, if there is exactly one cookie that could be a token.
std::optional<Digest> presented_token(const http::Parameters& parameters,
                                      const http::SessionCookies& cookies) {
    const auto cookie = cookies.find_session(parameters.get("HTTP_COOKIE"));
    return cookie.value ? crypto::token_hash(*cookie.value) : std::nullopt;
}

std::uint64_t seconds_of(const std::optional<std::chrono::seconds>& age) {
    return age ? static_cast<std::uint64_t>(age->count()) : 0;
}

shm::DirectorySite to_directory(const Site& site, std::uint64_t revision, bool has_rules) {
    return {.name = site.name,
            .origin = site.origin.text(),
            .id = static_cast<std::uint64_t>(site.id),
            .created_at = to_seconds(site.created_at),
            .policy = static_cast<std::uint16_t>(to_number(site.policy)),
            .level = static_cast<std::uint16_t>(to_number(site.demand.level)),
            .max_age = seconds_of(site.demand.max_age),
            .revision = revision,
            .has_rules = has_rules};
}

std::optional<Site> to_site(const shm::DirectorySite& known) {
    auto origin = Origin::parse(known.origin);
    const auto policy = to_site_policy(known.policy);
    const auto level = to_level(known.level);
    if (!origin || !policy || !level) return std::nullopt;
    Demand demand{.level = *level};
    if (known.max_age > 0) demand.max_age = std::chrono::seconds{known.max_age};
    return Site{.id = SiteId{known.id},
                .name = known.name,
                .origin = std::move(*origin),
                .policy = *policy,
                .created_at = to_time(known.created_at),
                .demand = demand};
}

/// Nothing when it is damaged: the database then decides.
std::optional<Assurance> assurance_of(const shm::CachedSession& held) {
    const auto level = to_level(held.level);
    if (!level) return std::nullopt;
    if (held.proven_at == shm::CachedSession::kNeverProven) return Assurance{*level, std::nullopt};
    return Assurance{*level, to_time(held.proven_at)};
}

enum TextOf : std::size_t { Groups, Roles, UserPublicId, Email, DisplayName };

/// As bytes, for memory that processes share.
std::string_view bytes_of(std::span<const std::uint32_t> numbers) {
    return {reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()};
}

/// The numbers that were kept as bytes, copied to where numbers may be.
class Numbers {
public:
    explicit Numbers(std::string_view bytes)
        : count_{std::min(bytes.size(), sizeof numbers_) / sizeof numbers_[0]} {
        std::memcpy(numbers_.data(), bytes.data(), count_ * sizeof numbers_[0]);
    }

    operator std::span<const std::uint32_t>() const { return {numbers_.data(), count_}; }

private:
    std::array<std::uint32_t, shm::CachedSession::kTextBytes / sizeof(std::uint32_t)> numbers_;
    std::size_t count_;
};

/// The numbers of what is held at `now`, sorted. `until`: brought forward to the first end.
std::vector<std::uint32_t> held_now(const std::vector<HeldFact>& facts, TimePoint now,
                                    std::int64_t& until) {
    std::vector<std::uint32_t> numbers;
    for (const HeldFact& fact : facts) {
        if (fact.until && *fact.until <= now) continue;
        if (fact.until) until = std::min(until, to_seconds(*fact.until));
        numbers.push_back(fact.id);
    }
    std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

/// Nothing is looked up for a site that has no rules.
access::Question question_for(const KnownSite& known, const http::Parameters& parameters) {
    return known.rules.has_rules ? question_of(parameters) : access::Question{};
}

}  // namespace

Gate::~Gate() = default;

Gate::Gate(const http::SessionCookies& cookies, GateMemory memory, GateSettings settings)
    : cookies_{cookies}, memory_{memory}, settings_{std::move(settings)} {}

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

std::optional<std::string> Gate::answer_from_memory(const http::Parameters& parameters,
                                                    const ClockReading& moment,
                                                    Question& question) {
    // A value that came twice could be read in two ways: such a request is nobody's.
    if (parameters.has_duplicates()) return answer_unavailable(moment.started);

    const auto token = presented_token(parameters, cookies_);
    const std::string_view site_name = parameters.get("POSTERN_SITE");
    const Trust trusted = trust(moment);
    const KnownSite* const site =
        trusted == Trust::None ? nullptr : known_site(site_name, moment.now);
    if (site != nullptr && token)
        if (auto answer = answer_from_cache(*site, *token, parameters, moment)) return answer;
    // Nobody to look up. While the database is away it would be wrong to send them to sign in.
    if (site != nullptr && !token && trusted == Trust::Fresh)
        return finish(*site, std::nullopt,
                      {question_for(*site, parameters), read_visit(parameters)}, moment);

    if (token && settings_.cache) memory_.metrics.count_cache_miss();
    question = {std::string{site_name},           token,
                read_visit(parameters),           copy_of(question_of(parameters)),
                memory_.generations.begin_read(), moment.started};
    return std::nullopt;
}

/// Only for a session that is here, holds and is live; in every other case the database decides,
/// which may have seen the session later than this host has.
std::optional<std::string> Gate::answer_from_cache(const KnownSite& known, const Digest& token_hash,
                                                   const http::Parameters& parameters,
                                                   const ClockReading& moment) {
    shm::CachedSession held;
    const bool hit =
        memory_.cache.find(token_hash, memory_.generations, held) &&
        to_seconds(moment.now) < held.facts_until &&
        is_within_lifetime(
            to_time(std::max(held.last_seen_at, memory_.last_seen.find(held.session_id))),
            to_time(held.expires_at), std::chrono::seconds{held.idle_seconds}, moment.now);
    const auto assurance = hit ? assurance_of(held) : std::nullopt;
    if (!assurance) return std::nullopt;
    memory_.metrics.count_cache_hit();
    memory_.last_seen.note(held.session_id, to_seconds(moment.now));
    const auto texts = held.texts();
    const Numbers groups{texts[Groups]}, roles{texts[Roles]};
    const Identity visitor{texts[UserPublicId], texts[Email], texts[DisplayName],
                           *assurance,          groups,       roles,
                           held.user_id};
    return finish(known, visitor, {question_for(known, parameters), read_visit(parameters)},
                  moment);
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

void Gate::keep(const Question& question, const SessionWithUser& found, const Identity& visitor,
                std::int64_t facts_until) {
    const auto& [session, user] = found;
    const auto user_id = static_cast<std::uint64_t>(user.id);
    const auto stamp =
        memory_.generations.end_read(question.read_mark, *question.token_hash, user_id);
    if (!stamp.current) return;
    shm::CachedSession held{};
    held.token_hash = *question.token_hash;
    held.session_id = static_cast<std::uint64_t>(session.id);
    held.user_id = user_id;
    const auto assurance = session.authentication.assurance();
    held.level = static_cast<std::uint16_t>(to_number(assurance.level));
    held.proven_at =
        assurance.proven_at ? to_seconds(*assurance.proven_at) : shm::CachedSession::kNeverProven;
    held.facts_until = facts_until;
    held.last_seen_at = to_seconds(session.last_seen_at);
    held.expires_at = to_seconds(session.expires_at);
    held.idle_seconds = static_cast<std::uint32_t>(session.idle_ttl.count());
    held.session_stamp = stamp.session;
    held.user_stamp = stamp.user;
    if (held.set_texts({bytes_of(visitor.groups), bytes_of(visitor.roles), visitor.user_id,
                        visitor.email, visitor.display_name}))
        memory_.cache.put(held);
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
    const Request request{question_of(question.asked), question.visit};
    const ClockReading asked_at{moment.now, question.started};
    if (!row.session) return finish(known, std::nullopt, request, asked_at);

    SessionWithUser found = *row.session;
    const auto id = static_cast<std::uint64_t>(found.session.id);
    found.session.last_seen_at =
        std::max(found.session.last_seen_at, to_time(memory_.last_seen.find(id)));
    if (!is_live(found.session, found.user, moment.now))
        return finish(known, std::nullopt, request, asked_at);
    auto facts_until = shm::CachedSession::kForever;
    const auto groups = held_now(row.facts.groups, moment.now, facts_until);
    const auto roles = held_now(row.facts.roles, moment.now, facts_until);
    const Identity visitor{found.user.public_id.text(),
                           found.user.email.text(),
                           found.user.display_name.text(),
                           found.session.authentication.assurance(),
                           groups,
                           roles,
                           static_cast<std::uint64_t>(found.user.id)};
    if (settings_.cache) keep(question, found, visitor, facts_until);
    memory_.last_seen.note(id, to_seconds(moment.now));
    return finish(known, visitor, request, asked_at);
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
    const auto decision = decide(known, visitor, request, settings_, moment.now);
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
    for (std::size_t i = 0; i < asked.size(); ++i)
        keys.push_back({questions[i].site_name, questions[i].token_hash});
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
