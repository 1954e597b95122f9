/// nginx_files: puts server blocks where nginx reads them, and asks nginx what it thinks of them.
///
/// Writes new files only, and takes them away again when nginx does not like its configuration with
/// them: a mistake here must not keep nginx from serving everything else.
#pragma once

#include <string>
#include <vector>

namespace postern::app {

struct NginxFile {
    std::string path;
    std::string text;
};

/// First line of every file; by it a purge of the package knows what to remove.
inline constexpr const char* kWrittenByInit =
    "# Written by `postern init`. It is yours now: postern never changes it again.\n";

/// Whether nginx is installed here.
bool has_nginx();

/// Writes those that are missing and returns their paths. Throws CommandError with nginx's own
/// words when `nginx -t` fails; then none of them stays. Without nginx none is tried.
std::vector<std::string> write_nginx_files(const std::vector<NginxFile>& files);

}  // namespace postern::app
