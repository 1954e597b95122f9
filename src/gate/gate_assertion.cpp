// What the gate tells sites in assertions, and how it gets to know the profiles of visitors.
#include "gate/assertion.hpp"
#include "gate/decision.hpp"
#include "gate/remembered.hpp"
#include "gate/token_rules.hpp"
#include "gate/told_profiles.hpp"
#include "postern/crypto/short_hash.hpp"
#include "postern/gate/gate.hpp"

namespace postern::gate {

namespace {

/// What the stamp of an assertion is about: a value that is not there differs from an empty one.
void append_profile(std::string& about, std::span<const std::string> fields,
                    const ProfileValues* profile) {
    if (fields.empty()) return;
    about += profile == nullptr ? '\1' : '\2';
    if (profile == nullptr) return;
    for (const std::string& field : fields)
        if (const auto found = profile->find(field); found != profile->end())
            about.append(field).append(1, '\0').append(found->second).append(1, '\0');
}

}  // namespace

/// Fields of the profile; none for a site that gets no assertion.
std::span<const std::string> Gate::told_fields(const Site& site) const {
    if (!site.tokens.assertion) return {};
    return profiles_->fields_of(site.name);
}

/// Whether the database must be asked for the visitor's profile. `site`: nullptr when nobody knows
/// yet what it wants.
bool Gate::wants_profile(const Question& question, const KnownSite* site) {
    if (site != nullptr ? told_fields(site->site).empty()
                        : profiles_->fields_of(question.site_name).empty())
        return false;
    if (settings_.cache) return true;
    // The strict gate asks about everybody every time; this alone it remembers for as long as an
    // assertion is used.
    const auto& credential = question.credential;
    const Digest* const hash = question.token_hash ? &*question.token_hash
                               : credential        ? &credential->key
                                                   : nullptr;
    const bool is_either = question.token_hash && credential;
    return hash == nullptr || is_either ||
           profiles_->find_recent(*hash, question.started) == nullptr;
}

/// The profile as far as sites are told it; nullptr: it is not known. `read`: of the database's
/// answer, and good for as long as that. The result may be a view into it.
const ProfileValues* Gate::learn_profile(const Question& question,
                                         const std::optional<ProfileValues>& read,
                                         const Digest& credential, std::uint64_t user) {
    if (!read) {
        if (settings_.cache || question.wants_profile) return nullptr;
        return profiles_->find_recent(credential, question.started);
    }
    const auto stamp = memory_.generations.end_read(question.read_mark, {}, user);
    // Changed while it was read: it is told once, and asked for again.
    if (settings_.cache && !stamp.current) return &*read;
    return &profiles_->put(credential, *read, stamp.user, question.started);
}

/// Nothing: no key signs yet.
std::optional<std::string> Gate::assertion_for(const Site& site, const Identity& visitor,
                                               const Request& request, std::string_view groups,
                                               TimePoint now) {
    const auto& proven_at = visitor.assurance.proven_at;
    const auto fields = told_fields(site);
    std::string about;
    for (const std::string_view part :
         {visitor.user_id, visitor.email, visitor.display_name, visitor.username,
          visitor.given_name, visitor.family_name, groups, std::string_view{site.origin.text()}})
        about.append(part) += '\0';
    about += std::to_string(to_number(visitor.assurance.level)) + ' ' +
             (proven_at ? std::to_string(to_seconds(*proven_at)) : "");
    append_profile(about, fields, request.profile);
    const auto session_id = session_id_of(request.credential);
    const auto made =
        assertions_->make({.visitor = visitor,
                           .groups = groups,
                           .session_id = session_id,
                           .credential = request.credential,
                           .stamp = crypto::short_hash(memory_.secrets.basic_key, about),
                           .fields = fields,
                           .profile = request.profile},
                          site, now);
    return made ? std::optional{std::string{*made}} : std::nullopt;
}

}  // namespace postern::gate
