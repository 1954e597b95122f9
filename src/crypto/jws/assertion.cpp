#include "postern/crypto/jws/assertion.hpp"

#include <utility>

#include "postern/json/json.hpp"

namespace postern::crypto {

namespace {

json::Json::Array to_array(std::string_view names) {
    json::Json::Array array;
    while (!names.empty()) {
        const auto name = names.substr(0, names.find(','));
        array.emplace_back(name);
        names.remove_prefix(name.size() < names.size() ? name.size() + 1 : name.size());
    }
    return array;
}

}  // namespace

std::string to_payload(const AssertionClaims& claims) {
    json::Json::Object payload{{"iss", claims.issuer},
                               {"aud", claims.audience},
                               {"sub", claims.subject},
                               {"email", claims.email},
                               {"name", claims.name}};
    // As OpenID Connect Core 1.0, section 5.1, calls them.
    if (!claims.username.empty()) payload.emplace_back("preferred_username", claims.username);
    if (!claims.given_name.empty()) payload.emplace_back("given_name", claims.given_name);
    if (!claims.family_name.empty()) payload.emplace_back("family_name", claims.family_name);
    payload.emplace_back("groups", to_array(claims.groups));
    payload.emplace_back("level", static_cast<std::int64_t>(claims.level));
    payload.emplace_back("acr", std::to_string(claims.level));
    if (claims.groups_omitted) payload.emplace_back("groups_omitted", true);
    if (claims.profile != nullptr && !claims.profile->empty()) {
        json::Json::Object profile;
        for (const auto& [field, value] : *claims.profile) profile.emplace_back(field, value);
        payload.emplace_back("profile", std::move(profile));
    }
    if (claims.profile_omitted) payload.emplace_back("profile_omitted", true);
    if (claims.auth_time) payload.emplace_back("auth_time", *claims.auth_time);
    if (!claims.session.empty()) payload.emplace_back("sid", claims.session);
    payload.emplace_back("iat", claims.issued_at);
    payload.emplace_back("exp", claims.expires_at);
    payload.emplace_back("jti", claims.id);
    return json::Json{std::move(payload)}.dump();
}

}  // namespace postern::crypto
