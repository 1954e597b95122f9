#include "api/token/to_json.hpp"

#include <optional>
#include <string>

#include "api/body/to_json.hpp"

namespace postern::api::token {

namespace {

using json::Json;

Json text_or_null(const std::string& text) { return text.empty() ? Json{} : Json{text}; }

Json::Array words_of(const Scopes& scopes) {
    const auto words = scopes.words();
    return {words.begin(), words.end()};
}

}  // namespace

Json to_json(const service::IssuedTokens& issued) {
    return Json::Object{{"access_token", issued.access_token.reveal()},
                        {"token_type", "Bearer"},
                        {"expires_in", std::int64_t{issued.expires_in.count()}},
                        {"refresh_token", issued.refresh_token.reveal()},
                        {"refresh_expires_in", std::int64_t{issued.refresh_expires_in.count()}},
                        {"scopes", words_of(issued.scopes)},
                        {"id", issued.family.text()}};
}

Json to_json(const TokenFamily& family, bool current) {
    const auto& proven = family.authentication;
    return Json::Object{{"id", family.public_id.text()},
                        {"current", current},
                        {"name", text_or_null(family.name)},
                        {"scopes", words_of(family.scopes)},
                        {"site", text_or_null(family.site)},
                        {"session", family.session ? Json{family.session->text()} : Json{}},
                        {"created_at", to_rfc3339(family.created_at)},
                        {"last_used_at", to_rfc3339(family.used_at)},
                        {"expires_at", to_rfc3339(ends_at(family))},
                        {"address", family.address},
                        {"user_agent", family.user_agent},
                        {"level", std::int64_t{to_number(proven.level)}},
                        {"authenticated_at", to_rfc3339(proven.authenticated_at)},
                        {"methods", api::to_json(proven.methods)}};
}

Json to_json(const PersonalToken& token, bool current) {
    const auto& used = token.last_used_at;
    return Json::Object{{"id", token.public_id.text()},
                        {"current", current},
                        {"name", token.name},
                        {"scopes", words_of(token.scopes)},
                        {"level", std::int64_t{to_number(token.level)}},
                        {"created_at", to_rfc3339(token.created_at)},
                        {"last_used_at", used ? Json{to_rfc3339(*used)} : Json{}},
                        {"expires_at", to_rfc3339(token.expires_at)},
                        {"address", token.address}};
}

}  // namespace postern::api::token
