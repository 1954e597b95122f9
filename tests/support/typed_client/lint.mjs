// Prints what Redocly's strictest rules find in a document, a line each. They want an error of the client for every
// operation; some take nothing from a client that could be wrong.
import {createConfig, lint} from "@redocly/openapi-core";

const config = await createConfig({
    extends: ["recommended-strict"],
    rules: {"operation-4xx-response": "off"},
});
for (const problem of await lint({ref: process.argv[2], config}))
    console.log(`${problem.ruleId} at ${problem.location[0].pointer}: ${problem.message}`);
