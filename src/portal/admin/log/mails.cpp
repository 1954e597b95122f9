// `GET /admin/mails`, and the form on it.
#include "portal/admin/log/forms.hpp"
#include "portal/admin/log/handlers.hpp"
#include "portal/admin/log/views.hpp"
#include "postern/service/admin/outbox_service.hpp"

namespace postern::portal::admin::log {

namespace {

constexpr std::size_t kPageSize = 50;

/// In words, if these say enough without values.
std::string subject_of(const text::Catalogue& words, const std::string& language,
                       const std::string& kind) {
    const std::string key = "mail." + kind + ".subject";
    if (!words.has_key(key)) return {};
    const auto& subject = words.text(language, key);
    return subject.find("{{") == std::string::npos ? subject : std::string{};
}

MailRow row_of(const Context& context, const AdminFrame& frame, const store::OutboxEntry& entry) {
    MailRow row{.id = std::to_string(entry.id), .kind = std::string{to_text(entry.kind)}};
    row.subject = subject_of(context.pages.words(), frame.language, row.kind);
    row.to = entry.to.text();
    row.created = moment_on(context, frame, entry.created_at);
    row.attempts = entry.attempts;
    row.next = moment_on(context, frame, entry.next_attempt_at);
    if (entry.failed_at) row.failed = moment_on(context, frame, *entry.failed_at);
    row.error = entry.last_error;
    return row;
}

}  // namespace

http::Response get_mails(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    MailsView view{admin_frame(context, services, request, visitor, AdminPage::Mails)};
    view.frame.command = "postern mail list";
    view.mail_enabled = context.settings.mail_enabled;
    const auto counts = services.outbox.count();
    view.waiting = counts.waiting;
    view.given_up = counts.failed;
    const auto part = services.outbox.list(request.query_value("after").value_or(""), kPageSize);
    for (const auto& entry : part.items) view.mails.push_back(row_of(context, view.frame, entry));
    view.damaged = part.damaged;
    view.frame.restarted = part.restarted;
    view.pager = pager_of(context, request, part.next, part.restarted);
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_mails(const Context& context, const Services& services,
                          const http::Request& request, const SessionWithUser& visitor) {
    const auto form = RetryForm::parse(request);
    if (!form || !form->is_valid)
        return context.error_page(http::PipelineError::BadRequest, request);
    const auto count =
        services.outbox.retry(form->id, actor_of(request, visitor), request.received);
    return context.redirect_to(with_done("/admin/mails", "mails_retried") +
                               "&count=" + std::to_string(count));
}

}  // namespace postern::portal::admin::log
