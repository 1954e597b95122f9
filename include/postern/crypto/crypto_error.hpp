/// CryptoError: a cryptographic primitive, or what it needs, failed to work.
///
/// Never means "wrong": nothing is known then about a password, a token or a signature.
#pragma once

#include <stdexcept>

namespace postern::crypto {

class CryptoError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace postern::crypto
