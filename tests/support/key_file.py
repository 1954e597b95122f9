"""The key file and what is sealed with it, by the format that include/postern/crypto/key/key_ring.hpp describes and without
Postern's code.

    (key,) = read_keys(s.postern.keys_path)
    blob = key.seal((user_id, factor_id), secret)          # of an authenticator app
    key.open((user_id, factor_id), blob), key.id, key.number
"""

import base64
import ctypes
import hashlib
import hmac
import secrets

CRYPTO = ctypes.CDLL("libcrypto.so.3")
for name in ("EVP_CIPHER_CTX_new", "EVP_aes_256_gcm"):
    getattr(CRYPTO, name).restype = ctypes.c_void_p
GET_TAG, SET_TAG, TAG_BYTES = 16, 17, 16


def hkdf(key, info, size):
    """RFC 5869 with SHA-256, no salt, at most 32 bytes."""
    pseudorandom = hmac.new(bytes(32), key, hashlib.sha256).digest()
    return hmac.new(pseudorandom, info + b"\x01", hashlib.sha256).digest()[:size]


def gcm(encrypts, key, nonce, additional, text, tag=None):
    """(text, tag) of AES-256-GCM; None when the tag is wrong."""
    context = ctypes.c_void_p(CRYPTO.EVP_CIPHER_CTX_new())
    out, size = ctypes.create_string_buffer(len(text) + 16), ctypes.c_int()
    assert CRYPTO.EVP_CipherInit_ex(context, ctypes.c_void_p(CRYPTO.EVP_aes_256_gcm()), None, key, nonce, int(encrypts))
    assert CRYPTO.EVP_CipherUpdate(context, None, ctypes.byref(size), additional, len(additional))
    assert CRYPTO.EVP_CipherUpdate(context, out, ctypes.byref(size), text, len(text))
    if not encrypts:
        assert CRYPTO.EVP_CIPHER_CTX_ctrl(context, SET_TAG, TAG_BYTES, tag)
    rest = ctypes.create_string_buffer(16)
    done = CRYPTO.EVP_CipherFinal_ex(context, rest, ctypes.byref(ctypes.c_int()))
    made = ctypes.create_string_buffer(TAG_BYTES)
    if encrypts:
        assert CRYPTO.EVP_CIPHER_CTX_ctrl(context, GET_TAG, TAG_BYTES, made)
    CRYPTO.EVP_CIPHER_CTX_free(context)
    return (out.raw[:len(text)], made.raw) if done == 1 else None


class Key:
    """A line of the key file."""

    def __init__(self, line):
        self.bytes = base64.urlsafe_b64decode(line + "=")
        self.raw_id = hkdf(self.bytes, b"postern.key-id.v1", 4)
        self.id = self.raw_id.hex()
        self.number = int(self.id, 16)  # as the database has it

    def seal(self, ids, text):
        """The secret of an authenticator app as it is stored."""
        nonce = secrets.token_bytes(12)
        sealed, tag = gcm(True, self._key(), nonce, self._additional(ids), text)
        return b"\x01" + self.raw_id + nonce + sealed + tag

    def open(self, ids, blob):
        """The secret in what is stored."""
        assert blob[:5] == b"\x01" + self.raw_id, (blob[:5].hex(), self.id)
        return gcm(False, self._key(), blob[5:17], self._additional(ids), blob[17:-16], blob[-16:])[0]

    def _key(self):
        return hkdf(self.bytes, b"seal postern.totp.v1", 32)

    @staticmethod
    def _additional(ids):
        return b"\x00".join([b"postern.totp.v1", *(one.encode() for one in ids)])


def read_keys(path):
    """The keys of this file, in its order."""
    with open(path, encoding="ascii") as file:
        return [Key(line) for line in file.read().split()]
