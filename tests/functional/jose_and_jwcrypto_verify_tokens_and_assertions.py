#!/usr/bin/python3
"""Two other libraries verify access tokens and assertions from the key sets alone, in each algorithm that can be configured,
and refuse what was changed, what is for somebody else and what the other key set has signed. A key set has public halves
only, can be kept by caches and read by pages of any origin. The examples of docs/assertion.md for Node and Python are run
as they stand there, but for their addresses: they let a visitor in, and nobody without an assertion or with a wrong one."""
# seconds: 240

import contextlib
import json
import os
import re
import subprocess

import functional  # noqa: F401
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK, JWKSet
from jwcrypto.jwt import JWT

from http_client import fetch
from jose import opinions, prepare
from ports import end_with_parent, is_free, pick_port
from postern import stack, wait_until
from tokens import bearer, claims_of, encode, decode, grant, header_of, make_personal, passes, visit, wait_for_keys
from witness import CHEAP_PASSWORDS

ANN, NAME = "ann@example.org", "Ann Example"
TOKENS, ASSERTIONS = "/.well-known/jwks.json", "/.well-known/postern-assertion-jwks.json"
PUBLIC = {"kty", "crv", "x", "y", "n", "e", "use", "alg", "kid"}
TYPES = {TOKENS: "at+jwt", ASSERTIONS: "JWT"}
PAGE = os.path.join(functional.ROOT, "docs", "assertion.md")


def key_set(s, path):
    got = fetch(s.portal_port, path)
    assert got.status == 200 and got.header("Content-Type").startswith("application/json"), got.headers
    return got


def check_key_set(s, path, algorithm):
    got = key_set(s, path)
    (key,) = json.loads(got.text)["keys"]
    assert set(key) <= PUBLIC and key["use"] == "sig" and key["alg"] == algorithm, key
    assert JWK(**key).thumbprint() == key["kid"] and not JWK(**key).has_private, key
    assert got.header("Cache-Control") == "public, max-age=600" and got.header("Access-Control-Allow-Origin") == "*", got.headers
    assert got.all("Set-Cookie") == [] and got.header("Access-Control-Allow-Credentials") is None, got.headers
    again = fetch(s.portal_port, path, headers=[("If-None-Match", got.header("ETag"))])
    assert (again.status, again.body) == (304, b""), (again.status, again.headers)
    for name in ("d", "p", "q", "dp", "dq", "qi", "oth", "k"):
        assert '"%s":' % name not in got.text


def by_jwcrypto(s, case):
    """The claims, or None."""
    keys = JWKSet.from_json(key_set(s, case["keys"].removeprefix(s.portal_url)).text)
    try:
        token = JWT(jwt=case["token"], key=keys, algs=[case["algorithm"]],
                    check_claims={"iss": case["issuer"], "aud": case["audience"], "exp": None, "sub": None})
        return json.loads(token.claims) if json.loads(token.header)["typ"] == case["typ"] else None
    except (JWException, ValueError):
        return None


def changed(token, **claims):
    """With other claims, under the old signature."""
    header, payload, signature = token.split(".")
    return ".".join([header, encode(json.dumps({**json.loads(decode(payload)), **claims}).encode()), signature])


