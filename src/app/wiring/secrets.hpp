/// Secrets: what the daemon reads from files and only some of its processes may know.
///
/// A table in secrets.cpp has a row for each secret: how it is read, and which pools keep it. The
/// master holds all of them; each worker, after the fork, wipes those that its pool does not use.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "app/wiring/pools.hpp"
#include "postern/config/config.hpp"

namespace postern::app {

/// In the order of the table.
enum class SecretName : std::size_t { DatabasePassword, GatePassword, MailPassword, Keys };

class Secrets {
public:
    /// Reads all of them. Throws config::ConfigError.
    static Secrets read(const config::Config& config, const config::Environment& environment);

    /// Empty where none is configured, and after it was wiped. No copy: each would stay in memory.
    const std::string& get(SecretName name) const;

    /// Wipes what this pool does not use.
    void keep_for(Pool pool) noexcept;
    void wipe_all() noexcept;

private:
    static constexpr std::size_t kCount = static_cast<std::size_t>(SecretName::Keys) + 1;

    std::array<std::string, kCount> values_;
};

}  // namespace postern::app
