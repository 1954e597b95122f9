#include "portal/sign_in/return_to.hpp"

#include <optional>

#include "postern/base/bytes.hpp"
#include "postern/model/origin.hpp"
#include "postern/service/site/site_service.hpp"

namespace postern::portal::sign_in {

namespace {

/// `app.example.org` or `localhost:8081`: the origin without its scheme.
std::string host_of(const Origin& origin) {
    return origin.text().substr(origin.scheme().size() + 3);
}

}  // namespace

void ReturnTo::fill(Fields& fields) const {
    fields.show("HAS_RETURN_LINK", !link.empty());
    fields.set("RETURN_LINK", link);
    fields.set("RETURN_LINK_ENCODED", percent_encode(link));
    fields.show("HAS_RETURN_HOST", !host.empty());
    fields.set("RETURN_HOST", host);
}

ReturnTo return_to(const service::SiteService& sites, std::string_view link) {
    if (link.empty()) return {};
    const auto allowed = sites.allowed_return_link(link);
    const auto parsed = allowed ? parse_return_link(*allowed) : std::nullopt;
    if (!parsed) return {};
    return {.link = *allowed, .origin = parsed->origin.text(), .host = host_of(parsed->origin)};
}

}  // namespace postern::portal::sign_in
