#include "postern/service/access/access_audit.hpp"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace postern::service {

namespace {

/// Small enough that one transaction never holds its locks for long.
constexpr std::size_t kBatch = 200;

using Entry = shm::AccessCounts::Entry;

TimePoint to_time(std::int64_t seconds) { return TimePoint{std::chrono::seconds{seconds}}; }

/// Nothing for what no gate of ours has noted: the courier must not fail over and over because of
/// what is in memory that others write.
std::optional<AccessCount> to_count(const Entry& entry) {
    constexpr TimePoint kEnd{std::chrono::sys_days{std::chrono::year{9999} / 1 / 1}};
    const auto verdict = to_access_verdict(entry.decision.verdict);
    if (!verdict || to_time(entry.hour) >= kEnd) return std::nullopt;
    const UserId user{entry.decision.user_id};
    return AccessCount{.hour = to_time(entry.hour),
                       .site = SiteId{entry.decision.site_id},
                       .rule = entry.decision.rule,
                       .user = user == UserId{} ? std::nullopt : std::optional{user},
                       .verdict = *verdict,
                       .count = entry.count,
                       .first_at = to_time(entry.first_at),
                       .last_at = to_time(entry.last_at)};
}

/// Puts back what is not written in the end, however that comes.
class Taken {
public:
    Taken(shm::AccessCounts& counts, std::span<const Entry> entries)
        : counts_{counts}, entries_{entries} {}
    ~Taken() {
        for (const Entry& entry : entries_) counts_.put_back(entry);
    }
    Taken(const Taken&) = delete;
    Taken& operator=(const Taken&) = delete;

    void written() noexcept { entries_ = {}; }

private:
    shm::AccessCounts& counts_;
    std::span<const Entry> entries_;
};

}  // namespace

AccessAudit::AccessAudit(store::AccessEventStore& events, shm::AccessCounts& counts)
    : events_{events}, counts_{counts} {}

std::size_t AccessAudit::flush(TimePoint now) const {
    std::array<Entry, kBatch> noted;
    std::size_t written = 0;
    // Once round the whole table at the most: what is noted again meanwhile has time.
    for (std::size_t looked = 0; looked < shm::AccessCounts::kSlots; looked += kBatch) {
        const std::size_t count = counts_.take(noted, now.time_since_epoch().count());
        if (count == 0) break;
        Taken taken{counts_, {noted.data(), count}};
        std::vector<AccessCount> counts;
        for (std::size_t i = 0; i < count; ++i)
            if (auto known = to_count(noted[i])) counts.push_back(*known);
        events_.add(counts);
        taken.written();
        written += counts.size();
        if (count < kBatch) break;
    }
    return written;
}

}  // namespace postern::service
