#include "app/commands/access/explain_words.hpp"

#include <cstdlib>

#include "postern/config/duration.hpp"

namespace postern::app {

std::string words_for(const Demand& demand) {
    std::string words = "level " + std::to_string(to_number(demand.level));
    if (demand.max_age) words += ", proven within " + config::to_text(*demand.max_age);
    return words;
}

std::string words_for(const access::Decision& decision) {
    using enum access::Outcome;
    switch (decision.outcome) {
        case Pass:
            return "lets the request pass";
        case SignIn:
            return "asks the visitor to sign in";
        case StepUp:
            return "asks the visitor for more: " + words_for(decision.demand);
        case Denied:
            return "refuses the request";
        case Odd:
            return "refuses the path: " + words_for(decision.odd);
    }
    std::abort();  // a value outside the enum is a bug
}

std::string words_for(access::OddPath odd) {
    using enum access::OddPath;
    switch (odd) {
        case None:
            return "it is clear";
        case NotAPath:
            return "it does not begin with a slash, or is too long";
        case EncodedSlash:
            return "it has an encoded slash or backslash";
        case DoubleEncoded:
            return "it is encoded twice";
        case Parameter:
            return "it has a semicolon, which some servers cut off";
        case Backslash:
            return "it has a backslash, which some servers take for a slash";
        case Query:
            return "it has a question mark or a number sign within the path";
        case Control:
            return "it has a control character";
        case DotSegment:
            return "it has a segment of dots";
        case DoubledSlash:
            return "it has two slashes in a row";
        case TrailingDot:
            return "a segment ends in a dot or a space, which Windows drops";
        case Unicode:
            return "it is not UTF-8 in normal form C";
        case BadEscape:
            return "it has a percent sign without two hexadecimal digits";
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::app
