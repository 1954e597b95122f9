/// sample_data: users, sessions and sites for the tests of stores.
#pragma once

#include <string>
#include <string_view>

#include "postern/model/audit.hpp"
#include "postern/model/session.hpp"
#include "postern/model/site.hpp"
#include "postern/model/user.hpp"

namespace postern::test {

/// 2026-11-21T08:50:00Z.
inline constexpr TimePoint kNow{std::chrono::seconds{1'795'251'000}};

/// The n-th public id.
PublicId sample_id(unsigned n);
/// The n-th token hash; has NUL bytes and bytes above 127.
Digest sample_hash(unsigned n);

NewUser sample_user(std::string_view email, unsigned n = 1);
NewSession sample_session(UserId user, unsigned n = 1);
/// An audit event by a user of the command line.
AuditEntry sample_audit();
NewSite sample_site(std::string_view name);

}  // namespace postern::test
