/// content_security_policy: what a page of Postern may load, and where its forms may lead.
#pragma once

#include <string>

namespace postern::http {

/// Where the answers to a page's forms lead.
enum class FormsLead {
    Home,    ///< to the portal
    Onward,  ///< to a site, which may send the browser on to any other origin
};

/// The policy of an HTML page: everything from Postern's own origin, nothing inline, no frame.
///
/// Chromium applies form-action to each redirect that follows a post, those of other origins
/// included (CSP 3, 6.4.1 and 4.2.5; w3c/webappsec-csp#8), and has no source for an IPv6 host. So
/// the directive is left out where a form leads to a site: docs/security.md weighs it. The pipeline
/// sends the policy for Home unless the handler has set its own.
std::string content_security_policy(FormsLead lead = FormsLead::Home);

/// Of a page without forms and scripts that any site may show in a frame.
std::string framed_page_policy();

}  // namespace postern::http
