#include "api/body/to_json.hpp"

#include <sstream>

namespace postern::api {

json::Json::Array to_json(const ProofMethods& methods) {
    json::Json::Array words;
    std::istringstream text{methods.text()};
    for (std::string word; text >> word;) words.emplace_back(word);
    return words;
}

json::Json to_json(const User& user) {
    const auto text_or_null = [](const std::string& text) {
        return text.empty() ? json::Json{} : json::Json{text};
    };
    return json::Json::Object{
        {"id", user.public_id.text()},
        {"email", user.email.text()},
        {"email_verified", user.email_verified_at.has_value()},
        {"username", text_or_null(user.username ? user.username->text() : std::string{})},
        {"display_name", user.display_name.text()},
        {"given_name", text_or_null(user.given_name)},
        {"family_name", text_or_null(user.family_name)},
        {"language", text_or_null(user.language)},
        {"time_zone", text_or_null(user.time_zone)},
        {"created_at", to_rfc3339(user.created_at)}};
}

json::Json to_json(const Session& session, const PublicId& current) {
    const auto& proven = session.authentication;
    return json::Json::Object{{"id", session.public_id.text()},
                              {"current", session.public_id == current},
                              {"created_at", to_rfc3339(session.created_at)},
                              {"last_seen_at", to_rfc3339(session.last_seen_at)},
                              {"expires_at", to_rfc3339(session.expires_at)},
                              {"remember", session.remember},
                              {"address", session.address},
                              {"user_agent", session.user_agent},
                              {"level", std::int64_t{to_number(proven.level)}},
                              {"authenticated_at", to_rfc3339(proven.authenticated_at)},
                              {"methods", to_json(proven.methods)}};
}

json::Json::Array methods_of(const service::Factors& factors, bool has_passkeys) {
    json::Json::Array words;
    const auto add = [&words](ProofMethod method) { words.emplace_back(to_text(method)); };
    // One word for passkeys and security keys: a client calls the same function for both.
    if (has_passkeys && factors.keys() > 0) add(ProofMethod::Passkey);
    if (factors.totp) add(ProofMethod::Totp);
    if (factors.recovery_codes > 0) add(ProofMethod::RecoveryCode);
    return words;
}

json::Json::Array step_up_methods_of(const service::Factors& factors, bool has_passkeys) {
    return factors.any() ? methods_of(factors, has_passkeys)
                         : to_json(ProofMethods{ProofMethod::Password});
}

}  // namespace postern::api
