/// part: a part of a list as every list of this kind is answered.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/body/answers.hpp"
#include "postern/json/json.hpp"

namespace postern::api::admin {

/// `name`: of the member with the items. `damaged`: rows that nobody can read. `next`: the cursor;
/// empty: there is no more.
inline http::Response answer_part(const char* name, json::Json::Array items,
                                  const std::vector<std::string>& damaged,
                                  const std::string& next) {
    return answer(
        http::Status::Ok,
        json::Json::Object{{name, std::move(items)},
                           {"damaged", json::Json::Array{damaged.begin(), damaged.end()}},
                           {"next_cursor", next.empty() ? json::Json{} : json::Json{next}}});
}

}  // namespace postern::api::admin
