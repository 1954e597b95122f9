/// Secret: bytes that must not be copied, printed or left behind: passwords, keys, raw tokens.
///
/// Move-only; the bytes are wiped when it is destroyed or moved from. It has no operator== and no
/// stream operator on purpose: compare with crypto::equal_constant_time, never log.
#pragma once

#include <string>
#include <string_view>

namespace postern {

class Secret {
public:
    Secret() = default;
    /// Takes a copy of `bytes`; wiping the original is the caller's task.
    explicit Secret(std::string_view bytes);
    /// Takes over `bytes`; what the string held inside its own object is wiped.
    explicit Secret(std::string&& bytes);
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    /// The bytes themselves, good as long as *this lives unchanged. The name is loud so that a
    /// reader stops at each use.
    std::string_view reveal() const noexcept { return bytes_; }
    bool empty() const noexcept { return bytes_.empty(); }
    std::size_t size() const noexcept { return bytes_.size(); }

private:
    std::string bytes_;
};

/// Overwrites the whole capacity of `bytes` in a way that the compiler may not drop, then empties
/// it.
void wipe(std::string& bytes) noexcept;

}  // namespace postern
