/// server_settings: the settings of the database server that keep Postern from writing.
///
/// Pure: the caller reads the variables (kFindServerSettings).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "postern/store/setting_problem.hpp"

namespace postern::store::mysql {

/// The server's variables by name, in lowercase. One that the server does not have is not there.
using ServerSettings = std::map<std::string, std::string, std::less<>>;

/// Every setting that is unfit, in the order of the table. Empty: all is well.
std::vector<SettingProblem> find_setting_problems(const ServerSettings& settings,
                                                  const ServerNeeds& needs);

}  // namespace postern::store::mysql
