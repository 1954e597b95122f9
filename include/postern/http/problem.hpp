/// problem: errors of the API as problem documents (RFC 9457).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "postern/http/response.hpp"
#include "postern/json/json.hpp"

namespace postern::http {

/// What is wrong with one field of the request.
struct FieldProblem {
    std::string field;
    std::string code;    ///< stable word for programs: `required`, `too_short`, `wrong_type`, ...
    std::string detail;  ///< for people
};

/// `{"type":"about:blank","title":...,"status":...,"code":...,"detail":...}` as
/// application/problem+json, with `request_id` and `errors` when they are not empty. `code` is a
/// stable snake_case word, documented in the OpenAPI document.
Response problem(Status status, std::string_view code, std::string_view detail,
                 const std::vector<FieldProblem>& errors = {}, std::string_view request_id = {});

/// The same with members of its own, which the OpenAPI document describes for this `code`.
Response problem_with(json::Json::Object members, Status status, std::string_view code,
                      std::string_view detail, const std::vector<FieldProblem>& errors = {},
                      std::string_view request_id = {});

/// 429 with the time to wait, which is at least a second: as the header Retry-After and as the
/// member `retry_after`.
Response too_many(std::string_view code, std::string_view detail, std::chrono::seconds retry_after,
                  std::string_view request_id);

}  // namespace postern::http
