#include "portal/admin/sites/parts.hpp"

#include <cstdlib>

#include "portal/admin/frame/sight.hpp"

namespace postern::portal::admin::sites {

namespace {

DifferenceRow::Kind kind_of(postern::access::Difference::Kind kind) {
    using Kind = postern::access::Difference::Kind;
    switch (kind) {  // no default: a new kind must not compile until it has a word
        case Kind::Opens:
            return DifferenceRow::Kind::Opens;
        case Kind::Closes:
            return DifferenceRow::Kind::Closes;
        case Kind::Changes:
            return DifferenceRow::Kind::Changes;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Response not_found(const Context& context, const http::Request& request) {
    return context.error_page(http::PipelineError::NotFound, request);
}

http::Response bad_form(const Context& context, const http::Request& request) {
    return context.error_page(http::PipelineError::BadRequest, request);
}

std::string path_of_site(const http::Request& request) {
    return "/admin/sites/" + in_path(request, "name");
}

AdminFrame rules_frame(const Context& context, const Services& services,
                       const http::Request& request, const SessionWithUser& visitor) {
    auto frame = admin_frame(context, services, request, visitor, AdminPage::Sites);
    const Sight sight{services, visitor, request.received};
    frame.may_write = sight.changes(service::AdminArea::Rules, in_path(request, "name"));
    return frame;
}

ChangeView change_view(const Context& context, const Frame& frame, Actors& actors, TimePoint at,
                       const std::string& by) {
    return {.at = moment_on(context, frame, at), .by = actors.of(by)};
}

std::vector<DifferenceRow> rows_of(const std::vector<postern::access::Difference>& differences) {
    std::vector<DifferenceRow> rows;
    for (const auto& difference : differences)
        rows.push_back({kind_of(difference.kind), difference.words});
    return rows;
}

std::vector<RuleRow> rows_of(const SiteRules& rules) {
    std::vector<RuleRow> rows;
    for (std::size_t i = 0; i < rules.rules.size(); ++i) {
        const Rule& rule = rules.rules[i];
        rows.push_back({.number = number_of(i),
                        .name = rule.name,
                        .words = postern::access::in_words(rule),
                        .comment = rule.comment,
                        .disabled = !rule.enabled,
                        .dry_run = rule.dry_run,
                        .counts = false});
    }
    return rows;
}

std::string number_of(std::size_t rule) { return std::to_string(rule + 1); }

}  // namespace postern::portal::admin::sites
