/// entry_json: an entry of the audit log as administrators see it.
#pragma once

#include <string>

#include "postern/json/json.hpp"
#include "postern/model/audit.hpp"

namespace postern::api::admin {

/// `email`: of the user whom it is about; empty: nobody, or they are gone.
json::Json to_json(const StoredAuditEntry& stored, const std::string& email = {});

}  // namespace postern::api::admin
