#include "app/diagnosis/file_checks.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace postern::app {

namespace {

bool exists(const std::string& path) {
    struct stat file {};
    return ::stat(path.c_str(), &file) == 0 || errno != ENOENT;
}

}  // namespace

Finding check_rights(std::string name, const std::string& path, bool is_secret) {
    struct stat file {};
    if (::stat(path.c_str(), &file) != 0)
        return Finding::failed(std::move(name), path + " cannot be looked at: " +
                                                    std::generic_category().message(errno));
    if ((file.st_mode & S_IWOTH) != 0)
        return Finding::failed(std::move(name), path +
                                                    " can be changed by everybody on this host; "
                                                    "run: chmod go-w " +
                                                    path);
    if (is_secret && (file.st_mode & S_IROTH) != 0)
        return Finding::failed(std::move(name), path +
                                                    " can be read by everybody on this host; "
                                                    "run: chmod o-rwx " +
                                                    path);
    if ((file.st_mode & S_IWGRP) != 0)
        return Finding::warning(
            std::move(name), path + " can be changed by its whole group; run: chmod g-w " + path);
    return Finding::ok(std::move(name), path + " has the right mode");
}

std::vector<Finding> check_files(const std::string& config_path, const config::Config& config) {
    std::vector<Finding> findings{check_rights("configuration", config_path, false)};
    if (findings.front().health == Health::Ok)
        findings.front().detail = config_path + " is valid and has the right mode";
    const std::pair<const char*, const std::string&> secrets[] = {
        {"key file", config.keys.file},
        {"database password file", config.database.password_file},
        {"gate's database password file", config.database.gate_password_file},
        {"mail password file", config.mail.password_file}};
    for (const auto& [name, path] : secrets)
        if (!path.empty() && exists(path)) findings.push_back(check_rights(name, path, true));
    return findings;
}

}  // namespace postern::app
