#include "postern/shm/rules_directory.hpp"

#include <algorithm>
#include <cstring>

#include "postern/base/fnv.hpp"

namespace postern::shm {

/// Against accidents, not against someone who can write here. Never 0, which is what memory that
/// was never written has.
std::uint64_t RulesDirectory::checksum(std::uint64_t site_id, std::uint64_t revision,
                                       std::string_view text) noexcept {
    const std::array<std::uint64_t, 3> head{site_id, revision, fnv1a(text)};
    return fnv1a({reinterpret_cast<const char*>(head.data()), sizeof head}) | 1;
}

std::size_t RulesDirectory::set_of(std::uint64_t site_id) noexcept {
    return static_cast<std::size_t>(site_id % kSets) * kWays;
}

RulesDirectory::Slot& RulesDirectory::place_for(std::uint64_t site_id) noexcept {
    const std::size_t first = set_of(site_id);
    std::size_t oldest = first;
    std::uint64_t oldest_revision = ~std::uint64_t{0};
    for (std::size_t i = first; i < first + kWays; ++i) {
        const Slot& slot = slots_[i];
        const auto revision = slot.revision.load(std::memory_order_relaxed);
        if (revision != 0 && slot.site_id.load(std::memory_order_relaxed) == site_id)
            return slots_[i];
        if (revision < oldest_revision) {
            oldest = i;
            oldest_revision = revision;
        }
    }
    return slots_[oldest];
}

void RulesDirectory::put(std::uint64_t site_id, std::uint64_t revision,
                         std::string_view text) noexcept {
    if (text.size() > kTextBytes) return;
    Slot& slot = place_for(site_id);
    // Every worker that learns of a change comes here; the first one has written it.
    if (slot.site_id.load(std::memory_order_relaxed) == site_id &&
        slot.revision.load(std::memory_order_relaxed) == revision &&
        slot.checksum.load(std::memory_order_relaxed) == checksum(site_id, revision, text))
        return;
    slot.checksum.store(0, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    slot.site_id.store(site_id, std::memory_order_relaxed);
    slot.revision.store(revision, std::memory_order_relaxed);
    slot.bytes.store(text.size(), std::memory_order_relaxed);
    for (std::size_t at = 0; at < text.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, std::min(sizeof word, text.size() - at));
        slot.text[at / sizeof word].store(word, std::memory_order_relaxed);
    }
    slot.checksum.store(checksum(site_id, revision, text), std::memory_order_release);
}

std::optional<std::string> RulesDirectory::find(std::uint64_t site_id,
                                                std::uint64_t revision) const {
    const std::size_t first = set_of(site_id);
    for (std::size_t i = first; i < first + kWays; ++i) {
        const Slot& slot = slots_[i];
        const auto sum = slot.checksum.load(std::memory_order_acquire);
        const auto bytes = static_cast<std::size_t>(slot.bytes.load(std::memory_order_relaxed));
        if (slot.site_id.load(std::memory_order_relaxed) != site_id ||
            slot.revision.load(std::memory_order_relaxed) != revision || bytes > kTextBytes)
            continue;
        std::string text(bytes, '\0');
        for (std::size_t at = 0; at < bytes; at += sizeof(std::uint64_t)) {
            const auto word = slot.text[at / sizeof(std::uint64_t)].load(std::memory_order_relaxed);
            std::memcpy(text.data() + at, &word, std::min(sizeof word, bytes - at));
        }
        if (sum == checksum(site_id, revision, text)) return text;
    }
    return std::nullopt;
}

}  // namespace postern::shm
