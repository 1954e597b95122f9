/// decision: what a site's policy says of a visitor, as the answer for nginx. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/gate/gate.hpp"
#include "postern/http/response.hpp"
#include "postern/model/site.hpp"

namespace postern::gate {

/// Who a live session belongs to; views into whatever holds it.
struct Identity {
    std::string_view user_id;  ///< the public one
    std::string_view email;
    std::string_view display_name;
    Assurance assurance;
};

struct Decision {
    http::Response answer;
    shm::GateVerdict verdict;
};

Visit read_visit(const http::Parameters& parameters);

/// The answer for this visitor; `visitor` only with a live session of an enabled user.
Decision decide(const Site& site, const std::optional<Identity>& visitor, const Visit& visit,
                const GateSettings& settings, TimePoint now);

/// 503: the gate cannot know.
http::Response unavailable();

}  // namespace postern::gate
