"""Tokens that nobody was given, made with the keys of the installation, with keys of others, or with none.

    forger = Forger(s)                                # with the secret half of the key that signs now
    forger.token(claims)                              # as good as Postern's own; with a fresh id
    forger.token(claims, sub=DROP)                    # the same without a claim
    forger.token(claims, header={"typ": "JWT"})       # or with another header
    for sentence, token in forgeries(forger, claims, url): ...

The keys are read by the description of their formats, without Postern's code. An attacker who has one can write anything:
what is looked for here is that nothing else but the key is ever believed.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK

from key_file import hkdf, read_keys
from tokens import decode, encode

DROP = object()
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
PURPOSE = b"postern.signing-key.v1"
ACCESS = "at+jwt"


class Raw(str):
    """JSON that is written as it is."""


def to_json(value):
    """JSON in which members may come twice: an object can be a list of pairs in a tuple."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        value = tuple(value.items())
    if isinstance(value, tuple):
        return "{" + ",".join("%s:%s" % (to_json(name), to_json(one)) for name, one in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(to_json(one) for one in value) + "]"
    return json.dumps(value)


def to_bytes(part):
    """A part of a token before it is encoded."""
    return part if isinstance(part, bytes) else (part if isinstance(part, str) else to_json(part)).encode()


def compact(header, payload, sign):
    """`header.payload.signature`; `sign`: makes the bytes of the signature of what is signed."""
    signed = "%s.%s" % (encode(to_bytes(header)), encode(to_bytes(payload)))
    return "%s.%s" % (signed, encode(sign(signed.encode())))


def signer(key):
    """What signs with this private key, in the form of RFC 7518."""
    def sign_ec(data):
        digest = {"secp384r1": hashes.SHA384()}.get(key.curve.name, hashes.SHA256())
        size = (key.curve.key_size + 7) // 8
        return b"".join(n.to_bytes(size, "big") for n in utils.decode_dss_signature(key.sign(data, ec.ECDSA(digest))))

    if isinstance(key, ec.EllipticCurvePrivateKey):
        return sign_ec
    if isinstance(key, rsa.RSAPrivateKey):
        return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return key.sign


def mac(secret):
    """HS256."""
    return lambda data: hmac.new(secret, data, hashlib.sha256).digest()


def open_signing_key(s, kid):
    """PKCS #8 of a signing key of the database, in DER."""
    sealed, key_id = s.sql("SELECT HEX(sealed), key_id FROM signing_key WHERE kid = '%s'" % kid).split()
    (master,) = [key for key in read_keys(s.postern.keys_path) if key.number == int(key_id)]
    blob = bytes.fromhex(sealed)
    assert blob[:5] == b"\x01" + master.raw_id, blob[:5]
    key = hkdf(master.bytes, b"seal " + PURPOSE, 32)
    return AESGCM(key).decrypt(blob[5:17], blob[17:], PURPOSE + b"\x00" + kid.encode())


class Forger:
    """The secret half of a signing key: of this kid, or of the one that signs now."""

    def __init__(self, s, purpose="token", kid=None):
        self.kid = kid or s.sql(
            "SELECT kid FROM signing_key WHERE purpose = '%s' AND revoked_at IS NULL AND activate_at <= UTC_TIMESTAMP()"
            " ORDER BY activate_at DESC, id DESC LIMIT 1" % purpose).strip()
        self.jwk = json.loads(s.sql("SELECT public_jwk FROM signing_key WHERE kid = '%s'" % self.kid))
        self.alg = s.sql("SELECT alg FROM signing_key WHERE kid = '%s'" % self.kid).strip()
        self.der = open_signing_key(s, self.kid)
        self.key = serialization.load_der_private_key(self.der, None)
        self.sign = signer(self.key)
        self._id_key = hkdf(self.der, b"postern.token-id.v1", 32)

    @property
    def header(self):
        return {"alg": self.alg, "typ": ACCESS, "kid": self.kid}

    def new_id(self, family):
        """A `jti` with its MAC."""
        random = secrets.token_bytes(12)
        made = mac(self._id_key)(b"\x00".join([self.kid.encode(), family.encode(), random]))
        return encode(random + made[:12])

    def claims(self, claims, **changes):
        """These claims with a fresh id, and changes."""
        now = int(time.time())
        fresh = {**claims, "iat": now, "exp": now + 600, **changes}
        if "jti" not in changes:
            fresh["jti"] = self.new_id(fresh["sid"] if isinstance(fresh["sid"], str) else claims["sid"])
        return {name: value for name, value in fresh.items() if value is not DROP}

    def token(self, claims, header=None, sign=None, **changes):
        """Signed by this key, unless by something else. `header`: changes of it, or all of it as text or pairs."""
        if header is None or isinstance(header, dict):
            merged = {**self.header, **(header or {})}
            header = {name: value for name, value in merged.items() if value is not DROP}
        return compact(header, self.claims(claims, **changes), sign or self.sign)

    def payload(self, claims, payload):
        """With this payload as it is, made of the claims as JSON text."""
        return compact(self.header, payload(to_json(self.claims(claims))), self.sign)

    def public(self, encoding, form):
        return self.key.public_key().public_bytes(encoding, form)


def forgeries(forger, claims, stranger):
    """(sentence, token) of tokens of which none may pass. `claims`: of a good token. `stranger`: the address of a server
    that has keys for anyone who asks."""
    yield from _algorithms(forger, claims)
    yield from _headers(forger, claims, stranger)
    yield from _signatures(forger, claims)
    yield from _texts(forger, claims)
    yield from _times(forger, claims)
    yield from _claims(forger, claims)
    yield from _payloads(forger, claims)


def _algorithms(forger, claims):
    for name in ("none", "None", "NONE", "nOnE"):
        yield "alg %s without a signature" % name, forger.token(claims, {"alg": name}, lambda data: b"")
        yield "alg %s with the right signature" % name, forger.token(claims, {"alg": name})
    pem = forger.public(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    der = forger.public(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    coordinates = b"".join(decode(forger.jwk[name]) for name in ("x", "y", "n") if name in forger.jwk)
    for what, secret in (("the public key in PEM", pem), ("the same without the last newline", pem.strip()),
                         ("the public key in DER", der), ("its JWK", json.dumps(forger.jwk).encode()),
                         ("its coordinates", coordinates), ("its kid", forger.kid.encode()), ("nothing", b"")):
        yield "HS256 with %s as the secret" % what, forger.token(claims, {"alg": "HS256"}, mac(secret))
        yield "%s, under the right alg, with %s as the secret of a MAC" % (forger.alg, what), \
            forger.token(claims, sign=mac(secret))
    for alg in ("ES384", "ES512", "ES256K", "PS256", "RS512", "HS512", "A128KW", "es256", "ES256 ", ""):
        yield "alg %r" % alg, forger.token(claims, {"alg": alg})
    others = {"ES256": ec.generate_private_key(ec.SECP256R1()), "EdDSA": ed25519.Ed25519PrivateKey.generate(),
              "RS256": rsa.generate_private_key(65537, 2048)}
    for alg, key in others.items():
        yield "%s by a key of somebody else under our kid" % alg, forger.token(claims, {"alg": alg}, signer(key))
        if alg != forger.alg:
            yield "%s in the header, ours in the signature" % alg, forger.token(claims, {"alg": alg})
            yield "ours in the header, %s in the signature" % alg, forger.token(claims, sign=signer(key))
    for curve in (ec.SECP384R1(), ec.SECP256K1()):
        key = ec.generate_private_key(curve)
        yield "by a key on %s" % curve.name, forger.token(claims, sign=signer(key))
    yield "alg missing", forger.token(claims, {"alg": DROP})
    yield "alg a list", forger.token(claims, {"alg": [forger.alg]})
    yield "alg null", forger.token(claims, {"alg": None})


def _headers(forger, claims, stranger):
    own = JWK.generate(kty="EC", crv="P-256")
    sign_own = signer(own.get_op_key("sign"))
    public = own.export_public(as_dict=True)
    yield "a jwk in the header that verifies it", forger.token(claims, {"alg": "ES256", "jwk": public}, sign_own)
    yield "a jwk in the header in place of the kid", \
        forger.token(claims, {"alg": "ES256", "jwk": public, "kid": DROP}, sign_own)
    yield "our own jwk in the header", forger.token(claims, {"jwk": forger.jwk})
    for name in ("jku", "x5u"):
        yield "%s that leads to an attacker's keys" % name, \
            forger.token(claims, {"alg": "ES256", name: stranger + "/keys.json", "kid": own.thumbprint()}, sign_own)
        yield "%s beside the right signature" % name, forger.token(claims, {name: stranger + "/keys.json"})
    certificate = base64.b64encode(b"no certificate").decode()
    for name, value in (("x5c", [certificate]), ("x5t", encode(bytes(20))), ("x5t#S256", encode(bytes(32))),
                        ("cty", "JWT"), ("zip", "DEF"), ("enc", "A256GCM"), ("epk", public), ("apu", "AAAA"),
                        ("nonce", "x"), ("iss", "x"), ("url", stranger), ("ALG", forger.alg)):
        yield "%s in the header" % name, forger.token(claims, {name: value})
    yield "crit that names b64 (RFC 7797)", forger.token(claims, {"crit": ["b64"], "b64": False})
    yield "crit that names what nobody knows", forger.token(claims, {"crit": ["exp"], "exp": 1})
    yield "an empty crit", forger.token(claims, {"crit": []})
    for what, kid in (("a path", "../../../../dev/null"), ("SQL", "' OR 1=1 --"), ("empty", ""), ("4 kB long", "k" * 4096),
                      ("a number", 7), ("null", None), ("missing", DROP), ("a list", [forger.kid]),
                      ("cut", forger.kid[:-1]), ("longer", forger.kid + "A"), ("in another case", forger.kid.swapcase()),
                      ("with a NUL", forger.kid + "\0"), ("an address", stranger), ("an unknown thumbprint", own.thumbprint())):
        yield "kid %s" % what, forger.token(claims, {"kid": kid})
        yield "kid %s, signed by a stranger" % what, forger.token(claims, {"alg": "ES256", "kid": kid}, sign_own)
    for typ in ("JWT", "jwt", "logout+jwt", "at", "at+jwt ", "at+jwt+x", "application/application/at+jwt", "", [ACCESS], None,
                7, DROP):
        yield "typ %s" % ("missing" if typ is DROP else repr(typ)), forger.token(claims, {"typ": typ})
    pairs = tuple(forger.header.items())
    for what, header in (("alg twice", (("alg", "none"), *pairs)), ("alg twice, ours first", (*pairs, ("alg", "none"))),
                         ("kid twice", (("kid", "x"), *pairs)), ("typ twice", (*pairs, ("typ", "JWT"))),
                         ("alg again by an escape", (*pairs, (Raw(r'"\u0061lg"'), "none")))):
        yield "a header with %s" % what, forger.token(claims, header)
    text = to_json(forger.header)
    for what, header in (("that is a list", "[%s]" % text), ("with something behind it", text + "{}"),
                         ("with a BOM", b"\xef\xbb\xbf" + text.encode()), ("with invalid UTF-8", text.encode()[:-1] + b',"\xff":1}'),
                         ("with a NUL behind it", text + "\0"), ("with a comment", text[:-1] + "/**/}"),
                         ("of 600 bytes", text[:-1] + " " * 600 + "}"), ("that is empty", ""), ("that is no JSON", "alg=none"),
                         ("with depth", text[:-1] + ',"a":' + "[" * 50 + "]" * 50 + "}")):
        yield "a header %s" % what, forger.token(claims, header)


def _signatures(forger, claims):
    size = len(forger.sign(b"x"))
    for what, fake in (("empty", b""), ("of zeros", bytes(size)), ("of ones", b"\xff" * size), ("of one byte", b"\x01"),
                       ("random", secrets.token_bytes(size))):
        yield "a signature %s" % what, forger.token(claims, sign=lambda data, fake=fake: fake)
    for what, change in (("one byte short", lambda one: one[:-1]), ("one byte long", lambda one: one + b"\0"),
                         ("with a zero in front", lambda one: b"\0" + one), ("twice", lambda one: one + one),
                         ("half", lambda one: one[:size // 2]), ("backwards", lambda one: one[::-1])):
        yield "a signature %s" % what, forger.token(claims, sign=lambda data, change=change: change(forger.sign(data)))
    yield "a signature of other bytes", forger.token(claims, sign=lambda data: forger.sign(data + b"."))
    yield "a signature of the payload alone", forger.token(claims, sign=lambda data: forger.sign(data.split(b".")[1]))
    yield "a signature of what was decoded", \
        forger.token(claims, sign=lambda data: forger.sign(b".".join(decode(part.decode()) for part in data.split(b"."))))
    if forger.alg == "ES256":
        order = P256_ORDER.to_bytes(32, "big")
        yield "r and s the order of the curve", forger.token(claims, sign=lambda data: order + order)
        yield "r one, s one", forger.token(claims, sign=lambda data: (bytes(31) + b"\1") * 2)
        yield "the signature in DER", forger.token(claims, sign=lambda data: forger.key.sign(data, ec.ECDSA(hashes.SHA256())))
        yield "r and s swapped", forger.token(claims, sign=lambda data: _swapped(forger.sign(data)))
        yield "SHA-384 in place of SHA-256", forger.token(claims, sign=lambda data: _with_sha384(forger.key, data))
    if forger.alg == "EdDSA":
        yield "S beyond the order of the group", forger.token(claims, sign=lambda data: _malleable(forger.sign(data)))


def _swapped(signature):
    return signature[32:] + signature[:32]


def _with_sha384(key, data):
    pair = utils.decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA384())))
    return b"".join(n.to_bytes(32, "big") for n in pair)


def _malleable(signature):
    beyond = int.from_bytes(signature[32:], "little") + ED25519_ORDER
    return signature[:32] + beyond.to_bytes(32, "little")


def _texts(forger, claims):
    good = forger.token(claims)
    header, payload, signature = good.split(".")
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    loose = last[last.index(signature[-1]) + 1] if len(decode(signature)) % 3 else None
    texts = [("two parts", header + "." + payload), ("one part", header), ("four parts", good + "." + signature),
             ("five parts", ".".join([header, payload, signature, payload, signature])), ("a dot in front", "." + good),
             ("a dot behind", good + "."), ("no header", "." + payload + "." + signature),
             ("no payload", header + ".." + signature), ("the parts in another order", ".".join([payload, header, signature])),
             ("padding", good + "=="), ("padding in the header", header + "=." + payload + "." + signature),
             ("the alphabet of base64", good.replace("-", "+").replace("_", "/") + "+/"),
             ("quotes around it", '"%s"' % good), ("a word in front", "jwt " + good), ("a comma and another one", good + "," + good),
             ("hex in place of base64", decode(payload).hex()), ("a whole megabyte", "A" * 1_000_000),
             ("more than 4096 bytes", header + "." + encode(to_bytes(forger.claims(claims, more="x" * 4000))) + "." + signature),
             ("another payload under its signature",
              ".".join([header, encode(to_bytes(forger.claims(claims))), signature])),
             ("the header of another alg under its signature",
              ".".join([encode(to_bytes({**forger.header, "alg": "none"})), payload, signature]))]
    if loose:
        texts.append(("bits that are left over in the last character", good[:-1] + loose))
    shared = {"payload": payload, "protected": header, "signature": signature}
    texts += [("the JSON form", json.dumps(shared)),
              ("the general JSON form with two signatures, of which one is good",
               json.dumps({"payload": payload, "signatures": [{"protected": header, "signature": "AAAA"},
                                                              {"protected": header, "signature": signature}]})),
              ("JSON and the compact form in one (CVE-2022-39227)",
               '{"%s.%s.":1,"payload":"%s","signature":"%s","protected":"%s"}' % (header, payload, payload, signature, header))]
    encrypted = JWE(to_json(forger.claims(claims)), json.dumps({"alg": "dir", "enc": "A256GCM", "typ": ACCESS}))
    encrypted.add_recipient(JWK.generate(kty="oct", size=256))
    texts.append(("an encrypted token", encrypted.serialize(compact=True)))
    for what, text in texts:
        yield "a text with %s" % what if " " in what else "a text: %s" % what, text
    for at in range(1, len(good), max(1, len(good) // 40)):
        yield "cut after %d characters" % at, good[:at]
    for part, name in enumerate(("header", "payload", "signature")):
        for at in range(0, 8 * len(decode(good.split(".")[part])), 37):
            parts = good.split(".")
            data = bytearray(decode(parts[part]))
            data[at // 8] ^= 1 << at % 8
            parts[part] = encode(bytes(data))
            yield "bit %d of the %s turned" % (at, name), ".".join(parts)


def _times(forger, claims):
    now = int(time.time())
    for what, value in (("missing", DROP), ("a text", str(now + 600)), ("with a fraction", now + 600.5),
                        ("with an exponent", Raw("2e9")), ("too large for a double", Raw("1e400")), ("negative", -1),
                        ("0", 0), ("2^53", 2**53), ("2^63", 2**63), ("2^64", 2**64), ("null", None), ("true", True), ("a list", [now + 600]),
                        ("over", now - 1), ("long over", now - 86400), ("a year ahead", now + 31536000)):
        yield "exp %s" % what, forger.token(claims, exp=value)
    yield "exp over, as it was from the start", forger.token(claims, iat=now - 601, exp=now - 1)
    yield "exp right now", forger.token(claims, iat=now - 600, exp=now)
    for what, value in (("missing", DROP), ("a minute ahead", now + 90), ("a text", str(now)), ("with a fraction", now + 0.5),
                        ("a year ago, exp ahead", now - 31536000), ("null", None), ("negative", -now), ("after exp", now + 1200)):
        yield "iat %s" % what, forger.token(claims, iat=value)
    for what, value in (("in the future", now + 300), ("a text", "0"), ("null", None), ("with a fraction", 1.5)):
        yield "nbf %s" % what, forger.token(claims, nbf=value)
    for what, value in (("missing", DROP), ("a text", "1"), ("null", None), ("negative", -5)):
        yield "auth_time %s" % what, forger.token(claims, auth_time=value)


def _claims(forger, claims):
    issuer = claims["iss"]
    host = issuer.split("//")[1]
    for what, value in (("missing", DROP), ("another server", "https://evil.example"), ("with a slash", issuer + "/"),
                        ("of another scheme", "https://" + host), ("in capitals", issuer.upper()), ("without its scheme", host),
                        ("a list", [issuer]), ("null", None), ("empty", ""), ("with a user", "http://x@" + host)):
        yield "iss %s" % what, forger.token(claims, iss=value)
    for what, value in (("missing", DROP), ("another server", "https://evil.example"), ("with a slash", issuer + "/"),
                        ("in capitals", issuer.upper()), ("an empty list", []), ("a list in a list", [[issuer]]),
                        ("a list with a number", [issuer, 1]), ("nine servers", [issuer] * 9), ("null", None), ("an object", {"a": issuer}),
                        ("empty", ""), ("a part of it", issuer[:-1])):
        yield "aud %s" % what, forger.token(claims, aud=value)
    for name in ("sub", "client_id", "sid", "scope", "acr", "amr"):
        yield "%s missing" % name, forger.token(claims, **{name: DROP})
        yield "%s null" % name, forger.token(claims, **{name: None})
        yield "%s a number" % name, forger.token(claims, **{name: 1})
        yield "%s an object" % name, forger.token(claims, **{name: {}})
    for name in ("sub", "client_id", "sid"):
        yield "%s empty" % name, forger.token(claims, **{name: ""})
        yield "%s with a NUL" % name, forger.token(claims, **{name: claims[name] + "\0"})
        yield "%s with SQL" % name, forger.token(claims, **{name: "' OR 1=1 --"})
        yield "%s too long" % name, forger.token(claims, **{name: "a" * 65})
    yield "sid of no grant", forger.token(claims, sid=encode(secrets.token_bytes(16)))
    yield "sid with another id's MAC", \
        forger.token(claims, sid=encode(secrets.token_bytes(16)), jti=forger.new_id(claims["sid"]))
    for what, value in (("missing", DROP), ("null", None), ("empty", ""), ("without a MAC", encode(secrets.token_bytes(24))),
                        ("with half a MAC", forger.new_id(claims["sid"])[:-8]), ("with more behind it", forger.new_id(claims["sid"]) + "AAAA"),
                        ("a number", 7)):
        yield "jti %s" % what, forger.token(claims, jti=value)
    for what, value in (("0", "0"), ("4", "4"), ("a word", "high"), ("10", "10")):
        yield "acr %s" % what, forger.token(claims, acr=value)


def _payloads(forger, claims):
    def change(*pairs):
        return lambda text: text[:-1] + "," + ",".join("%s:%s" % pair for pair in pairs) + "}"

    other = json.dumps("someone-else")
    for what, payload in (
            ("with sub twice", change(('"sub"', other))),
            ("with sub twice, another one first", lambda text: '{"sub":%s,%s' % (other, text[1:])),
            ("with sub again by an escape", change((r'"\u0073ub"', other))),
            ("with exp twice", change(('"exp"', "4102444800"))),
            ("with jti twice", change(('"jti"', '"x"'))),
            ("that is a list", lambda text: "[%s]" % text), ("that is a text", json.dumps),
            ("that is null", lambda text: "null"), ("that is empty", lambda text: ""), ("that is {}", lambda text: "{}"),
            ("with another object behind it", lambda text: text + "{}"), ("with a NUL behind it", lambda text: text + "\0{}"),
            ("with a BOM", lambda text: b"\xef\xbb\xbf" + text.encode()),
            ("with invalid UTF-8", lambda text: text.encode()[:-1] + b',"x":"\xc3\x28"}'),
            ("with half a surrogate", change(('"x"', r'"\ud800"'))),
            ("with a comment", lambda text: "/**/" + text), ("with a comma at its end", lambda text: text[:-1] + ",}"),
            ("with NaN", change(('"x"', "NaN"))), ("with 01", change(('"x"', "01"))),
            ("with single quotes", lambda text: text.replace('"', "'")),
            ("with depth", change(('"x"', "[" * 300 + "]" * 300))),
            ("with more than 64 members", change(*[('"m%d"' % n, "1") for n in range(80)])),
            ("cut in the middle", lambda text: text[:len(text) // 2])):
        yield "a payload %s" % what, forger.payload(claims, payload)
