/// CompiledRule: one rule in the form in which it is evaluated.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/glob.hpp"
#include "access/hours.hpp"
#include "access/methods.hpp"
#include "access/network_set.hpp"
#include "access/path_index.hpp"
#include "postern/access/compiled_rules.hpp"

namespace postern::access {

/// A question, with what more than one rule wants to know about it.
struct Asked {
    const Question& question;
    OddPath odd = OddPath::None;
    std::optional<Method> method{};    ///< nothing: unknown
    std::optional<Address> address{};  ///< nothing: it is no address
};

class CompiledRule {
public:
    /// What is wrong, in words, else.
    static Result<CompiledRule, std::string> compile(const Rule& rule, const SiteRules& site,
                                                     const Zones& zones, TimePoint now);

    /// Miss::None: it decides, unless it is dry. `path_may_match`: what the index says.
    Miss look_at(const Asked& asked, bool path_may_match, const Zones& zones) const;

    bool is_enabled() const noexcept { return is_enabled_; }
    bool is_dry() const noexcept { return is_dry_; }
    RuleEffect effect() const noexcept { return effect_; }
    /// What the rule itself asks of those that it allows.
    const Demand& demand() const noexcept { return demand_; }
    const std::vector<Glob>& paths() const noexcept { return paths_; }
    bool asks_for_address() const noexcept { return networks_.has_value(); }

private:
    /// Users, groups and roles, each sorted.
    struct Subjects {
        std::vector<std::string> users{};
        std::vector<std::uint32_t> groups{};
        std::vector<std::uint32_t> roles{};

        bool is_empty() const noexcept { return users.empty() && groups.empty() && roles.empty(); }
        bool have(const Visitor& visitor) const noexcept;
    };

    CompiledRule() = default;
    std::optional<std::string> add_paths(const Rule& rule, bool fold_case);
    std::optional<std::string> add_methods(const Rule& rule);
    std::optional<std::string> add_networks(const Rule& rule, const RuleNetworks& known);
    std::optional<std::string> add_subjects(const Rule& rule);
    std::optional<std::string> add_hours(const Rule& rule, const Zones& zones, TimePoint now);

    /// It lets somebody pass: what is not certain then counts against it, else for it.
    bool opens() const noexcept { return effect_ != RuleEffect::Deny; }
    bool is_in_hours(TimePoint now, const Zones& zones) const;
    bool matches_path(const Asked& asked, bool may_match) const noexcept;
    bool matches_method(const Asked& asked) const noexcept;
    bool matches_address(const Asked& asked) const noexcept;
    Miss look_at_visitor(const Asked& asked) const noexcept;

    RuleEffect effect_ = RuleEffect::Deny;
    bool is_enabled_ = true;
    bool is_dry_ = false;
    TimePoint not_before_ = TimePoint::min();
    TimePoint until_ = TimePoint::max();
    std::vector<Glob> paths_{};
    std::optional<MethodSet> methods_{};
    std::optional<NetworkSet> networks_{};
    std::vector<HoursWindow> hours_{};
    Subjects subjects_{};
    Demand demand_{};
};

}  // namespace postern::access
