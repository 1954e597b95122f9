// Asks for passkeys and security keys. The API says what to ask for; what they answer goes out in an ordinary form, and
// the server judges it. Without JavaScript, and where a browser has no passkeys, the pages say what to do instead.
"use strict";
const passkeyApi = new URL("../api/v1/", document.currentScript.src);
const passkeyForm = document.querySelector("form[data-passkey]");
// What is asked lives for ten minutes; one that waits in the background is asked anew before its end.
const longestWaitInMilliseconds = 8 * 60 * 1000;
let passkeyRequest = new AbortController();
let waitsInFieldSince = 0;  // 0: no passkey is offered in the field of the e-mail address

const toBase64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const fromBase64url = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")),
    (one) => one.charCodeAt(0));

// By hand for browsers that know passkeys and not yet the functions for JSON.
const withBytes = (list) => (list ?? []).map((one) => ({ ...one, id: fromBase64url(one.id) }));

const creationOptions = (json) => PublicKeyCredential.parseCreationOptionsFromJSON?.(json) ?? {
    ...json, challenge: fromBase64url(json.challenge), user: { ...json.user, id: fromBase64url(json.user.id) },
    excludeCredentials: withBytes(json.excludeCredentials) };

const requestOptions = (json) => PublicKeyCredential.parseRequestOptionsFromJSON?.(json) ?? {
    ...json, challenge: fromBase64url(json.challenge), allowCredentials: withBytes(json.allowCredentials) };

const answerByHand = ({ id, rawId, type, response }) => {
    const answer = { id, rawId: toBase64url(rawId), type, clientExtensionResults: {}, response: {} };
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
        if (response[name]) answer.response[name] = toBase64url(response[name]);
    if (response.getTransports) answer.response.transports = response.getTransports();
    return answer;
};

const answerOf = (credential) => {
    try {
        return credential.toJSON();
    } catch {
        return answerByHand(credential);  // extensions that bring passkeys may lack it, too
    }
};

// Ends what is being asked: a browser asks one thing at a time.
const beginToAsk = () => {
    passkeyRequest.abort();
    passkeyRequest = new AbortController();
    waitsInFieldSince = 0;
    return passkeyRequest.signal;
};

const fieldOf = (name) => passkeyForm.elements.namedItem(name);

const whatToAsk = async (signal) => {
    const kind = fieldOf("kind");
    const answer = await fetch(new URL(kind ? "me/factors/passkeys/challenges" : "passkey-challenges", passkeyApi), {
        method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" }, signal,
        body: JSON.stringify(kind ? { kind: kind.value } : { for: fieldOf("for").value }) });
    if (answer.ok) return (await answer.json()).publicKey;
    const isOver = answer.status === 401 || answer.status === 403;
    throw new DOMException("", isOver ? "PageIsTooOld" : "ServerCannotAsk");
};

const sendAnswer = (credential) => {
    fieldOf("passkey").value = JSON.stringify(answerOf(credential));
    if (fieldOf("remember")) fieldOf("remember").value = document.getElementById("remember").checked ? "1" : "";
    passkeyForm.submit();
};

const askForPasskey = async (signal, mediation) => {
    const json = await whatToAsk(signal);
    const credential = fieldOf("kind")
        ? await navigator.credentials.create({ publicKey: creationOptions(json), signal })
        : await navigator.credentials.get({ publicKey: requestOptions(json), mediation, signal });
    sendAnswer(credential);
};

// The page has the words, each hidden until it is needed.
const messageAbout = {
    InvalidStateError: "passkey-known", SecurityError: "passkey-wrong-address",
    NotSupportedError: "passkey-unsupported", ConstraintError: "passkey-unsupported",
    PageIsTooOld: "passkey-too-old", ServerCannotAsk: "passkey-not-now", TypeError: "passkey-not-now",
    SyntaxError: "passkey-not-now" };

const sayAbout = (name) => {
    const message = document.getElementById(messageAbout[name] ?? "passkey-cancelled").cloneNode(true);
    message.removeAttribute("id");
    document.getElementById("passkey-says").replaceChildren(message);
};

const canOfferInField = async () => fieldOf("for")?.value === "sign_in" &&
    await PublicKeyCredential.isConditionalMediationAvailable?.() === true;

// A passkey in the list of the field of the e-mail address. The visitor has asked for nothing: failing says nothing.
const offerInField = async () => {
    const signal = beginToAsk();
    try {
        if (!await canOfferInField() || signal.aborted) return;
        waitsInFieldSince = Date.now();
        await askForPasskey(signal, "conditional");
    } catch {
        if (!signal.aborted) waitsInFieldSince = 0;
    }
};

const askAtButton = async () => {
    const signal = beginToAsk();
    document.getElementById("passkey-says").replaceChildren();
    try {
        await askForPasskey(signal);
    } catch (error) {
        if (signal.aborted) return;
        sayAbout(error.name);
        offerInField();
    }
};

const renewOffer = () => {
    const waits = waitsInFieldSince !== 0 && Date.now() - waitsInFieldSince > longestWaitInMilliseconds;
    if (waits && document.visibilityState === "visible") offerInField();
};

if (passkeyForm && window.PublicKeyCredential && navigator.credentials) {
    passkeyForm.hidden = false;
    passkeyForm.addEventListener("submit", (event) => {
        event.preventDefault();
        askAtButton();
    });
    document.addEventListener("visibilitychange", renewOffer);
    setInterval(renewOffer, 60000);
    offerInField();
} else if (passkeyForm && fieldOf("for")?.value !== "sign_in") {
    sayAbout("NotSupportedError");
}
