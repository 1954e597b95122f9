#include "support/webauthn_cases.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "crypto/factor/authenticator_data.hpp"
#include "crypto/factor/cbor.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/base/file.hpp"
#include "postern/json/json.hpp"

namespace postern::test {

namespace {

using namespace std::string_literals;
using Refusal = crypto::WebauthnRefusal;
using Changes = std::vector<WebauthnChange>;
using Edit = std::function<void(std::string&)>;
using Field = std::function<std::string&(WebauthnVector&)>;

std::string bytes_of(const json::Json& object, std::string_view name) {
    return from_hex(*object.find(name)->string());
}

WebauthnVector read_vector(const std::string& name, const json::Json& both) {
    const auto& create = *both.find("registration");
    const auto& get = *both.find("authentication");
    const auto id = bytes_of(create, "credential_id");
    return {name,
            bytes_of(create, "challenge"),
            {id, bytes_of(create, "clientDataJSON"), bytes_of(create, "attestationObject")},
            bytes_of(get, "challenge"),
            {id, bytes_of(get, "clientDataJSON"), bytes_of(get, "authenticatorData"),
             bytes_of(get, "signature"), std::nullopt}};
}

std::vector<WebauthnVector> read_vectors() {
    const auto text = read_file("tests/support/webauthn_vectors.json");
    const auto parsed = json::Json::parse(text, {.max_bytes = 1 << 20});
    POSTERN_CHECK(parsed);
    std::vector<WebauthnVector> vectors;
    for (const auto& [name, both] : *parsed->find("vectors")->object())
        vectors.push_back(read_vector(name, both));
    return vectors;
}

// --- edits of bytes ---------------------------------------------------------------------------

void flip(std::string& bytes, std::size_t at, int mask = 1) {
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ mask);
}

void replace(std::string& text, std::string_view what, std::string_view with) {
    const auto at = text.find(what);
    POSTERN_CHECK(at != std::string::npos);
    text.replace(at, what.size(), with);
}

Edit flipping(std::size_t at, int mask = 1) {
    return [=](std::string& bytes) { flip(bytes, at, mask); };
}
Edit replacing(std::string what, std::string with) {
    return [=](std::string& text) { replace(text, what, with); };
}
Edit prepending(std::string what) {
    return [=](std::string& bytes) { bytes.insert(0, what); };
}
Edit appending(std::string what) {
    return [=](std::string& bytes) { bytes += what; };
}
Edit cutting_to(std::size_t size) {
    return [=](std::string& bytes) { bytes.resize(size); };
}
void cut_one(std::string& bytes) { bytes.pop_back(); }
void clear(std::string& bytes) { bytes.clear(); }

void add(Changes& changes, std::string name, Refusal refusal, const Field& field,
         const Edit& edit) {
    changes.push_back(
        {std::move(name), refusal, [=](WebauthnVector& vector) { edit(field(vector)); }});
}

// --- what both ceremonies have ----------------------------------------------------------------

void add_challenge_changes(Changes& changes, const Field& challenge) {
    add(changes, "challenge: first byte", Refusal::Challenge, challenge, flipping(0));
    add(changes, "challenge: last byte", Refusal::Challenge, challenge,
        [](std::string& bytes) { flip(bytes, bytes.size() - 1); });
    add(changes, "challenge: longer", Refusal::Challenge, challenge, appending("\0"s));
    add(changes, "challenge: shorter", Refusal::Challenge, challenge, cut_one);
    add(changes, "challenge: empty", Refusal::Challenge, challenge, clear);
}

void add_id_changes(Changes& changes, const Field& raw_id) {
    add(changes, "raw id: first byte", Refusal::CredentialId, raw_id, flipping(0));
    add(changes, "raw id: last byte", Refusal::CredentialId, raw_id,
        [](std::string& bytes) { flip(bytes, bytes.size() - 1); });
    add(changes, "raw id: longer", Refusal::CredentialId, raw_id, appending("\0"s));
    add(changes, "raw id: shorter", Refusal::CredentialId, raw_id, cut_one);
    add(changes, "raw id: empty", Refusal::CredentialId, raw_id, clear);
}

void add_origin_changes(Changes& changes, const Field& json) {
    for (const auto* origin :
         {"https://example.org.evil.example", "http://example.org", "https://example.org:444",
          "null", "https://EXAMPLE.org", "https://example.org.", "https://wiki.example.org", ""})
        add(changes, "origin: '"s + origin + "'", Refusal::Origin, json,
            replacing("https://example.org", origin));
}

Edit cross_origin(std::string value) {
    return [=](std::string& json) {
        const auto at = json.find("\"crossOrigin\":") + 14;
        json.replace(at, json.find_first_of(",}", at) - at, value);
    };
}

void add_member_changes(Changes& changes, const Field& json, const std::string& type) {
    const auto client_data = [&](const std::string& name, const Edit& edit) {
        add(changes, name, Refusal::ClientData, json, edit);
    };
    add(changes, "type: empty", Refusal::Type, json, replacing(type, ""));
    add(changes, "type: other case", Refusal::Type, json, replacing("webauthn.", "webauthN."));
    client_data("type: a number", replacing('"' + type + '"', "1"));
    for (const auto* name : {"type", "challenge", "origin"})
        client_data(name + ": missing"s, replacing('"' + std::string{name} + "\":", "\"other\":"));
    for (const auto* name : {"type", "challenge", "origin", "crossOrigin"})
        client_data(name + ": twice"s, replacing("{", "{\""s + name + "\":false,"));
    client_data("challenge: padded", replacing("\",\"origin\"", "=\",\"origin\""));
    client_data("crossOrigin: a text", cross_origin("\"false\""));
    client_data("crossOrigin: null", cross_origin("null"));
    add(changes, "challenge: another text", Refusal::Challenge, json,
        replacing("\"challenge\":\"", "\"challenge\":\"AAAA"));
    add(changes, "crossOrigin: true", Refusal::CrossOrigin, json, cross_origin("true"));
    for (const auto* value : {"\"https://example.org\"", "null"})
        add(changes, "topOrigin: "s + value, Refusal::CrossOrigin, json,
            replacing("{", "{\"topOrigin\":"s + value + ','));
}

void add_json_changes(Changes& changes, const Field& json) {
    const auto client_data = [&](const std::string& name, const Edit& edit) {
        add(changes, "client data: " + name, Refusal::ClientData, json, edit);
    };
    client_data("empty", clear);
    client_data("cut", cut_one);
    client_data("more behind it", appending("x"));
    client_data("two byte order marks", prepending("\xEF\xBB\xBF\xEF\xBB\xBF"));
    client_data("in an array", [](std::string& text) { text = '[' + text + ']'; });
    client_data("invalid UTF-8", replacing("{", "{\"a\":\"\xFF\","));
    client_data("more than 4 KiB", replacing("{", "{\"a\":\"" + std::string(4096, 'a') + "\","));
}

void add_client_data_changes(Changes& changes, const Field& json, const std::string& type,
                             const std::string& other_type) {
    add(changes, "type: " + other_type, Refusal::Type, json, replacing(type, other_type));
    add_member_changes(changes, json, type);
    add_origin_changes(changes, json);
    add_json_changes(changes, json);
}

// Where things are in authenticator data.
constexpr std::size_t kFlags = 32;
constexpr std::size_t kCount = 33;
constexpr std::size_t kHead = 37;
constexpr std::size_t kIdLength = 53;
constexpr std::size_t kId = 55;

void make_backed_up_only(std::string& data) {
    data[kFlags] = static_cast<char>((data[kFlags] & ~0x08) | 0x10);
}

void add_data_changes(const std::function<void(std::string, Refusal, Edit)>& data) {
    for (const std::size_t at : {0, 7, 16, 31})
        data("data: RP ID hash, byte " + std::to_string(at), Refusal::RpId, flipping(at));
    data("data: nobody present", Refusal::UserPresence, flipping(kFlags));
    data("data: backed up but not eligible", Refusal::BackupState, make_backed_up_only);
    data("data: extensions announced", Refusal::AuthenticatorData, flipping(kFlags, 0x80));
    data("data: credential flag", Refusal::AuthenticatorData, flipping(kFlags, 0x40));
    data("data: empty", Refusal::AuthenticatorData, clear);
    data("data: cut in the counter", Refusal::AuthenticatorData, cutting_to(kHead - 1));
    data("data: cut by one", Refusal::AuthenticatorData, cut_one);
    data("data: one more byte", Refusal::AuthenticatorData, appending("\0"s));
}

// --- registration -----------------------------------------------------------------------------

/// The parts of an attestation object; the format and the statement as they are encoded.
struct Attestation {
    std::string format;
    std::string statement;
    std::string data;
};

Attestation take_apart(std::string_view object) {
    crypto::CborReader reader{object};
    reader.take_map();
    reader.take_text();
    std::string format{reader.take_item().value()};
    reader.take_text();
    std::string statement{reader.take_item().value()};
    reader.take_text();
    return {std::move(format), std::move(statement), std::string{reader.take_bytes().value()}};
}

/// The first bytes of a string of `size` bytes; `kind` is the major type, shifted.
std::string string_head(int kind, std::size_t size) {
    std::string head;
    if (size < 24) return head += static_cast<char>(kind | static_cast<int>(size));
    head += static_cast<char>(kind | (size < 256 ? 24 : 25));
    if (size >= 256) head += static_cast<char>(size >> 8);
    return head += static_cast<char>(size & 0xFF);
}

constexpr int kBytes = 0x40;
constexpr int kText = 0x60;

std::string put_together(const Attestation& parts, int kind_of_data = kBytes) {
    return "\xA3\x63"
           "fmt" +
           parts.format + "\x67" + "attStmt" + parts.statement + "\x68" + "authData" +
           string_head(kind_of_data, parts.data.size()) + parts.data;
}

std::string& object_of(WebauthnVector& vector) { return vector.registration.attestation_object; }

WebauthnChange part_change(std::string name, Refusal refusal,
                           const std::function<void(Attestation&)>& edit) {
    return {std::move(name), refusal, [=](WebauthnVector& vector) {
                auto parts = take_apart(object_of(vector));
                edit(parts);
                object_of(vector) = put_together(parts);
            }};
}

WebauthnChange data_change(std::string name, Refusal refusal, const Edit& edit) {
    return part_change(std::move(name), refusal, [=](Attestation& parts) { edit(parts.data); });
}

std::size_t id_size(std::string_view data) {
    return static_cast<unsigned char>(data[kIdLength]) * 256U +
           static_cast<unsigned char>(data[kIdLength + 1]);
}

WebauthnChange key_change(const std::string& name, Refusal refusal, const Edit& edit) {
    return data_change("key: " + name, refusal, [=](std::string& data) {
        const auto at = kId + id_size(data);
        auto key = data.substr(at);
        edit(key);
        data.replace(at, std::string::npos, key);
    });
}

void set_pairs(std::string& key, int more) { key[0] = static_cast<char>(key[0] + more); }

/// Takes a member out of a COSE key.
void remove_member(std::string& key, std::size_t number) {
    crypto::CborReader reader{key};
    const auto pairs = reader.take_map().value();
    POSTERN_CHECK(number < pairs);
    for (std::size_t i = 0; i < 2 * number; ++i) reader.take_item();
    const auto start = key.size() - reader.rest().size();
    reader.take_item();
    reader.take_item();
    const auto end = key.size() - reader.rest().size();
    key.erase(start, end - start);
    set_pairs(key, -1);
}

/// Says ESP256 (-9), which is not offered.
void set_other_algorithm(std::string& key) {
    const auto size = crypto::CborReader{std::string_view{key}.substr(4)}.take_item()->size();
    key.replace(4, size, "\x28");
}

void add_key_changes(Changes& changes) {
    constexpr auto kMalformed = Refusal::AuthenticatorData;
    const auto key = [&](const std::string& name, Refusal refusal, const Edit& edit) {
        changes.push_back(key_change(name, refusal, edit));
    };
    key("other type", Refusal::PublicKey, flipping(2, 4));
    key("other algorithm", Refusal::Algorithm, set_other_algorithm);
    for (std::size_t i = 0; i < 4; ++i)
        key("without member " + std::to_string(i), Refusal::PublicKey,
            [=](std::string& bytes) { remove_member(bytes, i); });
    key("one member more", Refusal::PublicKey, [](std::string& bytes) {
        set_pairs(bytes, 1);
        bytes += from_hex("2400");
    });
    key("a member twice", kMalformed, [](std::string& bytes) {
        set_pairs(bytes, 1);
        bytes += from_hex("0102");
    });
    key("other numbers", Refusal::PublicKey,
        [](std::string& bytes) { bytes.replace(bytes.size() - 3, 3, "\xFF\xFF\xFF"); });
    key("more members announced", kMalformed, flipping(0, 0x08));
    key("an array", kMalformed, flipping(0, 0x20));
    key("with a tag", kMalformed, prepending("\xC1"));
    key("of indefinite length", kMalformed, [](std::string& bytes) {
        bytes[0] = '\xBF';
        bytes += '\xFF';
    });
}

/// Gives the credential another id, in both places.
WebauthnChange id_change(const std::string& name, std::size_t size) {
    return {name, Refusal::CredentialId, [=](WebauthnVector& vector) {
                auto parts = take_apart(object_of(vector));
                const std::string id(size, 'i');
                parts.data.replace(kId, id_size(parts.data), id);
                parts.data[kIdLength] = static_cast<char>(size >> 8);
                parts.data[kIdLength + 1] = static_cast<char>(size & 0xFF);
                object_of(vector) = put_together(parts);
                vector.registration.raw_id = id;
            }};
}

void add_credential_changes(Changes& changes) {
    const auto data = [&](const std::string& name, Refusal refusal, const Edit& edit) {
        changes.push_back(data_change(name, refusal, edit));
    };
    add_data_changes(data);
    data("data: only a head", Refusal::AuthenticatorData, cutting_to(kHead));
    data("data: cut in the length of the id", Refusal::AuthenticatorData, cutting_to(kId - 1));
    data("data: a huge id", Refusal::AuthenticatorData, flipping(kIdLength, 0x80));
    data("data: a longer id", Refusal::AuthenticatorData, [](std::string& bytes) {
        bytes[kIdLength + 1] = static_cast<char>(bytes[kIdLength + 1] + 1);
    });
    data("data: another id", Refusal::CredentialId, flipping(kId));
    changes.push_back(id_change("id: empty", 0));
    changes.push_back(id_change("id: 15 bytes", 15));
    changes.push_back(id_change("id: 1024 bytes", 1024));
}

void add_statement_changes(Changes& changes) {
    const std::pair<const char*, std::string> statements[] = {
        {"an array", "80"},
        {"null", "f6"},
        {"nested too deep", "a1616181818181" + "00"s},
        {"a member twice", "a2616100616100"},
        {"a text of indefinite length", "a161617f6161ff"},
        {"a length in two bytes for nothing", "a16161580161"},
        {"a length of 2^63", "a161615b8000000000000000"},
    };
    for (const auto& [name, hex] : statements)
        changes.push_back(
            part_change("statement: "s + name, Refusal::AttestationObject,
                        [bytes = from_hex(hex)](Attestation& parts) { parts.statement = bytes; }));
    changes.push_back(
        part_change("statement: 16 KiB", Refusal::AttestationObject, [](Attestation& parts) {
            parts.statement = "\xA1\x61\x61" + string_head(kBytes, 16384) + std::string(16384, 'a');
        }));
}

void add_object_changes(Changes& changes) {
    const auto object = [&](const std::string& name, const Edit& edit) {
        add(changes, "object: " + name, Refusal::AttestationObject, object_of, edit);
    };
    object("empty", clear);
    object("a map of two", flipping(0, 0x01));
    object("a map of four", flipping(0, 0x07));
    object("an array", flipping(0, 0x20));
    object("one more byte", appending("\0"s));
    object("cut", cut_one);
    object("unknown member", replacing("fmt", "fmu"));
    object("format twice", replacing("\x67" + "attStmt"s, "\x63" + "fmt"s));
    object("of indefinite length", [](std::string& bytes) {
        bytes[0] = '\xBF';
        bytes += '\xFF';
    });
    object("format as bytes", [](std::string& bytes) {
        auto parts = take_apart(bytes);
        flip(parts.format, 0, kBytes ^ kText);
        bytes = put_together(parts);
    });
    object("data as text",
           [](std::string& bytes) { bytes = put_together(take_apart(bytes), kText); });
}

}  // namespace

