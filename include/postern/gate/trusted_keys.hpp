/// TrustedKeys: the keys by which access tokens are verified, as one thread has them ready.
///
/// Made from shm::KeyDirectory, and made again when that has changed. For one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "postern/crypto/jws/access_token.hpp"
#include "postern/shm/key_directory.hpp"

namespace postern::gate {

class TrustedKeys {
public:
    /// `directory` must outlive *this.
    explicit TrustedKeys(const shm::KeyDirectory& directory) : directory_{directory} {}

    /// The key of this kid, if it may verify tokens at `now` (seconds since 1970 UTC), else
    /// nullptr. Good until the next call.
    const crypto::TrustedKey* find(std::string_view kid, std::int64_t now);

    /// Whether the keys are known at all: false until they have been published.
    bool are_known();

    /// Whether the token's signature is right, by a key that may verify tokens at `now`.
    bool is_signed(const crypto::UnverifiedAccessToken& token, std::int64_t now);

private:
    struct Known {
        crypto::TrustedKey key;
        std::int64_t until;
    };

    void refresh();

    const shm::KeyDirectory& directory_;
    std::uint64_t version_ = 0;  ///< that `keys_` are from; 0: none
    std::map<std::string, Known, std::less<>> keys_;
};

}  // namespace postern::gate
