#include "postern/http/problem.hpp"

#include "postern/http/json.hpp"

namespace postern::http {
namespace {

Json to_json(const FieldProblem& problem) {
    return Json::Object{
        {"field", problem.field}, {"code", problem.code}, {"detail", problem.detail}};
}

}  // namespace

Response problem(Status status, std::string_view code, std::string_view detail,
                 const std::vector<FieldProblem>& errors, std::string_view request_id) {
    Json::Object document{{"type", "about:blank"},
                          {"title", reason(status)},
                          {"status", static_cast<int>(status)},
                          {"code", code},
                          {"detail", detail}};
    if (!request_id.empty()) document.emplace_back("request_id", request_id);
    if (!errors.empty()) {
        Json::Array list;
        for (const auto& error : errors) list.push_back(to_json(error));
        document.emplace_back("errors", std::move(list));
    }
    return Response::with_body(status, "application/problem+json",
                               Json{std::move(document)}.dump());
}

}  // namespace postern::http
