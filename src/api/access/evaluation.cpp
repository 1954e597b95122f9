#include "api/access/evaluation.hpp"

#include <string_view>

#include "postern/base/clock.hpp"
#include "postern/http/status.hpp"

namespace postern::api::access {

namespace {

/// The text `member` of the object `name`; empty where there is none.
std::string_view text_of(const json::Json& request, const json::Json& defaults,
                         std::string_view name, std::string_view member) {
    const auto* own = request.find(name);
    const auto* object = own ? own : defaults.find(name);
    const auto* value = object ? object->find(member) : nullptr;
    return value && value->string() ? std::string_view{*value->string()} : std::string_view{};
}

}  // namespace

Result<service::DecisionQuestion, std::string> parse_question(const json::Json& request,
                                                              const json::Json& defaults) {
    if (!request.object()) return fail(std::string{"An evaluation must be an object."});
    std::string missing;
    const auto take = [&](std::string_view name, std::string_view member) {
        const auto text = text_of(request, defaults, name, member);
        if (text.empty() && missing.empty())
            missing = std::string{name}.append(".").append(member).append(
                " must be a string that is not empty.");
        return text;
    };
    const service::DecisionQuestion question{.subject_type = take("subject", "type"),
                                             .subject_id = take("subject", "id"),
                                             .resource_type = take("resource", "type"),
                                             .resource_id = take("resource", "id"),
                                             .action = take("action", "name")};
    if (!missing.empty()) return fail(std::move(missing));
    return question;
}

json::Json to_json(const service::Decision& decision) {
    json::Json::Object context{{"reason", service::to_text(decision.reason)}};
    if (decision.until) context.emplace_back("until", to_rfc3339(*decision.until));
    return json::Json::Object{{"decision", decision.allowed}, {"context", std::move(context)}};
}

json::Json to_json_of_error(const std::string& message) {
    const json::Json::Object error{{"status", static_cast<int>(http::Status::BadRequest)},
                                   {"message", message}};
    return json::Json::Object{{"decision", false},
                              {"context", json::Json::Object{{"error", error}}}};
}

}  // namespace postern::api::access
