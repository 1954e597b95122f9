/// requests: what the operations of the audit log and the outbox take, read strictly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "api/body/members.hpp"
#include "postern/service/admin/audit_reader.hpp"

namespace postern::api::admin::log {

/// GET /api/v1/admin/audit.
struct AuditQuery {
    store::AuditFilter filter;
    std::size_t limit;
    std::string cursor{};                  ///< empty: from the newest
    std::optional<std::uint64_t> after{};  ///< to follow the log: the id of an entry, or 0

    static Result<AuditQuery, RequestError> parse(const http::Request& request);
};

}  // namespace postern::api::admin::log
