#include "api/admin/log/routes.hpp"

#include "api/admin/guard/area.hpp"
#include "api/admin/log/operations.hpp"

namespace postern::api::admin::log {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    using enum http::Method;
    const Area audit{context, services, service::AdminArea::Audit};
    const Area mail{context, services, service::AdminArea::Mail};
    return {
        audit.read("/audit", get_audit),

        mail.read("/mails", get_mails),
        mail.read("/mails/counts", get_mail_counts),
        mail.write(Post, "/mails/retry", post_mails_retry),
        mail.write(Post, "/mails/{id}/retry", post_mail_retry),
    };
}

}  // namespace postern::api::admin::log
