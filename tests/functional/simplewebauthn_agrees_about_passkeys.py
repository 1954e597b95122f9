#!/usr/bin/python3
"""Another library agrees about each of the W3C's test vectors and each change of them, but for what is listed here."""

import json
import os
import subprocess

import functional
from postern import BUILD
from simplewebauthn import opinions

# What Postern accepts and the library refuses: it verifies attestation, and knows neither the maker of the TPM nor
# the root of the Android key, nor the AAGUID beside a U2F statement.
ATTESTED = {
    "tpm-es256/create/as it is", "tpm-es256/create/user verification required",
    "android-key-es256/create/as it is", "android-key-es256/create/user verification required",
    "fido-u2f-es256/create/as it is",
}
# What Postern refuses and the library accepts. First: frames of other sites; it looks at `topOrigin` in assertions only.
FRAMED = {
    "none-es256-crossOrigin/create/as it is", "none-es256-crossOrigin/create/user verification required",
    "none-es256-topOrigin/create/as it is",
    "none-es256-crossOrigin/get/as it is", "none-es256-crossOrigin/get/user verification required",
}
# It leaves to its caller which credential and which user an assertion is about.
CALLERS = {"get/raw id: " + what for what in ("first byte", "last byte", "longer", "shorter")}
CALLERS |= {"get/user handle: '%s'" % handle for handle in ("", "another", "handl")}
# It returns the id of the authenticator, and compares no other with it.
IDS = {"create/raw id: " + what for what in ("first byte", "last byte", "longer", "shorter")}
IDS |= {"create/data: another id", "create/id: 15 bytes", "create/id: 1024 bytes"}
# JSON and CBOR may say things twice, say more, or end too early; members of other types, or with null, are as if absent.
LOOSE = {"create/%s: twice" % name for name in ("type", "challenge", "origin", "crossOrigin")}
LOOSE |= {"create/crossOrigin: " + value for value in ("a text", "null", "true")}
LOOSE |= {"create/topOrigin: " + value for value in ('"https://example.org"', "null")}
LOOSE |= {"create/client data: invalid UTF-8", "create/client data: more than 4 KiB", "create/data: cut by one",
          "create/object: cut", "create/object: one more byte", "create/statement: an array"}
# It looks into a key when the key is used.
KEYS = {"create/key: " + what for what in ("other type", "other numbers", "one member more", "without member 0",
                                           "without member 2", "without member 3")}
# It takes an ECDSA signature with bytes behind it.
SIGNATURES = {"get/signature: longer"}
LISTED = ATTESTED | FRAMED | CALLERS | IDS | LOOSE | KEYS | SIGNATURES


def read_cases():
    """The lines of print_webauthn_cases."""
    program = os.path.join(BUILD, "bin", "print_webauthn_cases")
    assert os.path.exists(program), "build it first: make functional"
    run = subprocess.run([program], cwd=functional.ROOT, text=True, check=True, stdout=subprocess.PIPE)
    return run.stdout.splitlines(keepends=True)


def is_known(name):
    """Whether the list has this case, by its full name or by the name of the change alone."""
    return name in LISTED or name.split("/", 1)[1] in LISTED


def main():
    lines = read_cases()
    cases = [json.loads(line) for line in lines]
    differing = {}
    for case, error in zip(cases, opinions(lines)):
        if (case["refusal"] is None) != (error is None):
            differing[case["name"]] = "Postern: %s; the library: %s" % (case["refusal"], error)
    new = ["%s: %s" % item for item in differing.items() if not is_known(item[0])]
    assert not new, "\n".join(new)
    seen = set(differing) | {name.split("/", 1)[1] for name in differing}
    assert LISTED <= seen, "now they agree about %s" % sorted(LISTED - seen)
    accepted = sum(case["refusal"] is None for case in cases)
    assert accepted >= 20 and len(cases) - accepted >= 1500, (accepted, len(cases))
    print("%d cases, %d accepted by Postern, %d with another answer" % (len(cases), accepted, len(differing)))


if __name__ == "__main__":
    main()
