/// evaluation: one question of AuthZEN 1.0, as it is read and answered.
#pragma once

#include <string>

#include "postern/base/result.hpp"
#include "postern/json/json.hpp"
#include "postern/service/access/decision_service.hpp"

namespace postern::api::access {

/// Members that AuthZEN does not name are ignored, as it demands; so are properties and context,
/// on which no permission depends.
struct Evaluation {
    std::string subject_type;
    std::string subject_id;
    std::string resource_type;
    std::string resource_id;
    std::string action;

    /// `subject`, `resource` and `action` of `request`, or of `defaults` where it has none. Fails
    /// with what is wrong, for people.
    static Result<Evaluation, std::string> parse(const json::Json& request,
                                                 const json::Json& defaults);

    service::DecisionQuestion question() const;
};

json::Json to_json(const service::Decision& decision);

/// Of a question that cannot be read, among several.
json::Json to_json_of_error(const std::string& message);

}  // namespace postern::api::access
