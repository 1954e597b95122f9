#include "service/password/password_rules.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"
#include "postern/crypto/password/password_text.hpp"

namespace postern::service {

namespace {

constexpr std::size_t kMinWordLength = 3;
constexpr std::size_t kMaxWords = 16;
/// What has to be left beside the words; a letter counts two, a digit one.
constexpr std::size_t kMinWeightLeft = 12;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {  // any byte of a character beyond ASCII, too
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Every run of letters and digits, and all of them in one: `ann.smith` gives ann, smith, annsmith.
void add_words(std::string_view text, std::vector<std::string>& words) {
    std::string whole;
    std::string part;
    for (const char c : text) {
        if (is_letter(c) || is_digit(c)) {
            part += c;
            whole += c;
        } else {
            words.push_back(std::exchange(part, {}));
        }
    }
    words.push_back(std::move(part));
    words.push_back(std::move(whole));
}

std::string backwards(std::string_view text) {
    std::string reversed;
    while (!text.empty()) {
        std::size_t begin = text.size() - 1;
        while (begin > 0 && is_continuation(text[begin])) --begin;
        reversed += text.substr(begin);
        text.remove_suffix(text.size() - begin);
    }
    return reversed;
}

/// Puts a blank in the place of each occurrence; true when there was one.
bool take_out(std::string& text, const std::string& word) {
    bool found = false;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        text.replace(at, word.size(), 1, ' ');
        found = true;
    }
    return found;
}

std::size_t weight(std::string_view text) {
    std::size_t sum = 0;
    for (const char c : text)
        if (is_digit(c))
            sum += 1;
        else if (is_letter(c) && !is_continuation(c))
            sum += 2;
    return sum;
}

}  // namespace

std::vector<std::string> owner_words(const PasswordOwner& owner,
                                     const std::vector<std::string>& service_words) {
    std::vector<std::string> words;
    const Secret email = crypto::fold_case(owner.email);
    const auto at = std::min(email.reveal().rfind('@'), email.size());
    add_words(email.reveal().substr(0, at), words);
    const auto domain = email.reveal().substr(at);
    add_words(domain.substr(0, domain.rfind('.')), words);  // nobody is known by a `.org`
    add_words(crypto::fold_case(owner.display_name).reveal(), words);
    add_words(owner.username, words);
    for (const auto& word : service_words) add_words(crypto::fold_case(word).reveal(), words);

    std::erase_if(words, [](const auto& word) { return count_code_points(word) < kMinWordLength; });
    std::ranges::sort(words, [](const auto& a, const auto& b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    words.erase(std::unique(words.begin(), words.end()), words.end());
    if (words.size() > kMaxWords) words.resize(kMaxWords);
    return words;
}

bool is_little_more_than(const std::vector<std::string>& words, std::string_view folded) {
    std::string left{folded};
    bool found = false;
    for (const auto& word : words) {
        found |= take_out(left, word);
        found |= take_out(left, backwards(word));
    }
    const bool little = found && weight(left) < kMinWeightLeft;
    wipe(left);
    return little;
}

}  // namespace postern::service
