/// nginx_files: puts server blocks where nginx reads them, and has nginx check them.
///
/// Writes new files only, and removes them again when nginx rejects its configuration with
/// them: a mistake here must not keep nginx from serving everything else.
#pragma once

#include <string>
#include <vector>

namespace postern::app {

struct NginxFile {
    std::string path;
    std::string text;
};

/// First line of every file: a purge of the package removes the files that have it.
inline constexpr const char* kWrittenByInit =
    "# Written by `postern init`. It is yours now: postern never changes it again.\n";

/// Writes those that are missing and returns their paths. Throws CommandError with the
/// output of `nginx -t` when that fails; then all of them are removed. Without nginx they are not
/// checked.
std::vector<std::string> write_nginx_files(const std::vector<NginxFile>& files);

}  // namespace postern::app
