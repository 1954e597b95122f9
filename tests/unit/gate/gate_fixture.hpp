/// gate_fixture: a gate over the memory stores, with shared memory of its own.
#pragma once

#include <string>
#include <string_view>

#include "postern/gate/gate.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/service_fixture.hpp"

namespace postern::test {

inline bool has_line(const std::string& answer, std::string_view line) {
    return answer.find("\r\n" + std::string{line} + "\r\n") != std::string::npos;
}

/// What the processes of a host share.
struct HostMemory {
    shm::Shared<shm::SessionCache> cache;
    shm::Shared<shm::Generations> generations;
    shm::Shared<shm::LastSeen> last_seen;
    shm::Shared<shm::SiteDirectory> sites;
    shm::Shared<shm::RulesDirectory> rules;
    shm::Shared<shm::HostState> host;
    shm::Shared<shm::DatabaseBreaker> breaker;
    shm::Shared<shm::AccessCounts> access_counts;
    shm::Shared<shm::Metrics> metrics;
    shm::Shared<shm::KeyDirectory> keys;
    shm::Shared<shm::GateSecrets> secrets;

    HostMemory() {
        CountingEntropy entropy;
        secrets->fill(entropy);
    }

    gate::GateMemory for_gate() {
        return {*cache,   *generations,   *last_seen,         *sites, *rules,  *host,
                *breaker, *access_counts, metrics->writer(0), *keys,  *secrets};
    }
};

/// Two sites, `wiki` (signed_in) and `blog` (public), and one user, ann@example.org.
struct GateFixture : ServiceFixture {
    HostMemory memory;
    http::SessionCookies cookies{true, "", "auth.example.org"};
    http::Parameters parameters;
    std::int64_t monotonic_ms = 1'000'000;

    GateFixture() {
        (void)sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now);
        (void)sites.add("blog", "https://blog.example.org", SitePolicy::Public, admin, now);
        add_user("ann@example.org");
    }

    gate::GateSettings settings(bool cache) const {
        return {.login_url = "https://auth.example.org/login",
                .cache = cache,
                .issuer = "https://auth.example.org"};
    }

    gate::ClockReading moment(TimePoint at) const {
        return {at, std::chrono::steady_clock::time_point{std::chrono::milliseconds{monotonic_ms}}};
    }

    /// The next request: a page of this site, with these cookies.
    void ask_for(std::string_view site, std::string_view cookie_header = {}) {
        parameters.clear();
        parameters.add("POSTERN_SITE", site);
        parameters.add("POSTERN_RAW_URI", "/page?a=1&b=2");
        parameters.add("HTTP_ACCEPT", "text/html,*/*;q=0.8");
        parameters.add("HTTP_COOKIE", cookie_header);
    }

    /// From now on the site asks for it.
    void demand(std::string_view site, const Demand& demand) {
        (void)sites.set(
            site,
            {.level = demand.level, .max_age = demand.max_age.value_or(std::chrono::seconds{0})},
            admin, now);
    }

    /// From now on the site takes this, and sends that.
    void set_tokens(std::string_view site, const SiteTokens& tokens) {
        stores.state().sites.find(site)->second.tokens = tokens;
        ++stores.state().sites_revision;
        memory.host->sites_generation = stores.state().sites_revision;
    }

    /// As if more, or less, had been proven for the session.
    void prove(const service::OpenedSession& session, const Authentication& proven) {
        stores.state().sessions.at(session.session.session.id).session.authentication = proven;
    }

    std::string session_cookie(const service::OpenedSession& session) const {
        return cookies.session_name() + "=" + std::string{session.token.reveal()};
    }

    std::string answer_of(gate::Gate& gate, TimePoint at) {
        gate::Gate::Check check{&parameters, {}};
        gate.answer({&check, 1}, stores.checks(), moment(at));
        return check.answer;
    }
};

/// The gate that asks the database for every check.
struct StrictGateFixture : GateFixture {
    gate::Gate gate{cookies, memory.for_gate(), settings(false)};

    std::string answer(TimePoint at) { return answer_of(gate, at); }
    std::string answer() { return answer(now); }
};

/// The gate with the cache, and the courier's last poll a moment ago.
struct CachedGateFixture : GateFixture {
    gate::Gate gate{cookies, memory.for_gate(), settings(true)};

    CachedGateFixture() { poll(); }

    /// What the courier does: the memory may be trusted from here on.
    void poll() {
        memory.host->sites_generation = stores.state().sites_revision;
        memory.host->last_poll_ms = monotonic_ms;
    }

    std::string answer(TimePoint at) { return answer_of(gate, at); }
    std::string answer() { return answer(now); }
};

}  // namespace postern::test
