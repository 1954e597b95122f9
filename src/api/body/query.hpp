/// query: fields of the query that must not be passed over when they cannot be read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/http/problem.hpp"
#include "postern/http/request.hpp"

namespace postern::api {

/// The value; nothing when the field is absent, and nothing with a problem noted when it is given
/// twice, is empty or cannot be decoded.
std::optional<std::string> query_text(const http::Request& request, std::string_view name,
                                      std::vector<http::FieldProblem>& problems);

}  // namespace postern::api
