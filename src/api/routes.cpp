#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "api/access/routes.hpp"
#include "api/account/routes.hpp"
#include "api/admin/routes.hpp"
#include "api/body/rows.hpp"
#include "api/factor/routes.hpp"
#include "api/token/routes.hpp"
#include "postern/api/api.hpp"
#include "postern/json/json.hpp"
#include "postern/service/account/passkey_service.hpp"

namespace postern::api {

namespace {

constexpr json::JsonLimits kDocumentLimits{
    .max_bytes = 1024 * 1024, .max_depth = 64, .max_values = 100'000};

http::Handler get_openapi(std::string_view document) {
    return [document](const http::Request&) {
        return http::Response::json(http::Status::Ok, std::string{document})
            .add("Cache-Control", "public, max-age=300");
    };
}

/// What a page of another origin may read besides what it may always read.
constexpr std::array<std::string_view, 5> kExposedHeaders{"WWW-Authenticate", "Retry-After",
                                                          "Location", "ETag", "X-Request-Id"};

/// What is the same for everybody and says nothing of anybody.
constexpr std::array<std::string_view, 4> kForEveryOrigin{
    "/.well-known/authzen-configuration", "/.well-known/jwks.json",
    "/.well-known/postern-assertion-jwks.json", "/api/openapi.json"};

http::Cors cors_of(const http::Route& route, std::span<const std::string> origins) {
    static const std::vector<std::string> any{std::string{http::kAnyOrigin}};
    if (std::ranges::find(kForEveryOrigin, route.path) != kForEveryOrigin.end())
        return {.origins = any, .exposed_headers = {}};
    if (origins.empty()) return {};
    return {.origins = origins, .exposed_headers = kExposedHeaders, .credentials = true};
}

admin::Services admin_services(const Services& s, const Settings& settings) {
    return {.directory = s.user_directory,
            .users = s.users,
            .registration = s.registration,
            .invitations = s.invitations,
            .approvals = s.approvals,
            .sessions = s.session_directory,
            .tokens = s.tokens,
            .personal_tokens = s.personal_tokens,
            .factors = s.factors,
            .groups = s.groups,
            .grants = s.grants,
            .rules = s.rules,
            .sites = s.sites,
            .audit = s.audit,
            .outbox = s.outbox,
            .statistics = s.statistics,
            .step_up = s.step_up,
            .inspection = s.inspection,
            .mail_enabled = settings.mail_enabled,
            .networks = settings.admin_networks};
}

}  // namespace

std::string load_openapi(const std::string& folder) {
    const std::string path = folder + "/openapi.json";
    std::ifstream file{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (!file) throw std::runtime_error{"cannot read " + path};
    if (const auto json = json::Json::parse(text, kDocumentLimits); !json)
        throw std::runtime_error{path + " is not JSON: " + json.error().message};
    return text;
}

std::vector<http::Route> routes(const Services& services, const Settings& settings) {
    const auto& s = services;
    const Context context{.sessions = s.sessions,
                          .tokens = s.tokens,
                          .personal_tokens = s.personal_tokens,
                          .cookies = s.cookies,
                          .catalogue = s.catalogue,
                          .language = settings.language,
                          .password_needs = settings.password_needs,
                          .has_passkeys = s.passkeys.is_available()};
    auto rows =
        account::routes(context,
                        {s.sign_in, s.passkey_sign_in, s.sign_out, s.registration, s.sessions,
                         s.account, s.devices, s.links, s.history, s.tokens, s.duties},
                        settings.mail_enabled);
    std::ranges::move(
        factor::routes(context, {s.second_factor, s.step_up, s.mailed_codes, s.factors, s.passkeys,
                                 s.passkey_sign_in, s.trust, s.lost_factor, s.entropy}),
        std::back_inserter(rows));
    std::ranges::move(access::routes(context, {s.grants, s.decisions}, settings.public_url),
                      std::back_inserter(rows));
    std::ranges::move(admin::routes(context, admin_services(s, settings)),
                      std::back_inserter(rows));
    std::ranges::move(token::routes(context, {s.tokens, s.personal_tokens, s.key_chest, s.sign_in,
                                              s.second_factor, s.sessions, s.step_up}),
                      std::back_inserter(rows));
    rows.push_back(reading("/api/openapi.json", get_openapi(settings.openapi)));
    for (auto& route : rows) route.cors = cors_of(route, settings.origins);
    return rows;
}

}  // namespace postern::api
