#include "app/setup/dialog.hpp"

#include <ostream>

#include "app/console/question.hpp"

namespace postern::app {

std::string Dialog::ask(const std::string& question, const Check& check) {
    if (!asks_) return {};
    for (;;) {
        std::string answer = app::ask(console_, question);
        const auto problem = check ? check(answer) : std::string{};
        if (problem.empty()) return answer;
        console_.err << problem << '\n';
    }
}

void Dialog::report(const std::string& what) { console_.out << "  " << what << std::endl; }

}  // namespace postern::app
