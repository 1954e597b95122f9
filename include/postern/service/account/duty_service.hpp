/// DutyService: what is asked of users besides a name and a password: to accept the terms, and to
/// fill the fields of the profile that the configuration names.
///
/// Asked when an account is made; of those who have one, when they sign in and on the pages of
/// their account. Programs, and the gate, ask for nothing. Throws store::StoreError.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/actor.hpp"
#include "postern/model/profile_field.hpp"
#include "postern/model/terms.hpp"
#include "postern/model/user.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/terms_store.hpp"

namespace postern::service {

enum class Duty {
    Terms,    ///< a new version must be accepted
    Profile,  ///< a required field has no value
};

enum class TermsError {
    BadVersion,
    BadDate,  ///< not in the future
    NoText,   ///< in no language
    BadText,  ///< of more than kMaxTermsText bytes, empty, or not UTF-8
    VersionTaken,
};

enum class AcceptTermsError {
    NoTerms,     ///< there are none
    NotCurrent,  ///< another version, or a newer one was added meanwhile
    UserGone,
};

/// The terms as they are shown.
struct ShownTerms {
    TermsVersion terms;
    std::string language;  ///< of the text
    std::string text;
};

/// What was typed for the fields of a new account, or of one that there is.
struct ReadProfile {
    ProfileValues values{};               ///< of all fields; empty: none
    std::vector<std::string> missing{};   ///< required and empty
    std::vector<std::string> mistaken{};  ///< that do not fit

    bool is_good() const noexcept { return missing.empty() && mistaken.empty(); }
};

class DutyService {
public:
    /// Every reference must outlive *this. `language`: the configured one.
    DutyService(store::TermsStore& terms, store::AccountStore& accounts, Revoker& revoker,
                std::vector<ProfileField> fields, std::string language);

    const std::vector<ProfileField>& fields() const noexcept { return fields_; }

    /// The newest version; nothing: there are no terms. One round trip.
    std::optional<TermsVersion> current_terms() const;
    /// In this language, else in the configured one, else in any. `version`: empty for the newest.
    /// Nothing: there is none. Up to two round trips.
    std::optional<ShownTerms> show_terms(std::string_view version, std::string_view language) const;

    /// What the user has to do first; nothing for most. One or two round trips; none where there is
    /// nothing to ask for.
    std::optional<Duty> due(const User& user, TimePoint now) const;
    /// Whether the user has accepted the newest version. Nothing: there are no terms.
    std::optional<TermsState> terms_state(UserId user) const;

    /// Pure.
    ReadProfile read(const ProfileValues& typed) const;
    ProfileValues profile(UserId user) const;

    /// Accepts the newest version, if it is this one; does nothing where the user has accepted it.
    Result<void, AcceptTermsError> accept(const User& user, std::string_view version,
                                          const Client& client, TimePoint now) const;
    /// Writes what fits, unless something does not. One transaction. Sessions stay; sites are told
    /// the new values.
    Result<void, ReadProfile> set_profile(const User& user, const ProfileValues& typed,
                                          const Client& client, TimePoint now) const;

    // For administrators.

    /// By language.
    using Texts = std::map<std::string, std::string>;
    Result<TermsVersion, TermsError> add_terms(std::string_view version, const Texts& texts,
                                               std::optional<TimePoint> must_accept_by,
                                               const Actor& actor, TimePoint now) const;
    /// Newest first.
    std::vector<TermsVersion> list_terms() const;

private:
    store::TermsStore& terms_;
    store::AccountStore& accounts_;
    Revoker& revoker_;
    std::vector<ProfileField> fields_;
    std::string language_;
    bool has_required_;
};

}  // namespace postern::service
