/// Gate: answers nginx's question "may this request pass?".
///
/// The contract with nginx is docs/gate.md. It reads only named FastCGI parameters, never the
/// client's headers as such. Fails closed: whatever it cannot know, understand or look up is
/// "unavailable" (503), never 2xx. Every 204 names its verdict in Postern-Verdict, so that nginx
/// can tell a real answer from a stray one.
///
/// A check has two steps. answer_from_memory() uses what the processes of this host share and never
/// blocks; what it cannot answer becomes a Question for the database, whose row goes to
/// answer_from_row(). The caller decides who asks the database, and on which thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/base/log_limit.hpp"
#include "postern/base/secret.hpp"
#include "postern/crypto/jws/access_token.hpp"
#include "postern/gate/trusted_keys.hpp"
#include "postern/http/parameters.hpp"
#include "postern/http/session_cookie.hpp"
#include "postern/shm/access_counts.hpp"
#include "postern/shm/breaker.hpp"
#include "postern/shm/gate_secrets.hpp"
#include "postern/shm/generations.hpp"
#include "postern/shm/host_state.hpp"
#include "postern/shm/key_directory.hpp"
#include "postern/shm/last_seen.hpp"
#include "postern/shm/metrics.hpp"
#include "postern/shm/rules_directory.hpp"
#include "postern/shm/session_cache.hpp"
#include "postern/shm/site_directory.hpp"
#include "postern/store/check_store.hpp"

namespace postern::gate {

/// A person who opens a page, or a program.
enum class Audience {
    Page,     ///< can follow a redirect to a sign-in form
    Program,  ///< needs a plain 401
};

/// What is left of a request while its session is looked up.
struct Visit {
    Audience audience = Audience::Program;
    /// Where a page goes back to after sign-in: path and query as sent, or for a request that wrote
    /// (a form that was sent) the address of the page that sent it. Empty for a program.
    std::string raw_uri{};
    std::string referer{};
    bool is_browser = false;   ///< which would show a dialog of its own for HTTP Basic
    bool has_bearer = false;   ///< the request has a bearer token, whosever it is
    bool is_consumed = false;  ///< the header Authorization is Postern's, and not the site's
};

/// What the rules of a site are asked about a request that waits for the database.
struct Asked {
    std::string path{};  ///< as nginx normalised it
    std::string raw{};   ///< as sent
    std::string method{};
    std::string address{};  ///< of the network
    bool is_preflight = false;
};

/// What the processes of one host share, as the gate uses it. Everything must outlive the gate.
struct GateMemory {
    shm::SessionCache& cache;
    shm::Generations& generations;
    shm::LastSeen& last_seen;
    shm::SiteDirectory& sites;
    shm::RulesDirectory& rules;
    const shm::HostState& host;
    shm::DatabaseBreaker& breaker;
    shm::AccessCounts& access_counts;
    shm::Metrics::Writer metrics;
    const shm::KeyDirectory& keys;
    const shm::GateSecrets& secrets;
};

struct GateSettings {
    std::string login_url;  ///< `https://auth.example.org/login`
    bool cache = true;      ///< false: the strict gate, which asks the database for every check
    std::chrono::milliseconds poll_interval{1000};
    std::chrono::milliseconds stale_grace{30000};
    std::optional<TimePoint> required_since{};  ///< from then on every site asks for Level::Two
    std::string issuer{};  ///< of tokens and assertions: public_url without a slash at its end
    /// Fields of the profile that a site, by its name, is told in assertions.
    std::map<std::string, std::vector<std::string>, std::less<>> told_fields{};
};

/// When a batch began: by the wall clock for the ends of sessions, by a monotonic one for trust and
/// latency.
struct ClockReading {
    TimePoint now;
    std::chrono::steady_clock::time_point started;

    std::int64_t monotonic_ms() const noexcept {
        return std::chrono::duration_cast<std::chrono::milliseconds>(started.time_since_epoch())
            .count();
    }
};

/// A name and a password of HTTP Basic that nobody has checked yet.
struct TypedPassword {
    std::string user;  ///< as typed, without a domain in front
    Secret password;
    std::string address;  ///< of the network
    std::string user_agent;
};

/// A credential of the header Authorization that is not in memory. Neither an access token nor a
/// personal token nor a password: it is known to be wrong.
struct UnknownCredential {
    Digest key{};  ///< under which it is cached: see crypto/token/credential.hpp
    std::optional<crypto::UnverifiedAccessToken> access{};
    bool is_personal = false;  ///< then `key` is its digest
    /// Until somebody has checked it: see Gate::wants_password().
    std::optional<TypedPassword> password{};
    bool is_password = false;           ///< it is, or was, `password`
    bool is_basic = false;              ///< it came by HTTP Basic
    std::optional<std::string> name{};  ///< beside a personal token: whose it must be

