// A small program against the types of the document: what compiles here, every user of the API can write. Each line
// behind @ts-expect-error is a mistake that the types must not let pass.
import createClient from "openapi-fetch";

import type {components, paths} from "./api.js";

type User = components["schemas"]["User"];

declare const process: {argv: string[]};

const [baseUrl, email, password] = process.argv.slice(2);
const client = createClient<paths>({baseUrl: baseUrl!});

const granted = await client.POST("/api/v1/tokens", {body: {email: email!, password: password!, name: "Typed"}});
if (granted.error) {
    // @ts-expect-error: this operation has no such code
    if (granted.error.code === "link_gone") throw new Error("cannot be");
    throw new Error(`${granted.response.status} ${granted.error.code}`);
}
const tokens = granted.data;
const authorization = {Authorization: `Bearer ${tokens.access_token}`};

const me = await client.GET("/api/v1/me", {headers: authorization});
if (!me.data) throw new Error(me.error.code);
const user: User = me.data;
// @ts-expect-error: users who have chosen no language have null
const language: string = user.language;

const changed = await client.PATCH("/api/v1/me", {headers: authorization, body: {display_name: "Typed Ann"}});
if (!changed.data) throw new Error(changed.error.code);
// @ts-expect-error: a profile has no such member
const wrong: components["schemas"]["ProfilePatch"] = {displayname: "Ann"};
// @ts-expect-error: there is no such address
const nowhere = () => client.GET("/api/v1/mee");
// @ts-expect-error: a body is required
const nothing = () => client.POST("/api/v1/tokens/refresh");
void [wrong, nowhere, nothing];

const page = await client.GET("/api/v1/me/grants", {headers: authorization, params: {query: {limit: 1}}});
if (!page.data) throw new Error(page.error.code);
const [grant] = page.data.grants;
// What administrators do is typed as well; this program may not.
const emailAndState = (one: components["schemas"]["AdminUser"]): [string, string] => [one.email, one.state];
const users = await client.GET("/api/v1/admin/users", {
    headers: authorization,
    params: {query: {state: "active", second_factor: "true", limit: 1}},
});
if (users.data) throw new Error(users.data.users.map(emailAndState).join());
// @ts-expect-error: users have no such state
const odd = () => client.GET("/api/v1/admin/users", {params: {query: {state: "gone"}}});
// @ts-expect-error: the user is named in the path
const nobody = () => client.POST("/api/v1/admin/users/{id}/disable", {body: {reason: "Left"}});
void [odd, nobody];

const ended = await client.DELETE("/api/v1/me/grants/{id}", {
    headers: authorization,
    params: {path: {id: grant!.id}},
});

console.log(JSON.stringify({
    id: user.id,
    language,
    name: changed.data.display_name,
    grant: grant!.name,
    granted: tokens.id === grant!.id,
    ended: ended.response.status,
    refused: users.error.code,
}));
