#include "portal/page/requirement.hpp"

namespace postern::portal {

void RequirementView::fill(Fields& fields) const {
    fields.show("REQUIREMENT_COMING", state == State::Coming);
    fields.show("REQUIREMENT_IN_FORCE", state == State::InForce);
    fields.set("REQUIRED_SINCE", since.text);
    fields.set("REQUIRED_SINCE_AT", since.rfc3339);
    fields.show("REQUIREMENT_LINKS", links);
}

RequirementView requirement_on(const Context& context, const Frame& frame, bool has_factor,
                               TimePoint now) {
    const auto& since = context.settings.required_since;
    if (has_factor || !since) return {};
    return {
        .state = *since > now ? RequirementView::State::Coming : RequirementView::State::InForce,
        .since = moment_on(context, frame, *since)};
}

}  // namespace postern::portal
