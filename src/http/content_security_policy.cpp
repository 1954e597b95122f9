#include "postern/http/content_security_policy.hpp"

#include <stdexcept>

#include "token.hpp"

namespace postern::http {
namespace {

// One more ';' or ',' would end the directive and let the rest be read as others.
bool is_source(std::string_view text) noexcept {
    return is_visible_ascii(text) && text.find_first_of(";,'\"") == std::string_view::npos;
}

}  // namespace

std::string content_security_policy(const std::vector<std::string>& form_action_origins) {
    std::string form_action = "form-action 'self'";
    for (const auto& origin : form_action_origins) {
        if (!is_source(origin)) throw std::invalid_argument{"origin is no policy source"};
        form_action += ' ' + origin;
    }
    return "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
           "connect-src 'self'; " +
           form_action + "; frame-ancestors 'none'; base-uri 'none'";
}

}  // namespace postern::http
