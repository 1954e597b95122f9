#include "app/setup/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "postern/base/bytes.hpp"

namespace postern::app {

namespace {

[[noreturn]] void fail_with_errno(const std::string& path) {
    throw std::system_error{errno, std::generic_category(), path};
}

/// Where the line of the key begins, commented out or not.
std::size_t find_key_line(const std::string& text, const std::string& name) {
    const auto dot = name.find('.');
    const auto section = text.find("\n[" + name.substr(0, dot) + "]\n");
    if (section != std::string::npos) {
        const auto end = text.find("\n[", section + 1);
        const auto line = text.find("\n#" + name.substr(dot + 1) + " = ", section + 1);
        if (line < end) return line + 1;
    }
    throw std::logic_error{"the documented configuration has no key " + name};
}

/// A new folder is as private as the file in it.
void make_folder_of(const std::string& path, mode_t mode) {
    const auto folder = std::filesystem::path{path}.parent_path();
    if (folder.empty() || !std::filesystem::create_directories(folder)) return;
    const bool is_private = (mode & (S_IRWXG | S_IRWXO)) == 0;
    if (::chmod(folder.c_str(), is_private ? 0700 : 0755) != 0) fail_with_errno(folder);
}

/// Writes all of it and syncs it to disk.
void write_whole(int file, std::string_view text, const std::string& path) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t count = ::write(file, text.data() + done, text.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail_with_errno(path);
        done += static_cast<std::size_t>(count);
    }
    if (::fsync(file) != 0) fail_with_errno(path);
}

/// So that a file's new name is still there after a power failure.
void sync_folder_of(const std::string& path) {
    const auto folder = std::filesystem::path{path}.parent_path();
    const int descriptor =
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) fail_with_errno(folder);
    const bool synced = ::fsync(descriptor) == 0;
    const int error = errno;
    ::close(descriptor);
    errno = error;
    if (!synced) fail_with_errno(folder);
}

/// A temporary file, removed at the end of the scope. Its name is always new: a file that another
/// user had put there would still belong to them.
class Draft {
public:
    Draft(const std::string& target, mode_t mode)
        : path_{target + ".XXXXXX"}, file_{::mkostemp(path_.data(), O_CLOEXEC)} {
        if (file_ < 0 || ::fchmod(file_, mode) != 0) fail_with_errno(target);
    }
    ~Draft() {
        ::close(file_);
        if (!path_.empty()) ::unlink(path_.c_str());
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    int file() const noexcept { return file_; }
    const std::string& path() const noexcept { return path_; }

    /// Replaces what is there.
    void rename_to(const std::string& target) {
        if (::rename(path_.c_str(), target.c_str()) != 0) fail_with_errno(target);
        path_.clear();
    }

private:
    std::string path_;
    int file_;
};

}  // namespace

std::string with_settings(const std::string& documented, const Settings& settings) {
    std::string text = documented;
    for (const auto& [name, value] : settings) {
        const auto start = find_key_line(text, name);
        const auto end = text.find('\n', start);
        text.replace(start, end - start, name.substr(name.find('.') + 1) + " = " + value);
    }
    return text;
}

std::string toml_text(const std::string& text) {
    std::string quoted{'"'};
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

bool write_new_file(const std::string& path, std::string_view text, mode_t mode,
                    std::optional<gid_t> group) {
    if (::access(path.c_str(), F_OK) == 0) return false;
    make_folder_of(path, mode);
    const Draft draft{path, mode};
    if (group && ::fchown(draft.file(), static_cast<uid_t>(-1), *group) != 0) fail_with_errno(path);
    write_whole(draft.file(), text, draft.path());
    // Unlike rename(), link() never replaces a file that was created meanwhile.
    if (::link(draft.path().c_str(), path.c_str()) == 0) return true;
    if (errno != EEXIST) fail_with_errno(path);
    return false;
}

void replace_file(const std::string& path, std::string_view text) {
    const auto target = std::filesystem::canonical(path).string();
    struct stat old {};
    if (::stat(target.c_str(), &old) != 0) fail_with_errno(target);
    constexpr mode_t kPrivate = 0600;
    Draft draft{target, kPrivate};
    if (::fchown(draft.file(), old.st_uid, old.st_gid) != 0 ||
        ::fchmod(draft.file(), old.st_mode & 07777U) != 0)
        fail_with_errno(target);
    write_whole(draft.file(), text, draft.path());
    draft.rename_to(target);
    sync_folder_of(target);
}

std::string random_password(Entropy& entropy) {
    constexpr std::size_t kBytes = 32;
    return to_base64url(entropy.bytes(kBytes));
}

}  // namespace postern::app
