#include "postern/http/content_security_policy.hpp"

namespace postern::http {

std::string content_security_policy(FormsLead lead) {
    const std::string form_action = lead == FormsLead::Home ? "form-action 'self'; " : "";
    return "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
           "connect-src 'self'; " +
           form_action + "frame-ancestors 'none'; base-uri 'none'";
}

std::string framed_page_policy() {
    return "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; "
           "frame-ancestors *";
}

}  // namespace postern::http
