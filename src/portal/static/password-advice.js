// Says, while a new password is typed, what would make it acceptable. The server decides and has the
// words; without JavaScript it says the same after the form was sent.
"use strict";
const pauseInMilliseconds = 400;
const address = new URL("../password-check", document.currentScript.src);

const showAdvice = (place, texts, className) => {
    place.replaceChildren(...texts.map((text) => {
        const line = document.createElement("p");
        line.className = className;
        line.textContent = text;
        return line;
    }));
};

const adviseOn = (input) => {
    const place = document.createElement("div");
    place.id = input.id + "-advice";
    place.setAttribute("aria-live", "polite");
    input.closest(".password").after(place);
    input.setAttribute("aria-describedby",
        ((input.getAttribute("aria-describedby") || "") + " " + place.id).trim());
    let timer = 0;
    let question = new AbortController();

    const ask = async () => {
        const body = new URLSearchParams({ password: input.value });
        for (const name of ["form_token", "email", "display_name"])
            if (input.form.elements[name]) body.set(name, input.form.elements[name].value);
        const answer = await fetch(address, { method: "POST", body, signal: question.signal });
        if (!answer.ok) return showAdvice(place, [], "");
        const { texts } = await answer.json();
        // What the server said of the password that was sent is no longer about this one.
        document.getElementById(input.id + "-error")?.remove();
        if (texts.length > 0) return showAdvice(place, texts, "field-error");
        input.removeAttribute("aria-invalid");
        return showAdvice(place, [input.dataset.advice], "field-good");
    };

    input.addEventListener("input", () => {
        clearTimeout(timer);
        question.abort();
        question = new AbortController();
        if (input.value === "") return showAdvice(place, [], "");
        // No answer is no advice: the server looks again when the form is sent.
        timer = setTimeout(() => ask().catch(() => {}), pauseInMilliseconds);
        return undefined;
    });
};

for (const input of document.querySelectorAll("[data-advice]")) adviseOn(input);
