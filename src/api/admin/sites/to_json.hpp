/// to_json: sites as administrators see them.
#pragma once

#include "postern/json/json.hpp"
#include "postern/model/site.hpp"

namespace postern::api::admin::sites {

json::Json to_json(const Site& site);

}  // namespace postern::api::admin::sites
