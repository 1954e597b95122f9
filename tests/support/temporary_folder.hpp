/// temporary_folder: a folder of a test's own, gone with it.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace postern::test {

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "postern-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"mkdtemp failed"};
        folder_ = name;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() { std::filesystem::remove_all(folder_); }

    std::string path() const { return folder_.string(); }

    void write(const std::string& name, std::string_view text) const {
        std::ofstream{folder_ / name, std::ios::binary} << text;
    }

private:
    std::filesystem::path folder_;
};

}  // namespace postern::test
