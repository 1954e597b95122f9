// What is done with the e-mails that wait or were given up.
#include <utility>

#include "api/admin/guard/part.hpp"
#include "api/admin/guard/refusals.hpp"
#include "api/admin/log/operations.hpp"
#include "api/body/answers.hpp"
#include "api/body/page_request.hpp"
#include "postern/base/bytes.hpp"
#include "postern/service/admin/outbox_service.hpp"

namespace postern::api::admin::log {

namespace {

using http::Status;
using json::Json;

Json to_json(const store::OutboxEntry& mail) {
    return Json::Object{
        {"id", static_cast<std::int64_t>(mail.id)},
        {"kind", to_text(mail.kind)},
        {"to", mail.to.text()},
        {"created_at", to_rfc3339(mail.created_at)},
        {"attempts", std::int64_t{mail.attempts}},
        {"next_attempt_at", mail.failed_at ? Json{} : Json{to_rfc3339(mail.next_attempt_at)}},
        {"failed_at", mail.failed_at ? Json{to_rfc3339(*mail.failed_at)} : Json{}},
        {"last_error", mail.last_error.empty() ? Json{} : Json{mail.last_error}}};
}

}  // namespace

http::Response get_mails(const Context&, const Services& services, const http::Request& request,
                         const SessionWithUser&) {
    std::vector<http::FieldProblem> problems;
    const auto limit = parse_limit(request, problems);
    const auto cursor = parse_cursor_text(request, problems);
    if (!problems.empty()) return refuse(validation_failed(std::move(problems)), request);
    const auto part = services.outbox.list(cursor, limit);
    if (part.restarted) return refuse_cursor(request);
    Json::Array list;
    for (const auto& mail : part.items) list.push_back(to_json(mail));
    return answer_part("mails", std::move(list), part.damaged, part.next);
}

http::Response get_mail_counts(const Context&, const Services& services, const http::Request&,
                               const SessionWithUser&) {
    const auto counts = services.outbox.count();
    return answer(Status::Ok, Json::Object{{"waiting", static_cast<std::int64_t>(counts.waiting)},
                                           {"failed", static_cast<std::int64_t>(counts.failed)}});
}

http::Response post_mails_retry(const Context&, const Services& services,
                                const http::Request& request, const SessionWithUser& caller) {
    const auto retried =
        services.outbox.retry(std::nullopt, actor_of(request, caller), request.received);
    return answer(Status::Ok, Json::Object{{"retried", retried}});
}

http::Response post_mail_retry(const Context&, const Services& services,
                               const http::Request& request, const SessionWithUser& caller) {
    const auto id = to_number(in_path(request, "id"));
    return id && services.outbox.retry(id, actor_of(request, caller), request.received) > 0
               ? http::Response{Status::NoContent}
               : no_such("e-mail that was given up", request);
}

}  // namespace postern::api::admin::log
