/// ids: strong types for keys, so that a user's key is never taken for a session's.
///
/// The numeric keys are the database's own and never leave the process; what the world sees is a
/// PublicId.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern {

enum class UserId : std::uint64_t {};
enum class SessionId : std::uint64_t {};
enum class SiteId : std::uint64_t {};
enum class GroupId : std::uint32_t {};
enum class RoleId : std::uint32_t {};
enum class FamilyId : std::uint64_t {};
enum class PersonalTokenId : std::uint64_t {};

/// An opaque name of a record for the outside: 22 characters of base64url, 128 random bits.
/// It never changes and is never given twice.
class PublicId {
public:
    static constexpr std::size_t kBytes = 16;
    static constexpr std::size_t kLength = 22;

    /// Nothing when `text` is not the encoding of 16 bytes.
    static std::optional<PublicId> parse(std::string_view text);
    /// Never begins with a dash. REQUIRES: bytes.size() == kBytes.
    static PublicId from_random(std::string_view bytes);

    const std::string& text() const noexcept { return text_; }
    friend bool operator==(const PublicId&, const PublicId&) = default;
    friend auto operator<=>(const PublicId&, const PublicId&) = default;

private:
    explicit PublicId(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

}  // namespace postern