    bool is_wrong() const noexcept { return !access && !is_personal && !is_password; }
};

/// What has to be asked of the database for one check.
struct Question {
    std::string site_name;
    std::optional<Digest> token_hash;
    Visit visit;
    Asked asked{};
    std::optional<UnknownCredential> credential{};
    shm::Generations::ReadMark read_mark{};  ///< from before the look-up
    std::chrono::steady_clock::time_point started{};
    bool wants_profile = false;  ///< the site is told some of it, and it is not known
};

/// What is asked of the database for the question. `access` is where the names of a token are kept;
/// both must outlive the key. REQUIRES: the signature of an access token is right.
store::CheckKey key_of(const Question& question, store::AccessTokenKey& access);

struct Identity;
struct PresentedCredential;
struct Request;
struct KnownSite;
struct Sought;
class AssertionMaker;
class ToldProfiles;

class Gate {
public:
    Gate(const http::SessionCookies& cookies, GateMemory memory, GateSettings settings);
    ~Gate();

    /// The answer in CGI form, if memory suffices; else nothing, and `question` is filled. Never
    /// blocks, no system call.
    std::optional<std::string> answer_from_memory(const http::Parameters& parameters,
                                                  const ClockReading& moment, Question& question);

    /// The answer in CGI form for what the database said; keeps in memory what may be kept.
    std::string answer_from_row(const Question& question, const store::CheckRow& row,
                                const ClockReading& moment);

    /// Whether somebody must check the question's password before there can be an answer: the site
    /// takes passwords, and no cookie decides. Afterwards the password is taken out of the
    /// question, right or wrong, and the database is asked again, with the user if it was right.
    bool wants_password(const Question& question, const store::CheckRow& row,
                        const ClockReading& moment) const;

    /// The answer for an access token whose signature is wrong. No database is asked for it.
    std::string answer_forged(const Question& question, const ClockReading& moment);

    /// The answer when the database did not answer.
    std::string answer_unavailable(std::chrono::steady_clock::time_point started);

    /// True when the database may be asked now; false while it is known not to answer.
    bool may_ask_database(const ClockReading& moment);
    void database_answered();
    void database_failed(const ClockReading& moment);

    /// Both steps at once for a batch, in one round trip over `checks`. Never throws.
    struct Check {
        const http::Parameters* parameters;
        std::string answer;
    };
    void answer(std::span<Check> batch, store::CheckStore& checks,
                const ClockReading& moment) noexcept;

private:
    enum class Trust {
        None,   ///< the courier has not polled for too long: cached answers may be outdated
        Grace,  ///< the database is away, but not for long: sessions that are known still pass
        Fresh,
    };
    Trust trust(const ClockReading& moment) const;
    const KnownSite* known_site(std::string_view name, TimePoint now);
    const KnownSite& learn(const store::CheckRow& row, TimePoint now);
    std::optional<std::string> answer_from_cache(const KnownSite& known, const Sought& sought,
                                                 const http::Parameters& parameters, Visit visit,
                                                 const ClockReading& moment);
    bool is_ours(const PresentedCredential& presented, const SiteTokens* takes, TimePoint now);
    bool says_it_is_ours(std::string_view text) const;
    std::optional<UnknownCredential> to_be_found(PresentedCredential& presented,
                                                 const SiteTokens* takes,
                                                 const http::Parameters& parameters) const;
    bool read_bearer(std::string_view token, std::string_view site_name,
                     std::optional<UnknownCredential>& credential, const ClockReading& moment);
    std::string answer_for_session(const Question& question, const SessionWithUser& found,
                                   const store::CheckRow& row, const KnownSite& known,
                                   Request& request, const ClockReading& moment);
    std::string answer_for_credential(const Question& question, const store::CheckRow& row,
                                      const KnownSite& known, Request& request,
                                      const ClockReading& moment);
    void keep(const Question& question, shm::CachedSession& held, const Identity& visitor,
              std::string_view sites);
    std::span<const std::string> told_fields(const Site& site) const;
    bool wants_profile(const Question& question, const KnownSite* site);
    const ProfileValues* learn_profile(const Question& question,
                                       const std::optional<ProfileValues>& read,
                                       const Digest& credential, std::uint64_t user);
    std::string finish(const KnownSite& known, const std::optional<Identity>& visitor,
                       const Request& request, const ClockReading& moment);
    std::optional<std::string> assertion_for(const Site& site, const Identity& visitor,
                                             const Request& request, std::string_view groups,
                                             TimePoint now);
    void note_refused(std::string_view site, std::string_view reason, const ClockReading& moment);
    void count(shm::GateVerdict verdict, std::chrono::steady_clock::time_point started);
    void answer_or_throw(std::span<Check> batch, store::CheckStore& checks,
                         const ClockReading& moment);

    const http::SessionCookies& cookies_;
    GateMemory memory_;
    GateSettings settings_;
    /// As the database last showed them.
    std::map<std::string, std::unique_ptr<KnownSite>, std::less<>> sites_;
    LogLimit failures_{kOutageLogInterval};
    LogLimit unknown_sites_{};
    LogLimit unreadable_rules_{};
    LogLimit too_many_groups_{};
    LogLimit dry_runs_{};
    LogLimit refused_tokens_{};
    LogLimit missing_keys_{};
    LogLimit unasked_passwords_{};
    std::minstd_rand random_{std::random_device{}()};
    TrustedKeys trusted_;
    std::unique_ptr<AssertionMaker> assertions_;
    std::unique_ptr<ToldProfiles> profiles_;
};

}  // namespace postern::gate
