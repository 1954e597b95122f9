#include "gate/decision.hpp"

#include "gate/audience.hpp"
#include "postern/base/bytes.hpp"
#include "postern/model/origin.hpp"

namespace postern::gate {

namespace {

using http::Response;
using http::Status;
using shm::GateVerdict;

constexpr std::size_t kMaxRawUriBytes = 1024;
constexpr std::string_view kRetryAfterSeconds = "5";

/// A 204 without these two agreeing reaches nothing: the snippets in nginx/ check both.
constexpr std::string_view kVerdict = "Postern-Verdict";
constexpr std::string_view kVerdictUser = "user";
constexpr std::string_view kVerdictAnonymous = "anonymous";

Response pass(const Identity& visitor, std::string_view verdict) {
    Response answer{Status::NoContent};
    answer.add(kVerdict, verdict);
    answer.add("Remote-User", visitor.email);
    answer.add("Remote-User-Id", visitor.user_id);
    answer.add("Remote-Email", visitor.email);
    answer.add("Remote-Name", visitor.display_name);
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

Response ask_to_sign_in(const Site& site, const Visit& visit, std::string_view login_url) {
    Response answer{Status::Unauthorized};
    if (visit.audience == Audience::Program) {
        answer.add("WWW-Authenticate", "Bearer realm=\"" + site.name + "\"");
        return answer;
    }
    const std::string link = return_link(site, visit.raw_uri);
    answer.add("Location", std::string{login_url} + "?rd=" + percent_encode(link));
    return answer;
}

}  // namespace

Visit read_visit(const http::Parameters& parameters) {
    if (audience(parameters) == Audience::Program) return {};
    return {Audience::Page, std::string{parameters.get("POSTERN_RAW_URI")}};
}

Decision decide(const Site& site, const std::optional<Identity>& visitor, const Visit& visit,
                std::string_view login_url) {
    if (visitor) return {pass(*visitor, kVerdictUser), GateVerdict::User};
    switch (site.policy) {
        case SitePolicy::SignedIn:
            return {ask_to_sign_in(site, visit, login_url), GateVerdict::SignIn};
        case SitePolicy::Public:
            return {pass({}, kVerdictAnonymous), GateVerdict::Anonymous};
    }
    return {unavailable(), GateVerdict::Unavailable};  // a policy that this version does not know
}

Response unavailable() {
    return Response{Status::ServiceUnavailable}.add("Retry-After", kRetryAfterSeconds);
}

}  // namespace postern::gate
