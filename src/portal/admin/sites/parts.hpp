/// parts: what several pages about sites look up or say in the same way.
#pragma once

#include <string>
#include <vector>

#include "portal/admin/frame/rows.hpp"
#include "portal/admin/sites/rule_views.hpp"
#include "postern/access/review.hpp"
#include "postern/service/access/draft_service.hpp"
#include "postern/service/site/site_service.hpp"

namespace postern::portal::admin::sites {

/// What the page is about is not there, or not for this visitor.
http::Response not_found(const Context& context, const http::Request& request);
/// The form cannot be read.
http::Response bad_form(const Context& context, const http::Request& request);
/// Where the pages of the site in the path are: `/admin/sites/wiki`.
std::string path_of_site(const http::Request& request);

/// The frame of a page about rules: may_write is about them.
AdminFrame rules_frame(const Context& context, const Services& services,
                       const http::Request& request, const SessionWithUser& visitor);

ChangeView change_view(const Context& context, const Frame& frame, Actors& actors, TimePoint at,
                       const std::string& by);
std::vector<DifferenceRow> rows_of(const std::vector<postern::access::Difference>& differences);
/// Without hits.
std::vector<RuleRow> rows_of(const SiteRules& rules);
/// Of the rule at this index, as people count them.
std::string number_of(std::size_t rule);

}  // namespace postern::portal::admin::sites
