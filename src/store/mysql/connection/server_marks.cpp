#include "store/mysql/connection/server_marks.hpp"

#include <array>
#include <atomic>
#include <functional>
#include <new>
#include <string>

#include <sys/mman.h>

namespace postern::store::mysql {

namespace {

using std::chrono::steady_clock;

/// Two servers in one slot would only be left together.
constexpr std::size_t kSlots = 64;
using Marks = std::array<std::atomic<steady_clock::rep>, kSlots>;
static_assert(std::atomic<steady_clock::rep>::is_always_lock_free);

Marks own_marks{};
Marks* marks = &own_marks;

std::atomic<steady_clock::rep>& slot_of(const ServerAddress& server) {
    return (*marks)[std::hash<std::string>{}(server.socket + server.host +
                                             std::to_string(server.port)) %
                    kSlots];
}

}  // namespace

void share_server_marks() {
    if (marks != &own_marks) return;
    void* const memory =
        mmap(nullptr, sizeof(Marks), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc{};
    marks = new (memory) Marks{};
}

void mark_server(const ServerAddress& server, steady_clock::time_point now) noexcept {
    slot_of(server).store(now.time_since_epoch().count(), std::memory_order_relaxed);
}

steady_clock::time_point marked_at(const ServerAddress& server) noexcept {
    return steady_clock::time_point{
        steady_clock::duration{slot_of(server).load(std::memory_order_relaxed)}};
}

}  // namespace postern::store::mysql