std::string from_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
    return bytes;
}

const std::vector<WebauthnVector>& webauthn_vectors() {
    static const auto all = read_vectors();
    return all;
}

const WebauthnVector& webauthn_vector(std::string_view name) {
    const auto found = std::ranges::find(webauthn_vectors(), name, &WebauthnVector::name);
    POSTERN_CHECK(found != webauthn_vectors().end());
    return *found;
}

std::optional<Refusal> refusal_of_vector(std::string_view name) {
    if (name.ends_with("-crossOrigin") || name.ends_with("-topOrigin")) return Refusal::CrossOrigin;
    if (name == "packed-es384" || name == "packed-es512" || name == "packed-ed448")
        return Refusal::Algorithm;
    return std::nullopt;
}

crypto::WebauthnExpectation expect_vector(std::string_view challenge, bool user_verification) {
    return {challenge, "https://example.org", "example.org", user_verification};
}

std::vector<WebauthnChange> registration_changes() {
    Changes changes;
    add_challenge_changes(changes,
                          [](WebauthnVector& v) -> std::string& { return v.create_challenge; });
    add_id_changes(changes,
                   [](WebauthnVector& v) -> std::string& { return v.registration.raw_id; });
    add_client_data_changes(
        changes, [](WebauthnVector& v) -> std::string& { return v.registration.client_data_json; },
        "webauthn.create", "webauthn.get");
    add_object_changes(changes);
    add_statement_changes(changes);
    add_credential_changes(changes);
    add_key_changes(changes);
    return changes;
}

