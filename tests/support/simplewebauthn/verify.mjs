// Reads what print_webauthn_cases prints, and answers each line with one of its own: the error of
// @simplewebauthn/server as a JSON text, or null when it accepts.
import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";

globalThis.crypto ??= webcrypto; // Node 18 has it only as a module
const { SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse } =
    await import("@simplewebauthn/server");

// The certificates of the test vectors lead to no real root.
for (const identifier of ["android-key", "android-safetynet", "apple"]) {
    SettingsService.setRootCertificates({ identifier, certificates: [] });
}

async function verify(line) {
    const options = {
        response: line.response,
        expectedChallenge: line.challenge,
        expectedOrigin: "https://example.org",
        expectedRPID: "example.org",
        requireUserVerification: line.user_verification,
    };
    if (line.ceremony === "create") {
        return verifyRegistrationResponse({ ...options, supportedAlgorithmIDs: [-8, -7, -257] });
    }
    const publicKey = new Uint8Array(Buffer.from(line.key, "base64url"));
    return verifyAuthenticationResponse({
        ...options,
        credential: { id: line.response.id, publicKey, counter: 0 },
    });
}

for await (const text of createInterface({ input: process.stdin })) {
    let error = null;
    try {
        if (!(await verify(JSON.parse(text))).verified) error = "not verified";
    } catch (thrown) {
        error = String(thrown);
    }
    console.log(JSON.stringify(error));
}
