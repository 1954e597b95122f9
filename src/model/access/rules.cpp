// The words of rules, as files and the database spell them.
#include "postern/model/rules.hpp"

#include <array>
#include <cstdlib>

#include "postern/base/find_by_text.hpp"

namespace postern {

namespace {

constexpr std::array kEffects{RuleEffect::Allow, RuleEffect::Deny, RuleEffect::Public};
constexpr std::array kDefaults{RuleDefault::Deny, RuleDefault::SignedIn, RuleDefault::Public};
constexpr std::array kOddPaths{OddPaths::Refuse, OddPaths::Default};

}  // namespace

std::string_view to_text(RuleEffect effect) noexcept {
    switch (effect) {
        case RuleEffect::Allow:
            return "allow";
        case RuleEffect::Deny:
            return "deny";
        case RuleEffect::Public:
            return "public";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<RuleEffect> parse_rule_effect(std::string_view text) noexcept {
    return find_by_text(kEffects, text);
}

std::string_view to_text(RuleDefault fallback) noexcept {
    switch (fallback) {
        case RuleDefault::Deny:
            return "deny";
        case RuleDefault::SignedIn:
            return "signed_in";
        case RuleDefault::Public:
            return "public";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<RuleDefault> parse_rule_default(std::string_view text) noexcept {
    return find_by_text(kDefaults, text);
}

std::string_view to_text(OddPaths odd) noexcept {
    switch (odd) {
        case OddPaths::Refuse:
            return "refuse";
        case OddPaths::Default:
            return "default";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<OddPaths> parse_odd_paths(std::string_view text) noexcept {
    return find_by_text(kOddPaths, text);
}

}  // namespace postern
