/// presented_fixture: a gate that is asked about credentials which clients present.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "unit/gate/token_fixture.hpp"

namespace postern::test {

struct PresentedFixture : TokenFixture {
    static constexpr std::string_view kInvalid =
        "WWW-Authenticate: Bearer realm=\"wiki\", error=\"invalid_token\"";
    static constexpr std::string_view kBasic =
        "WWW-Authenticate: Basic realm=\"wiki\", charset=\"UTF-8\"";
    static constexpr std::string_view kBearer = "WWW-Authenticate: Bearer realm=\"wiki\"";

    /// True when the credential gets its bearer in.
    bool passes(std::string_view authorization, std::string_view site = "wiki") {
        return has_line(answer_to(authorization, site), "Postern-Verdict: user");
    }
    bool is_invalid(std::string_view authorization) {
        const auto said = answer_to(authorization);
        return said.starts_with("Status: 401 ") && has_line(said, kInvalid);
    }
    /// How many questions to the database the next answer costs.
    std::size_t cost_of_answer(TimePoint at) {
        const auto before = checks.calls;
        (void)answer(at);
        return checks.calls - before;
    }
    std::size_t cost_of_answer() { return cost_of_answer(now); }

    /// The same text for the same claims.
    std::string access() {
        auto& text = signed_[claims.id];
        if (text.empty()) text = bearer(claims);
        return text;
    }
    std::string personal_bearer() const { return "Bearer " + personal; }

    /// As what ends everything of a user does.
    void end_all_of_ann() { memory.generations->revoke_user(static_cast<std::uint64_t>(ann.id)); }
    void change(SiteTokens tokens) { set_tokens("wiki", tokens); }

    /// A second token like the first, whose claims are changed before it is signed.
    template <class Change>
    std::string other_access(Change edit) {
        auto other = claims_for(claims.audience);
        edit(other);
        checks.access.emplace(other.id, good());
        return bearer(other);
    }

private:
    std::map<std::string, std::string> signed_;  ///< by jti
};

}  // namespace postern::test
