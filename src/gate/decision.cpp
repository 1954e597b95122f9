#include "gate/decision.hpp"

#include "gate/audience.hpp"
#include "gate/credential.hpp"
#include "postern/access/assurance.hpp"
#include "postern/base/bytes.hpp"
#include "postern/model/origin.hpp"

namespace postern::gate {

namespace {

using http::Response;
using http::Status;
using shm::GateVerdict;

/// A longer Location does not fit into the buffer of nginx/snippets/gate.conf.
constexpr std::size_t kMaxEncodedLinkBytes = 14 * 1024;
constexpr std::string_view kRetryAfterSeconds = "5";

/// Some applications, and nginx, have no room for more.
constexpr std::size_t kMaxGroupsBytes = 2048;

/// A 204 without these two agreeing reaches nothing: the snippets in nginx/ check both.
constexpr std::string_view kVerdict = "Postern-Verdict";
constexpr std::string_view kVerdictUser = "user";
constexpr std::string_view kVerdictAnonymous = "anonymous";

/// By what the site knows the visitor. Empty: they have no such name.
std::string_view name_for(const Site& site, const Identity& visitor) noexcept {
    switch (site.tokens.identity) {
        case SiteIdentity::Email:
            return visitor.email;
        case SiteIdentity::Username:
            return visitor.username;
        case SiteIdentity::Id:
            return visitor.user_id;
    }
    return {};  // damaged memory
}

Response pass(const Identity& visitor, std::string_view remote_user, std::string_view verdict,
              std::string_view groups = {}) {
    Response answer{Status::NoContent};
    answer.add(kVerdict, verdict);
    answer.add("Remote-User", remote_user);
    answer.add("Remote-User-Id", visitor.user_id);
    answer.add("Remote-Email", visitor.email);
    answer.add("Remote-Name", visitor.display_name);
    answer.add("Remote-Name-Encoded", percent_encode(visitor.display_name));
    answer.add("Remote-Groups", groups);
    return answer;
}

/// An application that gets no name, or another one than it knows, takes the visitor for somebody
/// else.
Decision pass_as_user(const Site& site, const Identity& visitor, std::string_view groups = {}) {
    const auto name = name_for(site, visitor);
    if (name.empty())
        return {Response{Status::Forbidden}.add("Postern-Reason", "no_username"),
                GateVerdict::Denied};
    return {pass(visitor, name, kVerdictUser, groups)
                .add("Remote-Level", std::to_string(to_number(visitor.assurance.level))),
            GateVerdict::User};
}

Response pass_as_nobody() { return pass({}, {}, kVerdictAnonymous).add("Remote-Level", ""); }

/// Percent-encodes what a link can't have and browsers send all the same: bytes above ASCII and
/// backslashes. Ends before a fragment.
std::string escape_target(std::string_view raw_uri) {
    std::string target;
    target.reserve(raw_uri.size());
    for (const char c : raw_uri.substr(0, raw_uri.find('#'))) {
        if (c <= ' ' || c > '~' || c == '\\')
            target.append(percent_encode({&c, 1}));
        else
            target += c;
    }
    return target;
}

/// The page to go back to, percent-encoded. The origin is the registered one, never the request's
/// Host. What can't be a return link becomes the site's front page.
std::string encoded_return_link(const Site& site, const Visit& visit) {
    const std::string wanted = visit.referer.empty()
                                   ? site.origin.text() + escape_target(visit.raw_uri)
                                   : visit.referer.substr(0, visit.referer.find('#'));
    if (const auto parsed = parse_return_link(wanted); parsed && parsed->origin == site.origin) {
        std::string encoded = percent_encode_link(parsed->text());
        if (encoded.size() <= kMaxEncodedLinkBytes) return encoded;
    }
    return percent_encode_link(site.origin.text() + "/");
}

/// A method that only reads (RFC 9110, section 9.2.1), so that GET of the same address is what it
/// was.
bool is_read(std::string_view method) noexcept {
    return method.empty() || method == "GET" || method == "HEAD";
}

Response send_to(std::string_view page, const Site& site, const Visit& visit,
                 std::string_view demand = {}) {
    return Response{Status::Unauthorized}.add(
        "Location",
        std::string{page}.append("?rd=").append(demand) + encoded_return_link(site, visit));
}

std::string bearer_challenge(const Site& site) { return "Bearer realm=\"" + site.name + "\""; }

/// One challenge, because clients read only the first. HTTP Basic is for programs that know nothing
/// else (git, WebDAV, docker); never for a browser, which would show a dialog of its own, and never
/// for a page's script that sends a bearer token.
std::string challenge(const Site& site, const Visit& visit) {
    if (visit.has_bearer) return bearer_challenge(site) + ", error=\"invalid_token\"";
    const bool takes_basic = site.tokens.credentials.basic && site.tokens.basic != SiteBasic::Off;
    if (takes_basic && !visit.is_browser)
        return "Basic realm=\"" + site.name + "\", charset=\"UTF-8\"";
    return bearer_challenge(site);
}

Response ask_for_credential(const Site& site, const Visit& visit) {
    return Response{Status::Unauthorized}.add("WWW-Authenticate", challenge(site, visit));
}

/// Where no cookie counts, signing in leads to nothing.
bool may_be_sent(const Site& site, const Visit& visit) noexcept {
    return visit.audience == Audience::Page && site.tokens.credentials.cookie;
}

Response ask_to_sign_in(const Site& site, const Visit& visit, std::string_view login_url) {
    return may_be_sent(site, visit) ? send_to(login_url, site, visit)
                                    : ask_for_credential(site, visit);
}

/// What a program is told is RFC 9470, section 3. `carried`: in front of the return link of a page,
/// where the portal can't know by itself what is asked for.
Response ask_to_step_up(const Site& site, const Demand& demand, const Visit& visit,
                        std::string_view login_url, std::string_view carried = {}) {
    if (may_be_sent(site, visit))
        return send_to(std::string{login_url} + "/step-up", site, visit, carried);
    std::string wanted = bearer_challenge(site) + ", error=\"insufficient_user_authentication\"" +
                         ", acr_values=\"" + std::to_string(to_number(demand.level)) + '"';
    if (demand.max_age) wanted += ", max_age=\"" + std::to_string(demand.max_age->count()) + '"';
    return Response{Status::Unauthorized}.add("WWW-Authenticate", wanted);
}

/// 403. `rule`: its number, counted from 1, and its name.
Response deny(std::string_view reason, const access::CompiledRules& rules, int rule) {
    Response answer{Status::Forbidden};
    answer.add("Postern-Reason", reason);
    if (rule < 0) return std::move(answer).add("Postern-Rule", "default");
    const auto& name = rules.source().rules[static_cast<std::size_t>(rule)].name;
    return std::move(answer).add("Postern-Rule",
                                 std::to_string(rule + 1) + ' ' + percent_encode(name));
}

/// RFC 6750, section 3.1.
Response deny_by_scope(const Site& site, const Visit& visit) {
    Response answer{Status::Forbidden};
    answer.add("Postern-Reason", "scope");
    if (visit.has_bearer)
        answer.add("WWW-Authenticate",
                   bearer_challenge(site) +
                       ", error=\"insufficient_scope\", scope=\"site:" + site.name + '"');
    return answer;
}

/// Nothing: more than a site could take.
std::optional<std::string> told_groups(const GateRules& rules, const Identity& visitor) {
    auto names = rules.told(visitor.groups);
    return names.size() <= kMaxGroupsBytes ? std::optional{std::move(names)} : std::nullopt;
}

Decision decide_by_rules(const KnownSite& known, const std::optional<Identity>& visitor,
                         const Request& request, const GateSettings& settings, TimePoint now) {
    const GateRules& rules = *known.rules.rules;
    const Site& site = known.site;
    access::Question question = request.question;
    question.now = now;
    if (visitor)
        question.visitor =
            access::Visitor{visitor->user_id, visitor->groups, visitor->roles, visitor->assurance};
    const auto decided = rules.compiled().evaluate(
        question, access::raised(site.demand, settings.required_since, now));
    const auto with = [&](Response answer, GateVerdict verdict) {
        return Decision{std::move(answer), verdict, decided};
    };
    switch (decided.outcome) {
        case access::Outcome::Pass: {
            // Who a preflight is from, nobody knows: it has no cookies.
            if (!visitor || decided.rule == access::Decision::kPreflight)
                return with(pass_as_nobody(), GateVerdict::Anonymous);
            const auto groups = told_groups(rules, *visitor);
            if (!groups) return {unavailable(), GateVerdict::Unavailable, std::nullopt, true};
            auto passed = pass_as_user(site, *visitor, *groups);
            if (passed.verdict == GateVerdict::User) passed.by_rules = decided;
            return passed;
        }
        case access::Outcome::SignIn:
            return with(ask_to_sign_in(site, request.visit, settings.login_url),
                        GateVerdict::SignIn);
        case access::Outcome::StepUp:
            return with(ask_to_step_up(site, decided.demand, request.visit, settings.login_url,
                                       percent_encode_link(demand_prefix(decided.demand))),
                        GateVerdict::StepUp);
        case access::Outcome::Denied:
            return with(deny("denied", rules.compiled(), decided.rule), GateVerdict::Denied);
        case access::Outcome::Odd:
            return with(deny("odd_path", rules.compiled(), access::Decision::kDefault),
                        GateVerdict::Denied);
    }
    return {unavailable(), GateVerdict::Unavailable};  // damaged memory
}

}  // namespace

Visit read_visit(const http::Parameters& parameters) {
    Visit visit{.audience = audience(parameters),
                .is_browser = is_browser(parameters),
                .has_bearer = has_bearer_scheme(parameters.get("HTTP_AUTHORIZATION"))};
    if (visit.audience == Audience::Program) return visit;
    if (is_read(parameters.get("POSTERN_METHOD")))
        visit.raw_uri = parameters.get("POSTERN_RAW_URI");
    else
        visit.referer = parameters.get("HTTP_REFERER");
    return visit;
}

access::Question question_of(const http::Parameters& parameters) {
    const auto method = parameters.get("POSTERN_METHOD");
    return {.path = parameters.get("POSTERN_URI"),
            .raw = parameters.get("POSTERN_RAW_URI"),
            .method = method,
            .address = parameters.get("REMOTE_ADDR"),
            .is_preflight = method == "OPTIONS" && !parameters.get("HTTP_ORIGIN").empty() &&
                            !parameters.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD").empty(),
            .now = {}};
}

access::Question question_of(const Asked& asked) {
    return {.path = asked.path,
            .raw = asked.raw,
            .method = asked.method,
            .address = asked.address,
            .is_preflight = asked.is_preflight,
            .now = {}};
}

Asked copy_of(const access::Question& question) {
    return {std::string{question.path}, std::string{question.raw}, std::string{question.method},
            std::string{question.address}, question.is_preflight};
}

Decision decide(const KnownSite& known, const std::optional<Identity>& visitor,
                const Request& request, const GateSettings& settings, TimePoint now) {
    if (request.refusal == Refusal::OutOfScope)
        return {deny_by_scope(known.site, request.visit), GateVerdict::Denied};
    if (request.refusal == Refusal::Invalid && request.visit.audience == Audience::Program)
        return {ask_for_credential(known.site, request.visit), GateVerdict::SignIn};
    if (known.rules.has_rules) return decide_by_rules(known, visitor, request, settings, now);
    const Site& site = known.site;
    const Visit& visit = request.visit;
    const std::string_view login_url = settings.login_url;
    const Demand demand = access::demand_of(site, settings.required_since, now);
    switch (site.policy) {
        case SitePolicy::SignedIn:
            if (!visitor) return {ask_to_sign_in(site, visit, login_url), GateVerdict::SignIn};
            if (access::judge(visitor->assurance, demand, now) != access::Shortfall::None)
                return {ask_to_step_up(site, demand, visit, login_url), GateVerdict::StepUp};
            return pass_as_user(site, *visitor);
        case SitePolicy::Public:
            if (!visitor) return {pass_as_nobody(), GateVerdict::Anonymous};
            return pass_as_user(site, *visitor);
    }
    return {unavailable(), GateVerdict::Unavailable};  // a policy that this version does not know
}

Response unavailable() {
    return Response{Status::ServiceUnavailable}.add("Retry-After", kRetryAfterSeconds);
}

}  // namespace postern::gate
