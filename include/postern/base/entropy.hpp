/// Entropy: where random bytes come from. A port, so that tests can know the bytes.
#pragma once

#include <cstddef>
#include <string>

namespace postern {

class Entropy {
public:
    virtual ~Entropy() = default;

    /// `count` random bytes. Throws when the source fails; it never returns fewer or weaker bytes.
    virtual std::string bytes(std::size_t count) = 0;
};

}  // namespace postern
