/// audit_trail: makes the entries of the audit log, all in one way.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/model/actor.hpp"
#include "postern/model/audit.hpp"
#include "postern/service/audit/client.hpp"

namespace postern::service {

inline constexpr std::string_view kByUser = "user";  ///< signed in, or with a link from an e-mail
inline constexpr std::string_view kByVisitor = "visitor";  ///< nobody knows who it is
inline constexpr std::string_view kBySystem = "system";

struct AuditFact {
    AuditEvent event;
    AuditResult result = AuditResult::Ok;
    std::optional<PublicId> user{};
    std::string_view actor = kByUser;
    std::string_view detail{};  ///< one word of ours
};

/// The entry for what a client did. Cuts and cleans what the client sent.
AuditEntry audit_entry(const AuditFact& fact, const Client& client, TimePoint now);

/// The entry for a change by an administrator, with their reason. `user`: whose record was changed,
/// if it was one.
AuditEntry change_entry(AuditEvent event, const std::optional<PublicId>& user,
                        std::string_view detail, const Actor& actor, TimePoint now);

/// `scheduled: asked for by telephone`, or `reason: asked for by telephone` where there is no word;
/// the word alone without a reason.
std::string detail_with_reason(std::string_view detail, std::string_view reason);
/// The word that detail_with_reason() was given.
std::string_view without_reason(std::string_view detail) noexcept;

}  // namespace postern::service
