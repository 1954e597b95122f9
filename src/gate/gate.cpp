// The decision that nginx asks for. Everything not positively known is refused.
#include "postern/gate/gate.hpp"

#include <exception>
#include <optional>
#include <vector>

#include "gate/audience.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/log.hpp"
#include "postern/http/response.hpp"
#include "postern/service/session_service.hpp"
#include "postern/store/store_error.hpp"

namespace postern::gate {

namespace {

using http::Response;
using http::Status;

constexpr std::size_t kMaxRawUriBytes = 1024;
constexpr std::string_view kRetryAfterSeconds = "5";

/// A 204 without these two agreeing reaches nothing: the snippets in nginx/ check both.
constexpr std::string_view kVerdict = "Postern-Verdict";
constexpr std::string_view kVerdictUser = "user";
constexpr std::string_view kVerdictAnonymous = "anonymous";

Response unavailable() {
    return Response{Status::ServiceUnavailable}.add("Retry-After", kRetryAfterSeconds);
}

Response pass(const std::optional<SessionWithUser>& visitor) {
    Response answer{Status::NoContent};
    answer.add(kVerdict, visitor ? kVerdictUser : kVerdictAnonymous);
    answer.add("Remote-User", visitor ? visitor->user.email.text() : "");
    answer.add("Remote-User-Id", visitor ? visitor->user.public_id.text() : "");
    answer.add("Remote-Email", visitor ? visitor->user.email.text() : "");
    answer.add("Remote-Name", visitor ? visitor->user.display_name.text() : "");
    answer.add("Remote-Groups", "");
    return answer;
}

/// Where the visitor wanted to go. The origin is the registered one, never the request's Host; a
/// path that cannot be a return link becomes the site's front page.
std::string return_link(const Site& site, std::string_view raw_uri) {
    if (raw_uri.size() <= kMaxRawUriBytes) {
        const std::string link = site.origin.text() + std::string{raw_uri};
        if (const auto parsed = parse_return_link(link); parsed && parsed->origin == site.origin)
            return parsed->text();
    }
    return site.origin.text() + "/";
}

Response ask_to_sign_in(const Site& site, const http::Parameters& parameters,
                        std::string_view login_url) {
    Response answer{Status::Unauthorized};
    if (audience(parameters) == Audience::Program) {
        answer.add("WWW-Authenticate", "Bearer realm=\"" + site.name + "\"");
        return answer;
    }
    const std::string link = return_link(site, parameters.get("POSTERN_RAW_URI"));
    answer.add("Location", std::string{login_url} + "?rd=" + percent_encode(link));
    return answer;
}

/// What the cookies say: the hash to look up, if there is exactly one cookie that could be a token.
std::optional<Digest> presented_token(const http::Parameters& parameters,
                                      const std::string& cookie_name) {
    const auto cookie = http::find_cookie(parameters.get("HTTP_COOKIE"), cookie_name);
    return cookie.value ? service::token_hash(*cookie.value) : std::nullopt;
}

Response decide(const store::CheckRow& row, const http::Parameters& parameters,
                std::string_view login_url, TimePoint now) {
    if (!row.site) {
        log::warning("gate_unknown_site", {{"site", parameters.get("POSTERN_SITE").substr(0, 64)}});
        return unavailable();
    }
    const bool live = row.session && is_live(row.session->session, row.session->user, now);
    const auto visitor = live ? row.session : std::nullopt;
    switch (row.site->policy) {
        case SitePolicy::SignedIn:
            return visitor ? pass(visitor) : ask_to_sign_in(*row.site, parameters, login_url);
        case SitePolicy::Public:
            return pass(visitor);
    }
    return unavailable();  // a policy that this version does not know
}

/// Remembers a sign of life of those sessions that have not been seen for a while. A database that
/// can be read but not written must not close the gate, so a failure is only logged.
void note_seen(store::CheckStore& checks, const store::CheckRow& row, TimePoint now) {
    if (!row.session || !is_live(row.session->session, row.session->user, now)) return;
    if (now - row.session->session.last_seen_at < service::kLastSeenGranularity) return;
    try {
        checks.set_last_seen(row.session->session.id, now);
    } catch (const store::StoreError& error) {
        log::warning("last_seen_not_written", {{"reason", error.what()}});
    }
}

}  // namespace

Gate::Gate(store::CheckStore& checks, const http::SessionCookies& cookies, GateSettings settings)
    : checks_{checks}, cookies_{cookies}, settings_{std::move(settings)} {}

void Gate::answer(std::span<Check> batch, TimePoint now) noexcept {
    const std::string closed = unavailable().serialize(false);
    for (Check& check : batch) check.answer = closed;
    try {
        answer_or_throw(batch, now);
    } catch (const std::exception& error) {
        log::error("gate_unavailable", {{"reason", error.what()}});
    } catch (...) {
        log::error("gate_unavailable", {{"reason", "unknown exception"}});
    }
}

void Gate::answer_or_throw(std::span<Check> batch, TimePoint now) {
    std::vector<Check*> asked;
    std::vector<store::CheckKey> keys;
    for (Check& check : batch) {
        // A value that came twice could be read in two ways: such a request is nobody's.
        if (check.parameters->has_duplicates()) continue;
        asked.push_back(&check);
        keys.push_back({check.parameters->get("POSTERN_SITE"),
                        presented_token(*check.parameters, cookies_.session_name())});
    }
    if (keys.empty()) return;
    const auto rows = checks_.find(keys);
    for (std::size_t i = 0; i < rows.size(); ++i)
        asked[i]->answer =
            decide(rows[i], *asked[i]->parameters, settings_.login_url, now).serialize(false);
    for (const auto& row : rows) note_seen(checks_, row, now);
}

}  // namespace postern::gate
