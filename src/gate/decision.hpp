/// decision: what a site's policy says of a visitor, as the answer for nginx. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gate/site_rules.hpp"
#include "postern/access/compiled_rules.hpp"
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
    std::span<const std::uint32_t> groups{};  ///< numbers of those held now, sorted
    std::span<const std::uint32_t> roles{};
    std::uint64_t number = 0;     ///< of the user, within this installation
    std::string_view username{};  ///< this and the next two: empty, there is none
    std::string_view given_name{};
    std::string_view family_name{};
};

/// Why a credential of the header Authorization does not count.
enum class Refusal {
    None,
    Invalid,     ///< unknown, ended, or for another site
    OutOfScope,  ///< good, but not for this site
};

/// What is asked; views into whatever holds it.
struct Request {
    access::Question question;
    const Visit& visit;
    Refusal refusal = Refusal::None;
    Digest credential{};                     ///< by which the visitor is cached
    const ProfileValues* profile = nullptr;  ///< nullptr: it is not known, or nobody is told
};

/// A site as a worker knows it.
struct KnownSite {
    Site site;
    std::uint64_t revision = 0;
    SiteRulesState rules{};
};

struct Decision {
    http::Response answer;
    shm::GateVerdict verdict;
    std::optional<access::Decision> by_rules{};
    bool has_too_many_groups = false;  ///< more than a header holds, so that it is unavailable
};

Visit read_visit(const http::Parameters& parameters);

/// What rules can ask about; without a visitor and a time.
access::Question question_of(const http::Parameters& parameters);
access::Question question_of(const Asked& asked);
Asked copy_of(const access::Question& question);

/// The answer for this visitor; `visitor` only with a live session, or a good credential, of an
/// enabled user. A program with a bad credential is told so; a page is as if it had none. A visitor
/// without a username is refused where the site knows people by it.
/// REQUIRES: known.rules.is_readable().
Decision decide(const KnownSite& known, const std::optional<Identity>& visitor,
                const Request& request, const GateSettings& settings, TimePoint now);

/// 503: the gate cannot know.
http::Response unavailable();

}  // namespace postern::gate
