// A typed client of SmartMart: paths, parameters, bodies and answers are those of its schema.
//
//   const shop = new SmartMart("https://shop.example.com");
//   const page = await shop.call("get", "/products/", { query: { search: "café" } });
//   await shop.logIn(email, password);
//   const order = await shop.call("get", "/orders/{invoice_id}/", { params: { invoice_id } });

import type { paths } from "./schema.js";
import type { Answer, ListPath, Method, Options, PathWith, Row, Schemas } from "./types.js";

export type { Schemas, WebhookEvent } from "./types.js";

export interface Tokens {
  access: string;
  refresh: string;
}

export interface Fault {
  code: string;
  detail: string;
  attr: string | null;
}

/** An answer of 4xx or 5xx. errors carry stable codes; retryAfter is in seconds, where it was told. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly errors: Fault[],
    readonly retryAfter: number | null,
  ) {
    super(errors.map(({ code, detail }) => `${code}: ${detail}`).join("; ") || `HTTP ${status}`);
    this.name = "ApiError";
  }

  has(code: string): boolean {
    return this.errors.some((error) => error.code === code);
  }
}

interface Loose {
  params?: Record<string, string | number>;
  query?: Record<string, unknown>;
  headers?: Record<string, string | undefined>;
  body?: unknown;
}

// Where no options are needed they may be left out.
type Rest<P extends keyof paths, M extends Method> = object extends Options<P, M> ? [options?: Options<P, M>] : [options: Options<P, M>];

export class SmartMart {
  tokens: Tokens | null = null;
  private renewal: Promise<void> | null = null;

  constructor(
    private readonly base: string,
    private readonly options: { language?: string; fetch?: typeof fetch; onTokens?: (tokens: Tokens | null) => void } = {},
  ) {}

  /** One call. The access token goes along where there is one, and is renewed where it ran out. */
  async call<M extends Method, P extends PathWith<M>>(method: M, path: P, ...[options]: Rest<P, M>): Promise<Answer<P, M>> {
    return (await read(await this.ask(method, path, (options ?? {}) as Loose))) as Answer<P, M>;
  }

  /** Reads with the ETag, for the If-Match of a write that must not undo what others did meanwhile. */
  async readWithTag<P extends PathWith<"get">>(path: P, ...[options]: Rest<P, "get">): Promise<[Answer<P, "get">, string]> {
    const response = await this.ask("get", path, (options ?? {}) as Loose);
    return [(await read(response)) as Answer<P, "get">, response.headers.get("ETag") ?? ""];
  }

  /** Walks a whole list by its cursor: nothing twice and nothing left out, even if it changes meanwhile. */
  async *walk<P extends ListPath>(path: P, ...[options]: Rest<P, "get">): AsyncGenerator<Row<P>> {
    const { query, ...loose } = (options ?? {}) as Loose;
    let cursor: string | null = "";
    while (cursor !== null) {
      const response = await this.ask("get", path, { ...loose, query: { ...query, cursor } });
      const page = (await read(response)) as { next: string | null; results: Row<P>[] };
      yield* page.results;
      cursor = page.next && new URL(page.next).searchParams.get("cursor");
    }
  }

  private async ask(method: Method, path: string, loose: Loose): Promise<Response> {
    const used = this.tokens?.access;
    let response = await this.send(method, path, loose);
    if (response.status === 401 && used) {
      if (this.tokens?.access === used) await this.renew();
      if (this.tokens) response = await this.send(method, path, loose);
    }
    return response;
  }

  async logIn(email: string, password: string): Promise<Schemas["MessageAndTokens"]> {
    this.keep(null);
    const answer = await this.call("post", "/login/", { body: { email, password } });
    this.keep({ access: answer.access, refresh: answer.refresh });
    return answer;
  }

  async logOut(): Promise<void> {
    const refresh = this.tokens?.refresh ?? null;
    try {
      await this.call("post", "/logout/", { body: { refresh } });
    } finally {
      this.keep(null);
    }
  }

  keep(tokens: Tokens | null): void {
    this.tokens = tokens;
    this.options.onTokens?.(tokens);
  }

  /** A refresh token is good once, and shown twice it is taken for theft: calls that need a new
   * pair at the same time share one request. */
  private renew(): Promise<void> {
    this.renewal ??= this.askForTokens().finally(() => (this.renewal = null));
    return this.renewal;
  }

  private async askForTokens(): Promise<void> {
    if (!this.tokens) return;
    const { refresh } = this.tokens;
    const response = await this.send("post", "/refresh/", { body: { refresh } }, false);
    if (response.status === 401) return this.keep(null);
    this.keep((await read(response)) as Tokens);
  }

  private send(method: Method, path: string, { params, query, headers, body }: Loose, asMe = true): Promise<Response> {
    const all = new Headers({ Accept: "application/json" });
    if (this.options.language) all.set("Accept-Language", this.options.language);
    if (body !== undefined) all.set("Content-Type", "application/json");
    if (asMe && this.tokens) all.set("Authorization", `Bearer ${this.tokens.access}`);
    for (const [name, value] of Object.entries(headers ?? {})) if (value !== undefined) all.set(name, value);
    const ask = this.options.fetch ?? fetch;
    return ask(this.base + fill(path, params) + search(query), {
      method: method.toUpperCase(),
      headers: all,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

function fill(path: string, params: Loose["params"] = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
}

function search(query: Loose["query"] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  // Several of one kind are repeated, as the schema says; an ordering is one list.
  const isRepeated = (name: string, value: unknown): value is unknown[] => Array.isArray(value) && name !== "ordering";
  const pairs = given.flatMap(([name, value]) => (isRepeated(name, value) ? value.map((each) => [name, String(each)]) : [[name, String(value)]]));
  return pairs.length ? `?${new URLSearchParams(pairs)}` : "";
}

async function read(response: Response): Promise<unknown> {
  const body: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (response.ok) return body;
  const errors = (body as { errors?: Fault[] } | undefined)?.errors ?? [];
  throw new ApiError(response.status, errors, Number(response.headers.get("Retry-After")) || null);
}
