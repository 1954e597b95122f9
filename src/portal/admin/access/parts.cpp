#include "portal/admin/access/parts.hpp"

#include <cstdlib>

#include "portal/page/moment.hpp"
#include "postern/service/access/giving.hpp"

namespace postern::portal::admin::access {

namespace {

/// Of one group; there are far fewer roles and permissions.
constexpr std::size_t kMostGrants = 1000;

}  // namespace

http::Response not_found(const Context& context, const http::Request& request) {
    return context.error_page(http::PipelineError::NotFound, request);
}

http::Response bad_form(const Context& context, const http::Request& request) {
    return context.error_page(http::PipelineError::BadRequest, request);
}

std::vector<NamingRow> naming_rows(const std::vector<service::NamedInRules>& named) {
    std::vector<NamingRow> rows;
    for (const auto& one : named) rows.push_back({one.site, joined(one.rules)});
    return rows;
}

std::vector<TextRow> text_rows(const std::vector<std::string>& texts) {
    std::vector<TextRow> rows;
    for (const auto& text : texts) rows.push_back({text});
    return rows;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all.append(all.empty() ? "" : ", ").append(text);
    return all;
}

Until until_of(const Context& context, const Frame& frame, const std::optional<TimePoint>& end,
               TimePoint now) {
    if (!end) return {};
    return {.end = moment_on(context, frame, *end), .expired = *end <= now};
}

std::vector<TextRow> Given::rows() const {
    auto all = text_rows(roles);
    for (const auto& permission : permissions) all.push_back({permission});
    return all;
}

Given given_to(const Services& services, std::string_view group) {
    Given given;
    const GrantHolder holder{.kind = GrantHolder::Kind::Group, .name = std::string{group}};
    for (const Grant& grant : services.grants.grants(holder, kMostGrants)) {
        auto& names = grant.what.kind == Granted::Kind::Role ? given.roles : given.permissions;
        names.push_back(grant.what.name);
    }
    return given;
}

bool may_give_group(const Services& services, std::string_view group,
                    const std::optional<TimePoint>& until, const http::Request& request,
                    const SessionWithUser& visitor) {
    const auto gifts = service::gifts_of_group(services.grants, group, until, request.received);
    return service::may_give(services.grants, visitor.user.id, gifts, request.received);
}

bool may_give(const Services& services, const Granted& what, const std::optional<TimePoint>& until,
              const http::Request& request, const SessionWithUser& visitor) {
    const auto gifts = service::gifts_of(services.grants, what, until);
    return gifts && service::may_give(services.grants, visitor.user.id, *gifts, request.received);
}

DayField day_field(const std::string& typed, const http::Request& request,
                   const SessionWithUser& visitor) {
    const auto& zone = visitor.user.time_zone;
    const auto end = end_of_day(typed, zone);
    return {.day = typed,
            .first = day_of(zone, request.received),
            .bad = !typed.empty() && (!end || *end <= request.received)};
}

std::optional<TimePoint> end_of(const DayField& field, const SessionWithUser& visitor) {
    if (field.day.empty()) return std::nullopt;
    return end_of_day(field.day, visitor.user.time_zone);
}

GrantProblems problems_of(service::GroupError error) {
    using enum service::GroupError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case LastAdministrator:
            return {.last_administrator = true};
        case NamedByRule:
            return {.in_use = true};
        case NoSuchGroup:
        case NoSuchUser:
        case NotMember:
            return {.gone = true};
        case BadName:
        case BadDescription:
        case BadExpiry:
        case NameTaken:
        case TooMany:
            return {};
    }
    std::abort();  // a value outside the enum is a bug
}

GrantProblems problems_of(service::GrantError error) {
    using enum service::GrantError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case LastAdministrator:
            return {.last_administrator = true};
        case InUse:
            return {.in_use = true};
        case BuiltIn:
            return {.built_in = true};
        case ChangedMeanwhile:
            return {.changed_meanwhile = true};
        case NoSuchRole:
        case NoSuchPermission:
        case NoSuchGroup:
        case NoSuchUser:
        case NoSuchGrant:
            return {.gone = true};
        case BadName:
        case BadDescription:
        case BadResource:
        case BadAction:
        case BadExpiry:
        case NameTaken:
        case TooMany:
            return {};
    }
    std::abort();  // a value outside the enum is a bug
}

http::Status status_of(const GrantProblems& problems) {
    if (problems.more_than_you_have) return http::Status::Forbidden;
    const bool conflicts = problems.last_administrator || problems.gone || problems.in_use ||
                           problems.built_in || problems.changed_meanwhile;
    return conflicts ? http::Status::Conflict : http::Status::UnprocessableContent;
}

}  // namespace postern::portal::admin::access
