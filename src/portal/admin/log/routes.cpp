#include "portal/admin/log/routes.hpp"

#include "portal/admin/frame/rows.hpp"
#include "portal/admin/log/handlers.hpp"
#include "portal/admin/log/session_views.hpp"
#include "portal/admin/log/views.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::admin::log {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const Area audit{context, services, service::AdminArea::Audit};
    const Area sessions{context, services, service::AdminArea::Sessions};
    const Area mail{context, services, service::AdminArea::Mail};
    return {
        audit.page("/audit", get_audit),
        sessions.page("/sessions", get_sessions),
        sessions.form_page("/sessions/{id}/end", get_end_session),
        sessions.form("/sessions/{id}/end", post_end_session),
        mail.page("/mails", get_mails),
        mail.form("/mails", post_mails),
    };
}

std::vector<std::string> templates() {
    return templates_of<AuditView, SessionsView, EndSessionView, MailsView>();
}

}  // namespace postern::portal::admin::log
