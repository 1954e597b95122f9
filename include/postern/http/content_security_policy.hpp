/// content_security_policy: what a page of Postern may load, and where its forms may lead.
#pragma once

#include <string>
#include <vector>

namespace postern::http {

/// The policy of an HTML page: everything from Postern's own origin, nothing inline, no frame.
///
/// Browsers apply form-action to the redirect after a post as well, so a form whose answer leads
/// back to a protected site names the origins of the registered sites here
/// (`https://app.example.org`). The pipeline sends the policy without any unless the handler has
/// set its own. Throws std::invalid_argument when an origin is no single word of the policy.
std::string content_security_policy(const std::vector<std::string>& form_action_origins = {});

}  // namespace postern::http
