#include "app/wiring/password_data.hpp"

namespace postern::app {

PasswordData PasswordData::load(const config::Config& config) {
    PasswordData data{
        crypto::CommonPasswords::load(config.server.share_dir + "/common-passwords.txt"),
        std::nullopt};
    if (!config.password.breached_file.empty())
        data.breached = crypto::BreachedPasswords::open(config.password.breached_file);
    return data;
}

}  // namespace postern::app
