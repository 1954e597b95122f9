// The configuration file and the passwords, and the process's environment.
#include "config/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/config/config.hpp"

namespace postern::config {

namespace {

constexpr std::size_t kMaxFileBytes = 256 * 1024;  // what is longer is some other file
constexpr std::size_t kMaxPasswordBytes = 1024;

/// An open file, closed at the end of the scope.
class File {
public:
    // Not blocking: a FIFO put in the file's place must not stop the start.
    explicit File(const std::string& path)
        : descriptor_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)} {}
    ~File() {
        if (is_open()) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    bool is_open() const noexcept { return descriptor_ >= 0; }
    int descriptor() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

[[noreturn]] void refuse(const std::string& path, const std::string& key, std::string wrong,
                         std::string remedy) {
    throw ConfigError{{Problem{.file = path,
                               .line = 0,
                               .key = key,
                               .wrong = std::move(wrong),
                               .remedy = std::move(remedy)}}};
}

[[noreturn]] void refuse_unreadable(const std::string& path, const std::string& key, int error) {
    refuse(path, key, "cannot be read: " + std::generic_category().message(error),
           error == EACCES ? "run this as root or as the daemon's user, and let the latter read it"
           : error == ENOENT && key.empty() ? "`postern init` makes one; --config names another"
                                            : "make it a file that the daemon may read");
}

/// Everything in it; errno is set when it is nothing.
std::optional<std::string> read_all(const File& file) {
    std::string text;
    std::string chunk(16 * 1024, '\0');
    for (;;) {
        const ssize_t count = ::read(file.descriptor(), chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return std::nullopt;
        if (count == 0) return text;
        text.append(chunk, 0, static_cast<std::size_t>(count));
        if (text.size() > kMaxFileBytes) {
            errno = EFBIG;
            return std::nullopt;
        }
    }
}

/// What a file's mode must not allow, and what to say if it does.
struct ForbiddenMode {
    mode_t bits;
    const char* wrong;
    const char* remedy;
};

constexpr ForbiddenMode kSecret{S_IRWXO, "can be read or written by every local user",
                                "set its mode to 0600 or 0640"};
constexpr ForbiddenMode kTrusted{S_IWOTH, "can be written by every local user",
                                 "set its mode to 0644 or less"};

std::string read_regular_file(const std::string& path, const std::string& key,
                              const ForbiddenMode& forbidden) {
    const File file{path};
    struct stat status {};
    if (!file.is_open() || ::fstat(file.descriptor(), &status) != 0)
        refuse_unreadable(path, key, errno);
    if (!S_ISREG(status.st_mode)) refuse(path, key, "is not a file", "name a regular file");
    if ((status.st_mode & forbidden.bits) != 0)
        refuse(path, key, forbidden.wrong, forbidden.remedy);
    auto text = read_all(file);
    if (!text) refuse_unreadable(path, key, errno);
    return std::move(*text);
}

std::string without_line_end(std::string text) {
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    return text;
}

std::string read_password(const std::string& path, const std::string& key) {
    std::string password = without_line_end(read_regular_file(path, key, kSecret));
    if (password.empty())
        refuse(path, key, "is empty", "write the password to it, or unset the key");
    if (password.size() > kMaxPasswordBytes || has_control(password))
        refuse(path, key, "is more than one line with a password",
               "write nothing but the password to it");
    return password;
}

/// False only when there is certainly none; what cannot be looked at shall fail when it is read.
bool may_exist(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0 || errno != ENOENT;
}

/// Where systemd puts this credential; empty when it puts none there.
std::string credential_path(const std::string& credential, const Environment& environment) {
    const auto credentials = environment("CREDENTIALS_DIRECTORY").value_or("");
    const std::string there = credentials + "/" + credential;
    return !credentials.empty() && may_exist(there) ? there : "";
}

/// From systemd's credential, else from the file that the key names, else nothing. The credential
/// comes first: it is the daemon's own copy of a file that only root, with `postern`, can read.
std::optional<std::string> find_password(const std::string& path, const std::string& key,
                                         const std::string& credential,
                                         const Environment& environment) {
    const auto there = credential_path(credential, environment);
    if (!there.empty()) return read_password(there, key);
    if (!path.empty()) return read_password(path, key);
    return std::nullopt;
}

}  // namespace

std::string read_config_file(const std::string& path) {
    return read_regular_file(path, {}, kTrusted);
}

std::string installed_share_dir(const std::string& otherwise) {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) return otherwise;
    const auto share = program.parent_path().parent_path() / "share" / "postern";
    return std::filesystem::is_directory(share, error) ? share.string() : otherwise;
}

std::string read_database_password(const DatabaseConfig& config, const Environment& environment) {
    return find_password(config.password_file, "database.password_file", "database-password",
                         environment)
        .value_or("");
}

std::string read_gate_database_password(const DatabaseConfig& config,
                                        const Environment& environment) {
    if (config.gate_user.empty()) return read_database_password(config, environment);
    return find_password(config.gate_password_file, "database.gate_password_file",
                         "gate-database-password", environment)
        .value_or("");
}

std::string read_mail_password(const MailConfig& config, const Environment& environment) {
    if (config.transport != MailTransport::Smtp || config.user.empty()) return {};
    auto password =
        find_password(config.password_file, "mail.password_file", "mail-password", environment);
    if (!password)
        refuse("environment", "mail.password_file",
               "is missing, and there is no credential mail-password",
               "name a file with the password of mail.user, or remove mail.user");
    return std::move(*password);
}

std::optional<KeyFile> find_key_file(const KeysConfig& config, const Environment& environment) {
    const auto there = credential_path("keys", environment);
    return find_key_file(there.empty() ? config.file : there);
}

std::optional<KeyFile> find_key_file(const std::string& path) {
    if (path.empty() || !may_exist(path)) return std::nullopt;
    return KeyFile{path, Secret{read_regular_file(path, "keys.file", kSecret)}};
}

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>{value};
    };
}

std::vector<std::string> process_environment_names() {
    std::vector<std::string> names;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view variable{*entry};
        names.emplace_back(variable.substr(0, variable.find('=')));
    }
    return names;
}

}  // namespace postern::config
