#include "portal/links/link_gone.hpp"

#include "portal/links/views.hpp"
#include "portal/page/answers.hpp"

namespace postern::portal::links {

http::Response link_gone(const Context& context, const http::Request& request, MailTokenKind kind,
                         service::LinkError error) {
    const bool taken = error == service::LinkError::EmailTaken;
    const LinkGoneView view{.frame = context.frame(request),
                            .kind = kind,
                            .email_taken = taken,
                            .mail_enabled = context.settings.mail_enabled};
    return with_secret_address(
        context.pages.draw(taken ? http::Status::Conflict : http::Status::Gone, view));
}

}  // namespace postern::portal::links
