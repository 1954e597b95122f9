/// audit_file: entries of the audit log as a file, with the columns of `postern audit`.
#pragma once

#include <vector>

#include "postern/http/response.hpp"
#include "postern/service/admin/audit_reader.hpp"

namespace postern::portal::admin::log {

// Both offer to be saved under a name.

http::Response audit_as_csv(const std::vector<service::ReadEntry>& entries);
/// One array of objects, as `postern audit --json` prints it.
http::Response audit_as_json(const std::vector<service::ReadEntry>& entries);

}  // namespace postern::portal::admin::log
