/// UnreachedView: the visitor is signed in, but their session does not get to the site.
#pragma once

#include <string>
#include <string_view>

#include "portal/page/return_to.hpp"

namespace postern::portal {

struct UnreachedView {
    static constexpr std::string_view kTemplate = "unreached";

    enum class Why {
        Domain,  ///< browsers send the session cookie to other hosts only: an administrator's fault
        Lost,    ///< it should arrive and does not: blocked cookies, another clock, a proxy
    };

    Frame frame;
    ReturnTo return_to;
    Why why = Why::Domain;
    std::string cookie_domain{};

    void fill(Fields& fields) const {
        frame.fill(fields);
        fields.set("RETURN_HOST", return_to.host);
        fields.set("RETURN_LINK", return_to.link);
        fields.show("OUT_OF_REACH", why == Why::Domain);
        fields.show("LOST", why == Why::Lost);
        fields.show("HAS_COOKIE_DOMAIN", why == Why::Domain && !cookie_domain.empty());
        fields.show("NO_COOKIE_DOMAIN", why == Why::Domain && cookie_domain.empty());
        fields.set("COOKIE_DOMAIN", cookie_domain);
    }
};

}  // namespace postern::portal
