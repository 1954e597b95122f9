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
                               {"name", claims.name},
                               {"groups", to_array(claims.groups)},
                               {"level", static_cast<std::int64_t>(claims.level)},
                               {"acr", std::to_string(claims.level)}};
    if (claims.groups_omitted) payload.emplace_back("groups_omitted", true);
    if (claims.auth_time) payload.emplace_back("auth_time", *claims.auth_time);
    if (!claims.session.empty()) payload.emplace_back("sid", claims.session);
    payload.emplace_back("iat", claims.issued_at);
    payload.emplace_back("exp", claims.expires_at);
    payload.emplace_back("jti", claims.id);
    return json::Json{std::move(payload)}.dump();
}

}  // namespace postern::crypto