std::vector<WebauthnChange> assertion_changes() {
    Changes changes;
    const Field json = [](WebauthnVector& v) -> std::string& {
        return v.assertion.client_data_json;
    };
    const Field data = [](WebauthnVector& v) -> std::string& {
        return v.assertion.authenticator_data;
    };
    const Field signature = [](WebauthnVector& v) -> std::string& { return v.assertion.signature; };
    add_challenge_changes(changes,
                          [](WebauthnVector& v) -> std::string& { return v.get_challenge; });
    add_id_changes(changes, [](WebauthnVector& v) -> std::string& { return v.assertion.raw_id; });
    add_client_data_changes(changes, json, "webauthn.get", "webauthn.create");
    add_data_changes([&](const std::string& name, Refusal why, const Edit& edit) {
        add(changes, name, why, data, edit);
    });
    for (const std::size_t byte : {0, 1, 2, 3})
        add(changes, "data: counter, byte " + std::to_string(byte), Refusal::Signature, data,
            flipping(kCount + byte));
    add(changes, "data: reserved flag", Refusal::Signature, data, flipping(kFlags, 0x02));
    add(changes, "data: user verified", Refusal::Signature, data, flipping(kFlags, 0x04));
    add(changes, "client data: a space", Refusal::Signature, json, appending(" "));
    add(changes, "client data: byte order mark", Refusal::Signature, json,
        prepending("\xEF\xBB\xBF"));
    add(changes, "client data: one member more", Refusal::Signature, json,
        replacing("{", "{\"a\":1,"));
    for (std::size_t i = 0; i < 16; ++i)
        add(changes, "signature: byte " + std::to_string(i) + "/16", Refusal::Signature, signature,
            [=](std::string& bytes) { flip(bytes, i * bytes.size() / 16); });
    add(changes, "signature: empty", Refusal::Signature, signature, clear);
    add(changes, "signature: shorter", Refusal::Signature, signature, cut_one);
    add(changes, "signature: longer", Refusal::Signature, signature, appending("\0"s));
    add(changes, "signature: zeros", Refusal::Signature, signature,
        [](std::string& bytes) { bytes.assign(bytes.size(), '\0'); });
    for (const auto* handle : {"", "another", "handl"})
        changes.push_back({"user handle: '"s + handle + "'", Refusal::UserHandle,
                           [=](WebauthnVector& v) { v.assertion.user_handle = handle; }});
    return changes;
}

std::string cose_key_of(const WebauthnVector& vector) {
    const auto parts = take_apart(vector.registration.attestation_object);
    return parts.data.substr(kId + id_size(parts.data));
}

crypto::StoredCredential stored_as(const crypto::NewCredential& made) {
    return {made.id,         made.public_key,      made.algorithm,
            made.sign_count, made.backup_eligible, "handle"};
}

}  // namespace postern::test
