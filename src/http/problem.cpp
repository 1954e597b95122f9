#include "postern/http/problem.hpp"

#include <algorithm>
#include <iterator>

namespace postern::http {
namespace {

json::Json to_json(const FieldProblem& problem) {
    return json::Json::Object{
        {"field", problem.field}, {"code", problem.code}, {"detail", problem.detail}};
}

json::Json::Object document(Status status, std::string_view code, std::string_view detail,
                            std::string_view request_id) {
    json::Json::Object document{{"type", "about:blank"},
                                {"title", reason(status)},
                                {"status", static_cast<int>(status)},
                                {"code", code},
                                {"detail", detail}};
    if (!request_id.empty()) document.emplace_back("request_id", request_id);
    return document;
}

Response problem_of(Status status, json::Json::Object document) {
    return Response::with_body(status, "application/problem+json",
                               json::Json{std::move(document)}.dump());
}

}  // namespace

Response problem(Status status, std::string_view code, std::string_view detail,
                 const std::vector<FieldProblem>& errors, std::string_view request_id) {
    return problem_with({}, status, code, detail, errors, request_id);
}

Response problem_with(json::Json::Object members, Status status, std::string_view code,
                      std::string_view detail, const std::vector<FieldProblem>& errors,
                      std::string_view request_id) {
    auto body = document(status, code, detail, request_id);
    if (!errors.empty()) {
        json::Json::Array list;
        for (const auto& error : errors) list.push_back(to_json(error));
        body.emplace_back("errors", std::move(list));
    }
    std::ranges::move(members, std::back_inserter(body));
    return problem_of(status, std::move(body));
}

Response too_many(std::string_view code, std::string_view detail, std::chrono::seconds retry_after,
                  std::string_view request_id) {
    const auto seconds = std::max<std::int64_t>(1, retry_after.count());
    return problem_with({{"retry_after", seconds}}, Status::TooManyRequests, code, detail, {},
                        request_id)
        .add("Retry-After", std::to_string(seconds));
}

}  // namespace postern::http
