#include "postern/service/password/password_service.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/factor/recovery_code.hpp"
#include "postern/crypto/password/password_strength.hpp"
#include "postern/crypto/password/password_text.hpp"
#include "service/password/password_rules.hpp"

namespace postern::service {

namespace {

PasswordProblem to_problem(crypto::PasswordTextError error) {
    switch (error) {
        case crypto::PasswordTextError::NotUtf8:
            return PasswordProblem::NotUtf8;
        case crypto::PasswordTextError::TooLong:
            return PasswordProblem::TooLong;
    }
    std::abort();  // a value outside the enum is a bug
}

std::string_view text_of(const auto& value) {
    return value ? std::string_view{value->text()} : std::string_view{};
}

}  // namespace

PasswordOwner owner_of(const UserRow& user) {
    return {text_of(user.email), text_of(user.display_name), text_of(user.username)};
}

PasswordOwner owner_of(const User& user) {
    return {user.email.text(), user.display_name.text(), text_of(user.username)};
}

PasswordService::PasswordService(crypto::PasswordHasher& hasher, shm::HashingSlots& slots,
                                 PasswordSettings settings, PasswordLists lists)
    : hasher_{hasher}, slots_{slots}, settings_{std::move(settings)}, lists_{lists} {}

std::vector<PasswordProblem> PasswordService::check_new(std::string_view typed,
                                                        const PasswordOwner& owner) const {
    const auto password = crypto::normalize_password(typed);
    if (!password) return {to_problem(password.error())};
    std::vector<PasswordProblem> problems;
    if (count_code_points(password->reveal()) < settings_.needs.min_length)
        problems.push_back(PasswordProblem::TooShort);
    if (crypto::count_classes(password->reveal()) < settings_.needs.classes)
        problems.push_back(PasswordProblem::MissingClasses);
    const auto words = owner_words(owner, settings_.service_words);
    std::ranges::move(check_content(password->reveal(), words), std::back_inserter(problems));
    // The others say better what is wrong; a longer password is harder to guess, too.
    if (problems.empty() && settings_.min_strength > 0 &&
        crypto::password_strength(password->reveal(), words) < settings_.min_strength)
        problems.push_back(PasswordProblem::Guessable);
    return problems;
}

std::vector<PasswordProblem> PasswordService::check_content(
    std::string_view password, const std::vector<std::string>& words) const {
    std::vector<PasswordProblem> problems;
    const Secret folded = crypto::fold_case(password);
    if (lists_.common != nullptr && lists_.common->contains(folded.reveal()))
        problems.push_back(PasswordProblem::Common);
    if (is_little_more_than(words, folded.reveal()))
        problems.push_back(PasswordProblem::ContainsContext);
    if (lists_.breached != nullptr && lists_.breached->contains(password))
        problems.push_back(PasswordProblem::Breached);
    return problems;
}

std::optional<std::string> PasswordService::hash_new(std::string_view typed) const {
    const auto password = crypto::normalize_password(typed);
    POSTERN_CHECK(password.has_value());
    const auto slot = slots_.acquire(settings_.patience);
    if (!slot) return std::nullopt;
    return hasher_.hash(*password);
}

Verdict PasswordService::verify(std::string_view typed, std::optional<std::string_view> phc) const {
    // What cannot be anybody's password still costs a hash: the answer's time must not tell
    // whether the account exists.
    const auto password = crypto::normalize_password(typed);
    static const Secret nobody{std::string_view{}};
    const auto slot = slots_.acquire(settings_.patience);
    if (!slot) return Verdict::Busy;
    bool fits = hasher_.verify(password ? *password : nobody, phc.value_or(hasher_.decoy()));
    if (!fits && phc && password && password->reveal() != typed && hasher_.is_foreign(*phc))
        fits = hasher_.verify(Secret{typed}, *phc);
    return fits && phc && password ? Verdict::Right : Verdict::Wrong;
}

std::optional<Digest> PasswordService::hash_recovery_code(const Secret& code, std::string_view salt,
                                                          const crypto::Argon2idCost& cost) const {
    const auto slot = slots_.acquire(settings_.patience);
    if (!slot) return std::nullopt;
    return crypto::hash_recovery_code(code, salt, cost);
}

std::optional<std::string> PasswordService::rehash_if_needed(std::string_view typed,
                                                             std::string_view phc) const {
    if (!hasher_.needs_rehash(phc)) return std::nullopt;
    const auto password = crypto::normalize_password(typed);
    if (!password) return std::nullopt;
    const auto slot = slots_.acquire(std::chrono::milliseconds{0});
    if (!slot) return std::nullopt;
    return hasher_.hash(*password);
}

}  // namespace postern::service
