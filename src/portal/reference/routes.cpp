#include "portal/reference/routes.hpp"

#include "portal/page/rows.hpp"
#include "portal/page/templates.hpp"
#include "portal/reference/view.hpp"

namespace postern::portal::reference {

namespace {

/// Its neighbours are the API, whose clients read problem documents.
http::Route beside_the_api(http::Route row) {
    row.error_format = http::ErrorFormat::Problem;
    return row;
}

/// The same for everybody, in every language.
http::Handler get_reference(const Context& context) {
    return [context](const http::Request&) {
        return http::Response::html(http::Status::Ok, std::string{context.settings.reference})
            .add("Cache-Control", "public, max-age=300");
    };
}

}  // namespace

std::vector<http::Route> routes(const Context& context) {
    return {
        beside_the_api(page("/api/", get_reference(context))),
        beside_the_api(moved(context, "/api", "/api/")),
    };
}

std::vector<std::string> templates() { return templates_of<ReferenceView>(); }

}  // namespace postern::portal::reference
