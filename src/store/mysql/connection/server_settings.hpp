/// server_settings: the settings of the database server that keep Postern from writing.
///
/// Pure: the caller reads the variables (kFindServerSettings).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "postern/store/setting_problem.hpp"

namespace postern::store::mysql {

/// The server's variables by name, in lowercase. One that the server does not have is not there.
using ServerSettings = std::map<std::string, std::string, std::less<>>;

/// Is there, and "yes", when the server is read-only and has taken a write of Postern's user all
/// the same: read_only does not stop administrators.
inline constexpr std::string_view kTakesWrites = "(takes writes)";

/// Every setting that is unfit, in the order of the table. Empty: all is well.
std::vector<SettingProblem> find_setting_problems(const ServerSettings& settings,
                                                  const ServerNeeds& needs);

}  // namespace postern::store::mysql
