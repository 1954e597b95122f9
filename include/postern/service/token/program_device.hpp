/// program_device: what stands for the device cookie of a program that keeps no cookies.
#pragma once

#include <string>

#include "postern/base/secret.hpp"
#include "postern/service/audit/client.hpp"

namespace postern::service {

/// A value of Client::device, 43 characters of base64url: base64url(HMAC-SHA256(key,
/// "postern.program" 00 address 00 user agent)). The second sign-in of a program from one place is
/// none on a new device. Without the key nobody can send it as a cookie.
///
/// Unlike a cookie it is no secret: all programs behind one address that send one User-Agent are
/// one device. Once one of them has signed in to an account, all of them have its budget of
/// failures there in place of the account's and the network's. It never replaces a second factor.
std::string program_device(const Secret& key, const Client& client);

}  // namespace postern::service
