#include "app/setup/dialog.hpp"

#include <istream>
#include <ostream>

namespace postern::app {

std::string Dialog::ask(const std::string& question) {
    if (!asks_) return {};
    console_.err << question << std::flush;
    std::string line;
    std::getline(console_.in, line);
    return line;
}

void Dialog::report(const std::string& what) { console_.out << "  " << what << std::endl; }

}  // namespace postern::app
