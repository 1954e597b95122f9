#include "api/account/to_json.hpp"

namespace postern::api::account {

json::Json to_json(const User& user) {
    const auto text_or_null = [](const std::string& text) {
        return text.empty() ? json::Json{} : json::Json{text};
    };
    return json::Json::Object{{"id", user.public_id.text()},
                              {"email", user.email.text()},
                              {"email_verified", user.email_verified_at.has_value()},
                              {"display_name", user.display_name.text()},
                              {"language", text_or_null(user.language)},
                              {"time_zone", text_or_null(user.time_zone)},
                              {"created_at", to_rfc3339(user.created_at)}};
}

json::Json to_json(const Session& session, const PublicId& current) {
    return json::Json::Object{{"id", session.public_id.text()},
                              {"current", session.public_id == current},
                              {"created_at", to_rfc3339(session.created_at)},
                              {"last_seen_at", to_rfc3339(session.last_seen_at)},
                              {"expires_at", to_rfc3339(session.expires_at)},
                              {"remember", session.remember},
                              {"address", session.address},
                              {"user_agent", session.user_agent}};
}

}  // namespace postern::api::account
