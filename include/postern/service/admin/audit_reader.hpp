/// AuditReader: the whole audit log, as administrators read it. Throws store::StoreError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "postern/service/admin/cursor.hpp"
#include "postern/store/audit_store.hpp"
#include "postern/store/directory_store.hpp"

namespace postern::service {

/// An entry with whom it is about, as they are called now.
struct ReadEntry {
    StoredAuditEntry entry;
    std::string email{};  ///< empty: nobody, or they are gone
};

class AuditReader {
public:
    static constexpr std::size_t kMostInPart = 100;
    static constexpr std::size_t kMostInFile = 10'000;  ///< more: `postern audit`

    /// Every reference must outlive *this.
    AuditReader(store::AuditStore& audit, store::DirectoryStore& directory);

    /// Newest first, at most `limit` (1 to kMostInFile). Up to kMostInPart it is fast whatever the
    /// filter: a part may then be short, or even empty, although the list goes on. The users'
    /// addresses are looked up for the entries of this part.
    Part<ReadEntry> list(const store::AuditFilter& filter, std::string_view cursor,
                         std::size_t limit) const;
    /// Entries that came after the one with this id, oldest first: to follow the log. Short, too.
    Part<ReadEntry> follow(const store::AuditFilter& filter, std::uint64_t after,
                           std::size_t limit) const;

private:
    store::AuditStore& audit_;
    store::DirectoryStore& directory_;
};

}  // namespace postern::service
