/// state: what the stores without a database keep, in place of one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "postern/model/access_event.hpp"
#include "postern/model/audit.hpp"
#include "postern/model/factor.hpp"
#include "postern/model/group.hpp"
#include "postern/model/invitation.hpp"
#include "postern/model/mail_token.hpp"
#include "postern/model/passkey.hpp"
#include "postern/model/session.hpp"
#include "postern/model/signing_key.hpp"
#include "postern/model/site.hpp"
#include "postern/model/terms.hpp"
#include "postern/model/token.hpp"
#include "postern/model/user.hpp"
#include "postern/store/account_change.hpp"
#include "postern/store/draft_store.hpp"
#include "postern/store/revocation_store.hpp"
#include "postern/store/rules_store.hpp"
#include "postern/store/session_store.hpp"
#include "postern/store/sign_in_store.hpp"
#include "postern/store/statistics_store.hpp"
#include "postern/store/user_store.hpp"
#include "support/sample_data.hpp"

namespace postern::test {

struct StoredUser {
    User user;
    std::string password_hash;
    TimePoint password_changed_at;
};

struct StoredSession {
    Session session;
    Digest token_hash;
};

struct StoredMail {
    NewMail mail;
    TimePoint next_attempt_at;
    std::uint32_t attempts = 0;
    std::optional<TimePoint> failed_at{};
    std::string last_error{};
};

struct StoredRecoverySet {
    RecoverySet set;                                   ///< without what the codes tell
    std::map<Digest, std::optional<TimePoint>> codes;  ///< when each was used
};

struct StoredSignInStep {
    NewSignInStep step;
    std::uint32_t wrong_codes = 0;
};

struct StoredMembership {
    TimePoint granted_at;
    std::string granted_by;
    std::optional<TimePoint> expires_at{};
};

/// The groups and roles that the rules of a site name.
struct StoredSubjects {
    std::set<std::uint32_t> groups{};
    std::set<std::uint32_t> roles{};
};

struct StoredFamily {
    TokenFamily family;
    bool is_current = true;  ///< of the user's present epoch
    std::string used_address{};
    std::optional<FamilyEnd> why{};  ///< it was revoked
};

struct StoredPersonalToken {
    PersonalToken token;
    Digest digest;
};

/// What the database would hold, and how it behaves.
struct MemoryState {
    std::map<UserId, StoredUser> users;
    std::map<SessionId, StoredSession> sessions;
    std::map<std::string, Site, std::less<>> sites;
    std::uint64_t sites_revision = 1;
    std::map<std::string, std::string> checked_rules;  ///< of a site, as the gate is told them
    std::map<UserId, UserFacts> checked_facts;         ///< of a user, as the gate is told them
    std::vector<store::Revocation> revocations;
    std::map<std::uint64_t, StoredMail> outbox;
    std::map<Digest, NewMailToken> mail_tokens;
    std::vector<StoredAuditEntry> audit;
    std::map<Digest, store::Failures> sign_in_failures;
    std::map<std::pair<UserId, Digest>, TimePoint> known_devices;  ///< when last used
    /// Of the known ones; of those that were forgotten it says nothing.
    std::map<std::pair<UserId, Digest>, TimePoint> devices_known_since;
    std::map<std::pair<UserId, Digest>, TimePoint> trusted_devices;  ///< until when
    std::map<UserId, TotpFactor> totp;
    std::map<UserId, StoredRecoverySet> recovery;
    std::map<Digest, FactorEnrolment> enrolments;
    std::map<std::uint64_t, Passkey> passkeys;
    std::map<UserId, std::string> user_handles;
    std::map<UserId, store::FactorResetDate> factor_resets;
    std::map<Digest, TimePoint> used_challenges;  ///< when each expires
    std::map<Digest, StoredSignInStep> sign_in_steps;
    std::map<std::string, Group, std::less<>> groups;
    std::map<std::pair<UserId, GroupId>, StoredMembership> memberships;
    std::map<std::string, Permission, std::less<>> permissions{
        {"administer", {"administer", "", "*", "*"}}};
    std::map<std::string, Role, std::less<>> roles{
        {"admin", {RoleId{1}, "admin", "", kNow, {"administer"}}}};
    std::vector<Grant> grants;  ///< oldest first; without e-mail addresses
    std::map<std::string, store::StoredRules, std::less<>> rules;
    std::map<std::string, StoredSubjects, std::less<>> rule_subjects;              ///< by site
    std::map<std::string, std::vector<store::PastRules>, std::less<>> past_rules;  ///< oldest first
    std::map<std::string, store::SiteDraft, std::less<>> drafts;
    RuleNetworks networks;
    std::map<std::uint64_t, AccessCount> access_counts;
    std::map<std::uint64_t, SigningKeyRow> signing_keys;
    std::map<FamilyId, StoredFamily> families;
    std::map<std::string, TimePoint, std::less<>> denied_tokens;  ///< when each expires
    std::map<PersonalTokenId, StoredPersonalToken> personal_tokens;
    struct HeldUsername {
        UserId user;
        TimePoint until;
    };
    std::map<std::string, HeldUsername, std::less<>> held_usernames;  ///< by skeleton
    struct StoredInvitation {
        Invitation invitation;
        std::vector<Digest> links{};
    };
    std::vector<StoredInvitation> invitations;  ///< oldest first
    std::vector<NewTerms> terms;                ///< oldest first
    std::map<std::pair<UserId, std::string>, TimePoint> accepted_terms;
    std::map<UserId, ProfileValues> profiles;
    std::size_t checked_profiles = 0;           ///< how often a check read one
    TimePoint told_of_waiting{};                ///< when approvers were told of those who wait
    std::map<UserId, TimePoint> last_sign_ins;  ///< right within a minute
    std::vector<store::DayCount> daily_counts;
    std::uint64_t counted_to = 0;  ///< the last entry of the audit log that is in them
    store::Standing counted;       ///< its first four
    std::optional<TimePoint> stood_at{};
    std::uint64_t last_revocation = 0;
    std::uint64_t last_key = 0;

