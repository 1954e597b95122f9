/// published_keys: what the gate gets of a chest of keys: all that verifies access tokens, and the
/// one key that signs assertions.
#pragma once

#include "postern/service/token/key_chest.hpp"
#include "postern/shm/key_directory.hpp"

namespace postern::service {

/// For KeyDirectory::publish(). Those that are good for longest come first, should there be too
/// many of them. Throws store::StoreError.
shm::PublishedKeys published_keys(KeyChest& chest, TimePoint now);

}  // namespace postern::service
