#include "api/body/page_request.hpp"

#include <utility>

#include "postern/base/bytes.hpp"

namespace postern::api {

std::size_t parse_limit(const http::Request& request, std::vector<http::FieldProblem>& problems) {
    const auto text = request.query_value("limit");
    if (!text) return kDefaultPageSize;
    const auto limit = to_number(*text);
    if (limit && *limit >= 1 && *limit <= kMaxPageSize) return *limit;
    problems.push_back({"limit", "out_of_range", "This must be a number from 1 to 100."});
    return kDefaultPageSize;
}

http::FieldProblem bad_cursor() {
    return {"cursor", "invalid", "Use next_cursor exactly as the server sent it."};
}

std::string parse_cursor_text(const http::Request& request,
                              std::vector<http::FieldProblem>& problems) {
    auto cursor = request.query_value("cursor");
    if (cursor && cursor->empty()) problems.push_back(bad_cursor());
    return std::move(cursor).value_or("");
}

http::Response refuse_cursor(const http::Request& request) {
    return refuse(validation_failed({bad_cursor()}), request);
}

}  // namespace postern::api
