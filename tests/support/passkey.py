"""A passkey, or security key, in software, with the browser before it (W3C Web Authentication Level 3; ES256).

    key = Passkey(s.portal_url)
    answer = key.create(options)                  # of the API: {"publicKey": {...}}; what toJSON() gives
    answer = key.get(options)
    answer = key.get(options, origin="https://evil.example", flags=0)   # one answer that is wrong

Attributes say what it is like from now on: `count`, `verifies`, `eligible`, `synced`. Words of one answer (create, get):
origin, rp_id, challenge, type, cross_origin, top_origin, flags, user_handle, raw_id, and change, a function over the
signature.
"""

import base64
import hashlib
import json
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ELIGIBLE, SYNCED, WITH_CREDENTIAL = 0x01, 0x04, 0x08, 0x10, 0x40
ES256 = -7


def encode(data):
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    """The bytes of base64url."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def cbor(value):
    """Whole numbers, bytes, texts, and maps of them (RFC 8949)."""
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    return _head(5, len(value)) + b"".join(cbor(key) + cbor(item) for key, item in value.items())


def _head(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    size, info = next((size, info) for size, info in ((1, 24), (2, 25), (4, 26), (8, 27)) if number < 1 << 8 * size)
    return bytes([major << 5 | info]) + number.to_bytes(size, "big")


class Passkey:
    """One credential. Create it once, then let it answer."""

    def __init__(self, origin, verifies=True, eligible=False, synced=False, count=0, aaguid=bytes(16)):
        self.origin = origin
        self.verifies, self.eligible, self.synced = verifies, eligible, synced
        self.count = count  # of the newest answer, one more with each; 0: it does not count
        self.aaguid = aaguid
        self.id = secrets.token_bytes(32)
        self.handle = None  # of its user; known from create() on, also for a key that would not keep it
        self.rp_id = None
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options, **words):
        """What the browser answers to create() with these options."""
        options = options["publicKey"]
        assert {"type": "public-key", "alg": ES256} in options["pubKeyCredParams"], options
        self.rp_id = options["rp"]["id"]
        self.handle = decode(options["user"]["id"])
        data = self._client_data(words.pop("type", "webauthn.create"), options, words)
        raw_id = words.pop("raw_id", self.id)
        authenticator = self._authenticator_data(words, WITH_CREDENTIAL) + self._credential()
        assert not words, words
        attestation = cbor({"fmt": "none", "attStmt": {}, "authData": authenticator})
        return self._answer(raw_id, {"clientDataJSON": encode(data), "attestationObject": encode(attestation),
                                     "transports": ["internal"]})

    def get(self, options, **words):
        """What the browser answers to get() with these options."""
        options = options["publicKey"]
        allowed = [decode(one["id"]) for one in options["allowCredentials"]]
        data = self._client_data(words.pop("type", "webauthn.get"), options, words)
        raw_id = words.pop("raw_id", self.id)
        # A browser would not ask a key that is not in the list; a program may.
        handle = words.pop("user_handle", self.handle if not allowed else None)
        change = words.pop("change", lambda signature: signature)
        self.count += bool(self.count)
        authenticator = self._authenticator_data(words, 0)
        assert not words, words
        signature = self._key.sign(authenticator + hashlib.sha256(data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(raw_id, {"clientDataJSON": encode(data), "authenticatorData": encode(authenticator),
                                     "signature": encode(change(signature)), "userHandle": handle and encode(handle)})

    def _client_data(self, kind, options, words):
        data = {"type": kind, "challenge": words.pop("challenge", options["challenge"]),
                "origin": words.pop("origin", self.origin), "crossOrigin": words.pop("cross_origin", False)}
        top = words.pop("top_origin", None)
        if top:
            data["topOrigin"] = top
        return json.dumps(data, separators=(",", ":")).encode()

    def _authenticator_data(self, words, more):
        usual = (PRESENT | VERIFIED * self.verifies | ELIGIBLE * self.eligible | SYNCED * self.synced)
        flags = words.pop("flags", usual) | more
        rp_id = words.pop("rp_id", self.rp_id)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _credential(self):
        numbers = self._key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        key = cbor({1: 2, 3: ES256, -1: 1, -2: x, -3: y})  # RFC 9053, section 7.1.1
        return self.aaguid + len(self.id).to_bytes(2, "big") + self.id + key

    @staticmethod
    def _answer(raw_id, response):
        return {"id": encode(raw_id), "rawId": encode(raw_id), "type": "public-key", "response": response,
                "authenticatorAttachment": "platform", "clientExtensionResults": {}}


def challenge(browser, purpose="sign_in"):
    """What the API asks a passkey for this purpose."""
    return browser.must(200, "POST", "/passkey-challenges", **{"for": purpose}).json


def creation(browser, kind="passkey"):
    """What the API asks for a new one."""
    return browser.must(200, "POST", "/me/factors/passkeys/challenges", kind=kind).json


def add(browser, key, kind="passkey", **members):
    """Adds the key in the browser's session; what the API answers."""
    answer = key.create(creation(browser, kind))
    return browser.must(201, "POST", "/me/factors/passkeys", kind=kind, passkey=answer, **members).json


def sign_in(browser, key, **members):
    """Signs in with the key alone; the answer, whatever it is."""
    browser.cookies.pop("postern", None)
    return browser.post("/sessions", passkey=key.get(challenge(browser)), **members)
