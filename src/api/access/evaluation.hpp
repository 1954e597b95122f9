/// evaluation: one question of AuthZEN 1.0, as it is read and answered.
#pragma once

#include <string>

#include "postern/base/result.hpp"
#include "postern/json/json.hpp"
#include "postern/service/access/decision_service.hpp"

namespace postern::api::access {

/// `subject`, `resource` and `action` of `request`, or of `defaults` where it has none; both must
/// outlive the question. Members that AuthZEN does not name are ignored, as it demands; so are
/// properties and context, on which no permission depends. Fails with what is wrong, for people.
Result<service::DecisionQuestion, std::string> parse_question(const json::Json& request,
                                                              const json::Json& defaults);

json::Json to_json(const service::Decision& decision);

/// Of a question that cannot be read, among several.
json::Json to_json_of_error(const std::string& message);

}  // namespace postern::api::access
