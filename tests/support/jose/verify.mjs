// Reads tokens as JSON, one a line: {token, keys: address of the key set, issuer, audience, typ, algorithm}. Answers each
// with {claims} or {error}, as jose has it from the key set alone.
import { createInterface } from "node:readline";
import { createRemoteJWKSet, jwtVerify } from "jose";

const sets = new Map();

function keysAt(address) {
    if (!sets.has(address)) sets.set(address, createRemoteJWKSet(new URL(address)));
    return sets.get(address);
}

for await (const line of createInterface({ input: process.stdin })) {
    const { token, keys, issuer, audience, typ, algorithm } = JSON.parse(line);
    let answer;
    try {
        const { payload } = await jwtVerify(token, keysAt(keys), {
            algorithms: [algorithm],
            issuer,
            audience,
            typ,
            requiredClaims: ["sub", "exp", "iat", "jti"],
        });
        answer = { claims: payload };
    } catch (thrown) {
        answer = { error: String(thrown.code ?? thrown) };
    }
    console.log(JSON.stringify(answer));
}
