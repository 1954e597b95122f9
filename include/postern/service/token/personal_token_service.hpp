/// PersonalTokenService: tokens that people make for their scripts and programs.
///
/// A token is shown once, when it is made. To make one needs a fresh proof (the caller asks for it)
/// and a session: a token never makes tokens. Throws store::StoreError.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/model/actor.hpp"
#include "postern/model/token.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/service/token/token_caller.hpp"
#include "postern/store/personal_token_store.hpp"
#include "postern/store/site_store.hpp"

namespace postern::service {

struct PersonalTokenSettings {
    std::chrono::seconds default_life{90 * 86400};
    std::chrono::seconds max_life{366 * 86400};
    std::size_t max_per_user = 50;
    bool mail_enabled = false;
};

struct NewPersonalToken {
    std::string name;  ///< 1 to kMaxTokenNameCodePoints, one line, trimmed
    Scopes scopes;
    std::optional<TimePoint> expires_at{};  ///< nothing: after default_life
};

enum class PersonalTokenError {
    NoName,   ///< empty
    BadName,  ///< too long, or more than one line
    NoScopes,
    NoSuchSite,   ///< a scope names a site that there is not
    EndsTooLate,  ///< after max_life
    EndsTooSoon,  ///< within the next minute, or in the past
    TooMany,
    UserGone,  ///< disabled meanwhile
};

struct MadePersonalToken {
    Secret text;
    PersonalToken token;
};

class PersonalTokenService {
public:
    /// Every reference must outlive *this.
    PersonalTokenService(store::PersonalTokenStore& tokens, store::SiteStore& sites,
                         Entropy& entropy, Revoker& revoker, PersonalTokenSettings settings);

    const PersonalTokenSettings& settings() const noexcept { return settings_; }

    /// The level of the token is the session's, at most Level::Two. The owner gets an e-mail.
    Result<MadePersonalToken, PersonalTokenError> make(const SessionWithUser& visitor,
                                                       const NewPersonalToken& wanted,
                                                       const Client& client, TimePoint now) const;

    /// Those that have not expired, newest first.
    std::vector<PersonalToken> list(const User& user, TimePoint now) const;
    /// False when it is another user's or is gone.
    bool end_one_of(const User& user, const PublicId& id, const Client& client,
                    TimePoint now) const;
    bool end_any(const PublicId& id, const Actor& actor, TimePoint now) const;
    /// Ends the token with this text: anyone who has it may end it. False when there is none.
    bool end_by_text(std::string_view text, const Client& client, TimePoint now) const;

    /// Who calls by it; nothing: it is not good.
    std::optional<TokenCaller> find(std::string_view text, TimePoint now) const;

private:
    store::PersonalTokenStore& tokens_;
    store::SiteStore& sites_;
    Entropy& entropy_;
    Revoker& revoker_;
    PersonalTokenSettings settings_;
};

}  // namespace postern::service
