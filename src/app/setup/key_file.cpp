#include "app/setup/key_file.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <string_view>
#include <system_error>
#include <utility>

#include "app/setup/files.hpp"
#include "app/wiring/key_ring.hpp"

namespace postern::app {

namespace {

constexpr const char* kDaemonGroup = "postern";

std::optional<gid_t> daemon_group() {
    if (::geteuid() != 0) return std::nullopt;
    const group* found = ::getgrnam(kDaemonGroup);
    return found == nullptr ? std::nullopt : std::optional{found->gr_gid};
}

/// The id of the key in this line; nothing when it is a comment or empty.
std::optional<crypto::KeyId> key_of(std::string_view line) {
    const auto ring = crypto::KeyRing::parse(Secret{line});
    return ring ? std::optional{ring->first()} : std::nullopt;
}

void for_each_line(std::string_view text, const std::function<void(std::string_view)>& look) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        look(line);
    }
}

/// A text that is put together without leaving parts of it behind in memory.
class TextOfLines {
public:
    explicit TextOfLines(std::size_t bytes) { text_.reserve(bytes); }
    void add(std::string_view line) { text_.append(line).push_back('\n'); }
    Secret take() { return Secret{std::move(text_)}; }

private:
    std::string text_;
};

config::KeyFile read_existing(const std::string& path) {
    auto file = config::find_key_file(path);
    if (!file) throw std::system_error{ENOENT, std::generic_category(), path};
    return std::move(*file);
}

}  // namespace

std::optional<crypto::KeyId> make_key_file(const std::string& path, Entropy& entropy) {
    const Secret line = crypto::make_key_line(entropy);
    const auto group = daemon_group();
    constexpr mode_t kOwner = 0600;
    constexpr mode_t kOwnerAndDaemon = 0640;
    if (!write_new_file(path, line.reveal(), group ? kOwnerAndDaemon : kOwner, group))
        return std::nullopt;
    return crypto::KeyRing::parse(line).value().first();
}

Secret with_key_added(const Secret& text, const Secret& line) {
    TextOfLines changed{text.size() + 1 + line.size()};
    const auto add = [&](std::string_view each) { changed.add(each); };
    for_each_line(text.reveal(), add);
    for_each_line(line.reveal(), add);
    return changed.take();
}

Secret with_key_first(const Secret& text, crypto::KeyId id) {
    std::string_view moved;
    for_each_line(text.reveal(), [&](std::string_view line) {
        if (key_of(line) == id) moved = line;
    });
    TextOfLines changed{text.size() + 1};
    bool is_moved = false;
    for_each_line(text.reveal(), [&](std::string_view line) {
        const auto key = key_of(line);
        if (key && !is_moved) {
            changed.add(moved);
            is_moved = true;
        }
        if (key != id) changed.add(line);
    });
    return changed.take();
}

Secret without_key(const Secret& text, crypto::KeyId id) {
    TextOfLines changed{text.size() + 1};
    for_each_line(text.reveal(), [&](std::string_view line) {
        if (key_of(line) != id) changed.add(line);
    });
    return changed.take();
}

FolderLock::FolderLock(const std::string& path) {
    const auto folder = std::filesystem::canonical(path).parent_path();
    descriptor_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor_ < 0) throw std::system_error{errno, std::generic_category(), folder};
    while (::flock(descriptor_, LOCK_EX) != 0) {
        if (errno == EINTR) continue;
        const int error = errno;
        ::close(descriptor_);
        throw std::system_error{error, std::generic_category(), folder};
    }
}

FolderLock::~FolderLock() { ::close(descriptor_); }

KeyFileChange::KeyFileChange(const std::string& path)
    : lock_{path}, file_{read_existing(path)}, keys_{parse_key_file(file_)} {}

void KeyFileChange::write(Secret text) {
    config::KeyFile changed{file_.path, std::move(text)};
    auto keys = parse_key_file(changed);
    replace_file(file_.path, changed.text.reveal());
    file_ = std::move(changed);
    keys_ = std::move(keys);
}

}  // namespace postern::app
