/// rules_form: the rules of a site as JSON: the keys of docs/rules.md, and their meaning.
///
/// Reads the form only. Whether the values are any good is what RulesService::plan() says.
#pragma once

#include <cstdint>
#include <string>

#include "api/body/members.hpp"
#include "postern/service/access/rules_service.hpp"

namespace postern::api::admin::sites {

/// PUT /api/v1/admin/sites/{name}/rules.
struct RulesRequest {
    service::RulesDraft draft;  ///< of one site, with the networks that the request defines
    std::uint64_t version = 0;  ///< of the rules that it replaces

    /// `site`: in the path; the body may repeat it. Takes what to_json() makes.
    static Result<RulesRequest, RequestError> parse(const std::string& site,
                                                    const http::Request& request);
};

/// All of it, as a request may send it back. Members of a rule that say nothing are left out.
json::Json to_json(const std::string& site, const service::CurrentRules& current);

}  // namespace postern::api::admin::sites