    TimePoint database_time = kNow;  ///< by the clock that the database would have
    bool unavailable = false;        ///< every call throws a transient StoreError
    std::size_t fail_next = 0;       ///< how many of the next calls throw a transient StoreError
    std::optional<std::size_t> works_for{};  ///< after this many more calls all throw
    std::size_t calls = 0;  ///< how many calls the stores have had, failed ones included

    /// Counts a call of a store and throws StoreError when it is to fail.
    void begin_call();
    std::uint64_t next_key() { return ++last_key; }
    void revoke(std::optional<Digest> token_hash, std::optional<UserId> user);
    /// Due at once.
    void add_mail(const NewMail& mail);
    void add_audit(const AuditEntry& entry);
    Result<User, store::AddUserError> add_user(const NewUser& user);
    /// Null when there is no such version.
    const NewTerms* find_terms(std::string_view version) const;
    /// An empty value takes away what there is.
    void set_profile(UserId user, const ProfileValues& values);
    /// Another user has the name, or one that looks like it, or may have it back.
    bool is_taken(const Username& name, UserId user, TimePoint now) const;
    /// Keeps the name that the user has for them.
    void hold_username(UserId user, TimePoint now, TimePoint until);
    /// Null when the user has no such passkey.
    Passkey* find_passkey(UserId user, const PublicId& passkey);
    /// Whether the user has a second factor of any kind.
    bool has_factor(UserId user) const;
    /// The name of the group; it is there.
    const std::string& name_of(GroupId group) const;
    const User* find_user(const PublicId& id) const;
    /// The direct grants of the user and those of their groups, with the end of the membership.
    struct HeldGrant {
        const Grant* grant;
        std::string group{};
        std::optional<TimePoint> until{};  ///< of both
    };
    std::vector<HeldGrant> grants_of(UserId user) const;
    /// As AccountStore has it: enabled, not about to be deleted, and for good.
    bool is_administrator(UserId user) const;
    struct Administrators {
        std::size_t all;
        std::size_t confirmed;  ///< with an address that is
        /// Of those that were there before, or of the confirmed ones.
        bool is_none_left_of(const Administrators& before) const {
            return (before.all > 0 && all == 0) || (before.confirmed > 0 && confirmed == 0);
        }
    };
    Administrators administrators() const;
    bool is_last_administrator(UserId user) const;
    std::optional<SessionWithUser> find_session(const Digest& token_hash) const;
    /// Of the session that the family ends with. True: there is none that it ends with.
    bool session_lives(const TokenFamily& family) const;
    bool is_live(const StoredFamily& stored, TimePoint now) const;
    /// With its revocation, unless it was revoked before.
    void end_family(StoredFamily& stored, FamilyEnd why, TimePoint now);
    /// Uses up what was shown for a session or for tokens. Nothing: all is spent; what is missing
    /// otherwise, and nothing is spent.
    std::optional<store::NotOpened> spend(const store::Spending& spending, UserId user,
                                          TimePoint now);
    /// With everything of theirs. False when there is no such user.
    bool remove_user(UserId user);
    /// At most once a minute.
    void note_sign_in(UserId user, TimePoint now);
    /// As what ends all sessions of a user, or all but one, does; and with it trust in devices.
    void end_sign_in_steps_of(UserId user);
    /// Returns how many were trusted.
    std::size_t end_device_trust(UserId user);
    /// Ends all sessions of the user and writes a revocation of the user.
    std::size_t end_sessions_of(UserId user);
    /// Ends all sessions of the user but one, and revokes each.
    std::size_t end_other_sessions(UserId user, const PublicId& kept);

private:
    std::optional<store::NotOpened> unmet(const store::Spending& spending, UserId user,
                                          TimePoint now);
    bool has_step(const Digest& token_hash, UserId user, TimePoint now) const;
    bool has_unused(const store::TotpUse& use, UserId user) const;
    bool has_unused(const Digest& recovery_code, UserId user) const;
    bool has_good_code(const Digest& token_hash, UserId user, TimePoint now) const;
    bool has_session(const Digest& token_hash, UserId user, TimePoint now) const;
    /// They are of an earlier epoch now. Whether there were any that were not revoked.
    bool end_families_of(UserId user);
};

}  // namespace postern::test
