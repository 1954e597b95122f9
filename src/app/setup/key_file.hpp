/// key_file: how the key file is made, and changed line by line.
///
/// The functions on texts keep comments and the order of all other lines. Their results are whole
/// key files, with a line end after each line.
#pragma once

#include <optional>
#include <string>

#include "postern/base/entropy.hpp"
#include "postern/base/secret.hpp"
#include "postern/config/config.hpp"
#include "postern/crypto/key/key_ring.hpp"

namespace postern::app {

/// Creates a key file with one fresh key, and returns the key's id; nothing if the file exists. Run
/// by root where there is a group `postern`, as a package makes it, that group may read the file;
/// else only its owner may. Throws std::system_error.
std::optional<crypto::KeyId> make_key_file(const std::string& path, Entropy& entropy);

/// `line`: of crypto::make_key_line(). The new key comes last: it opens, and does not seal yet.
Secret with_key_added(const Secret& text, const Secret& line);
/// The key comes first: it seals. REQUIRES: a key of this text.
Secret with_key_first(const Secret& text, crypto::KeyId id);
/// REQUIRES: a key of this text.
Secret without_key(const Secret& text, crypto::KeyId id);

/// Keeps others who lock the same folder waiting, until the end of the scope.
class FolderLock {
public:
    /// The folder of the file. Throws std::system_error.
    explicit FolderLock(const std::string& path);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int descriptor_;
};

/// The key file while one command changes it: another one waits until this one is done.
class KeyFileChange {
public:
    /// Waits for its turn, then reads the file. Throws std::system_error, or config::ConfigError
    /// when the file cannot be used.
    explicit KeyFileChange(const std::string& path);

    const Secret& text() const noexcept { return file_.text; }
    const crypto::KeyRing& keys() const noexcept { return keys_; }

    /// Throws as replace_file() and the constructor do, and then nothing has changed.
    void write(Secret text);

private:
    FolderLock lock_;
    config::KeyFile file_;
    crypto::KeyRing keys_;
};

}  // namespace postern::app
