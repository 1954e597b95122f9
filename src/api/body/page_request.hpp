/// page_request: which part of a list a request asks for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/body/members.hpp"

namespace postern::api {

inline constexpr std::size_t kDefaultPageSize = 50;
inline constexpr std::size_t kMaxPageSize = 100;

/// `Position` says where an item stands in its list; a cursor is its text. It names a position, not
/// an item: it stays valid when the item that it was made from is gone.
template <class Position>
struct PageRequest {
    std::size_t limit = kDefaultPageSize;
    std::optional<Position> after{};  ///< nothing: from the start
};

/// `limit` of the query, 1 to kMaxPageSize; adds to `problems` when it is invalid.
std::size_t parse_limit(const http::Request& request, std::vector<http::FieldProblem>& problems);

/// The problem of a cursor that the server never sent.
http::FieldProblem bad_cursor();

/// The text of `cursor`, for services that read it themselves; empty where there is none. Adds to
/// `problems` when it is there and empty.
std::string parse_cursor_text(const http::Request& request,
                              std::vector<http::FieldProblem>& problems);

/// 422: what a service says of the cursor of a list that it has restarted.
http::Response refuse_cursor(const http::Request& request);

/// Reads `limit` and `cursor` of the query. `parse_cursor` makes a position of a cursor that the
/// server sent, and nothing of any other text.
template <class Position>
Result<PageRequest<Position>, RequestError> parse_page_request(
    const http::Request& request, std::optional<Position> (*parse_cursor)(std::string_view)) {
    std::vector<http::FieldProblem> problems;
    PageRequest<Position> wanted{.limit = parse_limit(request, problems)};
    if (const auto cursor = request.query_value("cursor")) {
        wanted.after = parse_cursor(*cursor);
        if (!wanted.after) problems.push_back(bad_cursor());
    }
    if (!problems.empty()) return fail(validation_failed(std::move(problems)));
    return wanted;
}

}  // namespace postern::api
