#include "postern/service/admin/audit_reader.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "postern/base/bytes.hpp"

namespace postern::service {

namespace {

std::size_t within(std::size_t limit) {
    return std::clamp<std::size_t>(limit, 1, AuditReader::kMostInFile);
}

/// For a page while nothing is found, and for a file: a million entries.
constexpr int kMostLooks = 3;
constexpr int kMostLooksForFile = 200;

/// With the addresses of the users, looked up at once.
Part<ReadEntry> read(store::DirectoryStore& directory, store::ListedAudit page) {
    std::vector<PublicId> ids;
    for (const auto& entry : page.found)
        if (entry.entry.user) ids.push_back(*entry.entry.user);
    const auto emails = directory.find_emails(ids);
    Part<ReadEntry> part{.damaged = std::move(page.damaged),
                         .next = page.complete ? "" : std::to_string(page.last)};
    for (auto& entry : page.found) {
        const auto email = entry.entry.user ? emails.find(*entry.entry.user) : emails.end();
        part.items.push_back(
            {std::move(entry), email == emails.end() ? "" : std::string{email->second.text()}});
    }
    return part;
}

}  // namespace

AuditReader::AuditReader(store::AuditStore& audit, store::DirectoryStore& directory)
    : audit_{audit}, directory_{directory} {}

Part<ReadEntry> AuditReader::list(const store::AuditFilter& filter, std::string_view cursor,
                                  std::size_t limit) const {
    const std::size_t most = within(limit);
    const auto start = to_list_start(cursor);
    store::ListedAudit list{.last = start.value_or(0), .complete = false};
    for (int looks = 1;; ++looks) {
        auto page = audit_.list_part(filter, list.last, most - list.found.size());
        std::ranges::move(page.found, std::back_inserter(list.found));
        std::ranges::move(page.damaged, std::back_inserter(list.damaged));
        list.complete = page.complete;
        list.last = page.last;
        const std::size_t there = list.found.size() + list.damaged.size();
        const bool is_enough = most > kMostInPart
                                   ? list.found.size() == most || looks == kMostLooksForFile
                                   : there > 0 || looks == kMostLooks;
        if (list.complete || is_enough) break;
    }
    auto part = read(directory_, std::move(list));
    part.restarted = !start;
    return part;
}

Part<ReadEntry> AuditReader::follow(const store::AuditFilter& filter, std::uint64_t after,
                                    std::size_t limit) const {
    return read(directory_, audit_.list_after(filter, after, within(limit)));
}

}  // namespace postern::service
