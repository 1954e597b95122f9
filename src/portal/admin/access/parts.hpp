/// parts: what several pages about access look up or say in the same way.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portal/admin/access/views.hpp"
#include "portal/admin/frame/rows.hpp"
#include "postern/model/group.hpp"
#include "postern/service/access/grant_service.hpp"
#include "postern/service/access/group_service.hpp"
#include "postern/service/access/rules_service.hpp"

namespace postern::portal::admin::access {

/// What the form is about is not there, or not for this visitor.
http::Response not_found(const Context& context, const http::Request& request);
/// The form cannot be read.
http::Response bad_form(const Context& context, const http::Request& request);

std::vector<NamingRow> naming_rows(const std::vector<service::NamedInRules>& named);
std::vector<TextRow> text_rows(const std::vector<std::string>& texts);
/// `a, b`.
std::string joined(const std::vector<std::string>& texts);
Until until_of(const Context& context, const Frame& frame, const std::optional<TimePoint>& end,
               TimePoint now);

/// What was granted to a group, by name.
struct Given {
    std::vector<std::string> roles{};
    std::vector<std::string> permissions{};

    /// Both, roles first.
    std::vector<TextRow> rows() const;
};
Given given_to(const Services& services, std::string_view group);

/// Whether the visitor has as much as the members of the group, for as long: then they may let
/// others into it, and take it from them.
bool may_give_group(const Services& services, std::string_view group,
                    const std::optional<TimePoint>& until, const http::Request& request,
                    const SessionWithUser& visitor);
/// The same for what a grant gives.
bool may_give(const Services& services, const Granted& what, const std::optional<TimePoint>& until,
              const http::Request& request, const SessionWithUser& visitor);

/// The field for a day until which something holds. It is bad if it is none, or over already.
DayField day_field(const std::string& typed, const http::Request& request,
                   const SessionWithUser& visitor);
/// When that day ends; nothing: no day was typed. REQUIRES: !field.bad.
std::optional<TimePoint> end_of(const DayField& field, const SessionWithUser& visitor);

/// What a refusal means for the form. What only the fields can answer sets nothing.
GrantProblems problems_of(service::GroupError error);
GrantProblems problems_of(service::GrantError error);

/// 409 where the state of things refuses the form, 422 where its fields do.
http::Status status_of(const GrantProblems& problems);

}  // namespace postern::portal::admin::access
