/// site_rules: the rules of one site, ready to be evaluated by one worker.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "postern/access/compiled_rules.hpp"
#include "postern/access/stored_zones.hpp"
#include "postern/model/rules.hpp"

namespace postern::gate {

class GateRules {
public:
    /// Nothing when they can't be read or compiled: then nobody knows what they are.
    static std::shared_ptr<const GateRules> read(std::string_view stored_text, TimePoint now);

    const access::CompiledRules& compiled() const noexcept { return *compiled_; }

    /// Names of the groups among `groups` (sorted) that the site is told of, sorted, with commas.
    std::string told(std::span<const std::uint32_t> groups) const;

private:
    explicit GateRules(SiteRules source) : source_{std::move(source)} {}

    SiteRules source_;
    access::StoredZones zones_{source_.zones};
    std::unique_ptr<const access::CompiledRules> compiled_;
};

/// What a worker knows of the rules of a site.
struct SiteRulesState {
    bool has_rules = false;
    std::shared_ptr<const std::string> text{};  ///< from which `rules` were made
    std::shared_ptr<const GateRules> rules{};   ///< nothing though has_rules: unreadable

    bool is_readable() const noexcept { return !has_rules || rules != nullptr; }
};

/// The state for this text (nothing: no rules), taken over from `before` where it is the same.
SiteRulesState state_of(std::shared_ptr<const std::string> text, const SiteRulesState& before,
                        TimePoint now);

}  // namespace postern::gate
