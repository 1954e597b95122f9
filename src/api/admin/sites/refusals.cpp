#include "api/admin/sites/refusals.hpp"

#include <cstdlib>

#include "api/admin/guard/refusals.hpp"
#include "postern/http/problem.hpp"

namespace postern::api::admin::sites {

namespace {

http::Response bad_origin(const http::Request& request) {
    return refuse_field("origin", "invalid",
                        "Use an origin such as https://wiki.example.org: https if this server is "
                        "reached by https.",
                        request);
}

http::Response bad_line(std::string_view field, std::string_view detail,
                        const http::Request& request) {
    return refuse_field(field, "invalid", detail, request);
}

http::Response bad_title(const http::Request& request) {
    return bad_line("title", "Use one line of at most 100 characters, without control characters.",
                    request);
}

http::Response bad_description(const http::Request& request) {
    return bad_line("description",
                    "Use one line of at most 200 characters, without control characters.", request);
}

http::Response bad_contact(const http::Request& request) {
    return bad_line("contact", "Use an e-mail address such as wiki@example.org.", request);
}

http::Response bad_max_age(const http::Request& request) {
    return refuse_field("max_age_seconds", "out_of_range", "Use 60 to 2592000, or null.", request);
}

}  // namespace

http::Response refuse(service::AddSiteError error, const http::Request& request) {
    using enum service::AddSiteError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case BadName:
            return refuse_field("name", "invalid",
                                "Use 1 to 64 characters of a-z, 0-9, '-' and '_', with a letter or "
                                "a digit in front.",
                                request);
        case BadOrigin:
            return bad_origin(request);
        case BadTitle:
            return bad_title(request);
        case BadDescription:
            return bad_description(request);
        case BadContact:
            return bad_contact(request);
        case BadMaxAge:
            return bad_max_age(request);
        case NameTaken:
            return conflict("name_taken", "There is a site of this name.", request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(service::SetSiteError error, const http::Request& request) {
    using enum service::SetSiteError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case NoSuchSite:
            return no_such("site", request);
        case BadOrigin:
            return bad_origin(request);
        case BadTitle:
            return bad_title(request);
        case BadDescription:
            return bad_description(request);
        case BadContact:
            return bad_contact(request);
        case BadMaxAge:
            return bad_max_age(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response fixed_origin(const http::Request& request) {
    return http::problem(http::Status::Forbidden, "forbidden",
                         "Only somebody who may change all sites (write on admin/sites) can change "
                         "the origin of one. Nothing was changed.",
                         {}, request.request_id);
}

}  // namespace postern::api::admin::sites
