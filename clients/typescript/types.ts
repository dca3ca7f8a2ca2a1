// Reads from the generated schema what a call takes and what it answers.

import type { components, paths, webhooks } from "./schema.js";

export type Schemas = components["schemas"];
export type Method = "get" | "post" | "patch" | "delete";

type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;

/** The paths that know a method: PathWith<"patch"> is "/users/profile/" | … */
export type PathWith<M extends Method> = {
  [P in keyof paths]: [Operation<P, M>] extends [never] ? never : P;
}[keyof paths];

type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : undefined;

type Success = 200 | 201 | 202 | 204;

/** The body of the answer that says that it worked. */
export type Answer<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R } ? { [S in keyof R & Success]: Json<R[S]> }[keyof R & Success] : never;

type Part<T, Name extends string> = T extends { parameters: { [N in Name]?: infer V } } ? NonNullable<V> : never;

type Needed<Name extends string, V> = [V] extends [never] ? { [N in Name]?: never } : { [N in Name]: V };
type Optional<Name extends string, V> = [V] extends [never] ? { [N in Name]?: never } : { [N in Name]?: V };

type BodyOf<O> = O extends { requestBody: infer B } ? Needed<"body", Json<B>>
  : O extends { requestBody?: infer B } ? Optional<"body", Json<NonNullable<B>>>
  : object;

/** What a call takes: params fill the {names} of the path. */
export type Options<P extends keyof paths, M extends Method> = Needed<"params", Part<Operation<P, M>, "path">> &
  Optional<"query", Part<Operation<P, M>, "query">> &
  Optional<"headers", Part<Operation<P, M>, "header">> &
  BodyOf<Operation<P, M>>;

/** What arrives at a webhook's endpoint: WebhookEvent<"order.paid">, or any of them by WebhookEvent. */
export type WebhookEvent<Name extends keyof webhooks = keyof webhooks> = {
  [N in Name]: webhooks[N] extends { post: { requestBody?: infer B } } ? Json<NonNullable<B>> : never;
}[Name];

/** The lists that can be walked by a cursor. */
export type ListPath = {
  [P in PathWith<"get">]: Answer<P, "get"> extends { results: unknown[] } ? P : never;
}[PathWith<"get">];
export type Row<P extends ListPath> = Answer<P, "get"> extends { results: (infer R)[] } ? R : never;
