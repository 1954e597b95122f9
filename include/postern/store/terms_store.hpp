/// TermsStore: the terms by version, and what users say of themselves. Who accepted what, and the
/// values of fields, are written by AccountStore with what else belongs to the change. Throws
/// StoreError.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/model/audit.hpp"
#include "postern/model/ids.hpp"
#include "postern/model/profile_field.hpp"
#include "postern/model/terms.hpp"

namespace postern::store {

class TermsStore {
public:
    virtual ~TermsStore() = default;

    /// From now on this is the current version. False when there is a version of this name.
    virtual bool add(const NewTerms& terms, const AuditEntry& audit) = 0;
    /// Newest first.
    virtual std::vector<TermsVersion> list() = 0;
    /// The newest; nothing: there are none.
    virtual std::optional<TermsVersion> find_current() = 0;
    virtual std::optional<std::string> find_text(std::string_view version,
                                                 std::string_view language) = 0;
    /// Of the newest version; without its languages. One round trip.
    virtual std::optional<TermsState> find_state(UserId user) = 0;

    virtual ProfileValues find_profile(UserId user) = 0;
};

}  // namespace postern::store
