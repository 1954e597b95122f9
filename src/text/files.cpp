#include "text/files.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace postern::text {

std::string read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::string content{std::istreambuf_iterator<char>{file}, {}};
    if (!file || content.empty()) throw std::runtime_error{"cannot read " + path};
    return content;
}

}  // namespace postern::text
