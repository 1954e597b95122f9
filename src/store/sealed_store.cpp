#include "postern/store/sealed_store.hpp"

#include <cstdlib>

namespace postern::store {

crypto::KeyPurpose purpose_of(SealedKind kind) noexcept {
    switch (kind) {  // no default: a new kind must not compile until it has a purpose
        case SealedKind::Totp:
            return crypto::kTotpSecrets;
        case SealedKind::SigningKey:
            return crypto::kSigningKeys;
        case SealedKind::TokenFamily:
            return crypto::kTokenFamilies;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::store
