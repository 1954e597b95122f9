#include "gate/site_rules.hpp"

#include <algorithm>
#include <utility>

#include "postern/access/rule_text.hpp"

namespace postern::gate {

std::shared_ptr<const GateRules> GateRules::read(std::string_view stored_text, TimePoint now) {
    auto source = access::parse_stored_text(stored_text);
    if (!source) return nullptr;
    // Where it stays, because the compiled rules refer to what is in it.
    std::shared_ptr<GateRules> rules{new GateRules{std::move(*source)}};
    auto compiled = access::CompiledRules::compile(rules->source_, rules->zones_, now);
    if (!compiled) return nullptr;
    rules->compiled_ = std::make_unique<const access::CompiledRules>(std::move(*compiled));
    return rules;
}

std::string GateRules::told(std::span<const std::uint32_t> groups) const {
    std::string names;
    for (const auto& group : compiled_->told_groups()) {
        if (!std::ranges::binary_search(groups, group.id)) continue;
        if (!names.empty()) names += ',';
        names += group.name;
    }
    return names;
}

SiteRulesState state_of(std::shared_ptr<const std::string> text, const SiteRulesState& before,
                        TimePoint now) {
    if (!text) return {};
    if (before.text && (before.text == text || *before.text == *text)) return before;
    auto rules = GateRules::read(*text, now);
    return {true, std::move(text), std::move(rules)};
}

}  // namespace postern::gate