def with_another_signature(token):
    """The same length, and one bit in the middle of the signature differs: no ending is left to chance."""
    signed, _, signature = token.rpartition(".")
    octets = bytearray(decode(signature))
    octets[len(octets) // 2] ^= 1
    return signed + "." + encode(bytes(octets))


def check(s, path, token, audience, algorithm, expected):
    """Both libraries agree: the token is good here, and nowhere else."""
    def case(text=token, keys=path, **more):
        return {"token": text, "keys": s.portal_url + keys, "issuer": s.portal_url, "audience": audience,
                "typ": TYPES[path], "algorithm": algorithm, **more}

    other = ASSERTIONS if path == TOKENS else TOKENS
    wrong = [case(changed(token, sub="someone-else")), case(changed(token, exp=4102444800)), case(with_another_signature(token)),
             case(keys=other), case(audience="https://other.example.org"), case(issuer="https://other.example.org"),
             case(typ="logout+jwt"), case(algorithm="ES384" if algorithm != "ES384" else "ES256")]
    cases = [case(), *wrong]
    for name, said in (("jose", opinions(cases)), ("jwcrypto", [by_jwcrypto(s, one) for one in cases])):
        assert said[0] is not None, (name, header_of(token), claims_of(token))
        assert said[1:] == [None] * len(wrong), (name, [one is not None for one in said])
        assert said[0] == claims_of(token) and expected.items() <= said[0].items(), (name, said[0])


def assertion_at(s, authorization=None, cookie=None):
    """What the site gets; None: nothing."""
    got = s.visit(cookie) if cookie else visit(s, authorization)
    assert got.status == 200, (got.status, got.headers)
    found = re.findall(r"^Postern-Assertion: (\S+)\r?$", got.text, re.M | re.I)
    assert len(found) < 2, found
    return found[0] if found else None


def check_assertions(s, tokens):
    """Of a session, an access token and a personal token."""
    cookie = s.sign_in(ANN)
    personal, _ = make_personal(s, cookie)
    assert assertion_at(s, cookie=cookie) is None, "only a site that asks for it gets one"
    s.postern.command("site", "set", "wiki", "--assertion", "on")
    seen = set()
    for authorization, used in ((None, cookie), (bearer(tokens["access_token"]), None), (bearer(personal), None)):
        assertion = assertion_at(s, authorization, used)
        assert assertion and len(assertion) <= 2048
        expected = {"iss": s.portal_url, "aud": s.site_url, "sub": claims_of(tokens["access_token"])["sub"], "email": ANN,
                    "name": NAME, "groups": [], "level": 1, "acr": "1"}
        check(s, ASSERTIONS, assertion, s.site_url, "ES256", expected)
        claims = claims_of(assertion)
        assert claims["exp"] - claims["iat"] == 120, claims
        assert "auth_time" in claims or authorization == bearer(personal), claims
        seen.add(claims["sid"])
        assert visit(s, bearer(assertion)).status == 401, "to Postern itself it is worth nothing"
    assert len(seen) == 3, "each has an id of its own, and none of them opens anything"
    return cookie


# --- the examples of the manual ---------------------------------------------------------------------------------------

def examples():
    """{name of the file: its text}, of the blocks that begin with a comment with their name."""
    with open(PAGE, encoding="utf-8") as file:
        blocks = re.findall(r"^```(?:js|python)\n(.*?)^```$", file.read(), re.M | re.S)
    named = {re.match(r"(?://|#) (\S+)\n", block)[1]: block for block in blocks if re.match(r"(?://|#) \S+\n", block)}
    assert set(named) == {"app.mjs", "app.py", "visitor.py"}, set(named)
    return named


def on_this_machine(s, text):
    """With the two constants changed, as the page says."""
    assert text.count('"https://auth.example.org"') == 1 == text.count('"https://wiki.example.org"'), text
    return text.replace("https://auth.example.org", s.portal_url).replace("https://wiki.example.org", s.site_url)


@contextlib.contextmanager
def node_app(s, text):
    """The example for Node on a free port, which it yields."""
    port = pick_port()
    assert "listen(3000," in text
    path = os.path.join(prepare(), "app-%d.mjs" % port)
    with open(path, "w", encoding="utf-8") as file:
        file.write(on_this_machine(s, text).replace("listen(3000,", "listen(%d," % port))
    process = subprocess.Popen(["node", path], preexec_fn=end_with_parent())
    try:
        wait_until(lambda: process.poll() is not None or not is_free(port), "the example listens")
        assert process.poll() is None, "it has ended"
        yield port
    finally:
        process.terminate()
        process.wait()
        os.unlink(path)


def run_wsgi(application, headers):
    """(status, body) of a WSGI application for a request with these headers."""
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/",
               **{"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers}}
    started = []
    body = b"".join(application(environ, lambda status, _: started.append(status)))
    return int(started[0].split()[0]), body.decode()


def check_example(what, ask, assertion, access_token):
    """`ask`: (status, body) for a request with these headers."""
    def sent(text):
        return [("Postern-Assertion", text)]

    status, body = ask(sent(assertion))
    assert status == 200 and NAME in body, (what, status, body)
    for why, headers in (("none", []), ("empty", sent("")), ("another header", [("Remote-User", ANN), ("Remote-Email", ANN)]),
                         ("both, one wrong", [*sent("x.y.z"), ("Remote-User", ANN)]),
                         ("changed", sent(changed(assertion, name="Root"))), ("cut", sent(assertion[:-4])),
                         ("an access token", sent(access_token))):
        status, body = ask(headers)
        assert status == 401 and NAME not in body, (what, why, status, body)


def check_examples(s, cookie, access_token):
    named = examples()
    assertion = assertion_at(s, cookie=cookie)

    with node_app(s, named["app.mjs"]) as port:
        def by_node(headers):
            got = fetch(port, "/", headers=headers)
            return got.status, got.text

        check_example("app.mjs", by_node, assertion, access_token)

    module = {}
    exec(compile(on_this_machine(s, named["app.py"]), "app.py", "exec"), module)  # pylint: disable=exec-used
    check_example("app.py", lambda headers: run_wsgi(module["application"], headers), assertion, access_token)

    visitor = {}
    exec(compile(on_this_machine(s, named["visitor.py"]), "visitor.py", "exec"), visitor)  # pylint: disable=exec-used

    def by_visitor(headers):
        claims = visitor["visitor"]({"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers})
        return (200, claims["name"]) if claims else (401, "")

    check_example("visitor.py", by_visitor, assertion, access_token)


def check_algorithm(algorithm):
    with stack(settings=CHEAP_PASSWORDS + '[tokens]\nalgorithm = "%s"\n' % algorithm) as s:
        s.postern.add_user(ANN, name=NAME)
        tokens = wait_for_keys(s, ANN)
        check_key_set(s, TOKENS, algorithm)
        check_key_set(s, ASSERTIONS, "ES256")
        check(s, TOKENS, tokens["access_token"], s.portal_url, algorithm,
              {"client_id": "postern", "acr": "1", "amr": ["pwd"], "sid": tokens["id"]})
        for_site = grant(s, ANN, site="wiki")["access_token"]
        check(s, TOKENS, for_site, s.site_url, algorithm, {"scope": "site:wiki"})
        assert passes(s, tokens["access_token"])
        if algorithm == "ES256":
            cookie = check_assertions(s, tokens)
            check_examples(s, cookie, tokens["access_token"])


if __name__ == "__main__":
    os.environ["no_proxy"] = "*"  # the examples load keys from this machine
    for one in ("ES256", "EdDSA", "RS256"):
        check_algorithm(one)
