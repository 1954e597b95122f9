// GET /api/v1/admin/audit.
#include <utility>

#include "api/admin/guard/entry_json.hpp"
#include "api/admin/guard/part.hpp"
#include "api/admin/log/operations.hpp"
#include "api/admin/log/requests.hpp"
#include "api/body/answers.hpp"
#include "api/body/page_request.hpp"
#include "postern/service/admin/audit_reader.hpp"

namespace postern::api::admin::log {

http::Response get_audit(const Context&, const Services& services, const http::Request& request,
                         const SessionWithUser&) {
    const auto wanted = AuditQuery::parse(request);
    if (!wanted) return refuse(wanted.error(), request);
    const auto part = wanted->after
                          ? services.audit.follow(wanted->filter, *wanted->after, wanted->limit)
                          : services.audit.list(wanted->filter, wanted->cursor, wanted->limit);
    if (part.restarted) return refuse_cursor(request);
    json::Json::Array list;
    for (const auto& read : part.items) list.push_back(to_json(read.entry, read.email));
    return answer_part("entries", std::move(list), part.damaged, part.next);
}

}  // namespace postern::api::admin::log
