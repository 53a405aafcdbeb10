// Questions to the service: the token, its renewal, and what can go wrong.

/** @import { AskOptions, Core } from "./types" */

const API = "/api/v1/support";
// Milliseconds until an answer is given up.
const PATIENCE = 20000;
// Seconds before its end from which on a token is renewed.
const EARLY = 30;

class Failure extends Error {
  /** @param {string} kind @param {{ status?: number, wait?: number, detail?: string }} [more] */
  constructor(kind, more) {
    super(kind);
    this.kind = kind;
    Object.assign(this, more);
  }
}

/** @param {string} [token] @returns {{ sub?: string, exp?: number, locale?: string }} */
export const claims = (token) => {
  try {
    return JSON.parse(atob((token ?? "").split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
  } catch {
    return {};
  }
};

/** @param {Core} core */
export const asking = (core) => {
  const { settings, site, signal } = core;
  /** @type {string | undefined} */
  let token;
  /** @type {Promise<string> | undefined} */
  let coming;
  /** @type {Promise<void> | undefined} */
  let session;

  // A callback is asked before its token ends. Where it fails, nobody is signed in.
  /** @param {boolean} renew */
  const bearer = async (renew) => {
    const source = settings.token;
    if (core.trouble) return undefined;
    if (typeof source !== "function") {
      token = source;
    } else if (renew || !token || Date.now() / 1000 > (claims(token).exp ?? Infinity) - EARLY) {
      coming ??= Promise.resolve().then(source).finally(() => (coming = undefined));
      const fresh = await coming.catch(() => undefined);
      // Somebody may have signed out meanwhile.
      if (source === settings.token) token = fresh;
      if (!fresh) refused();
    }
    core.isSignedIn = !!token;
    return token;
  };

  const refused = () => {
    token = undefined;
    session = undefined;
    core.isSignedIn = false;
    core.trouble = "expired";
    core.emit("error", { kind: "expired", status: 401 });
    core.emit("identity", { expired: true });
  };

  /** @param {string} path @param {Record<string, string>} query @param {AskOptions & { credentials?: RequestCredentials }} options @returns {Promise<Response>} */
  const send = async (path, query, options, renew = false) => {
    const { method = "GET", body, credentials } = options;
    const key = await bearer(renew);
    /** @type {Record<string, string>} */
    const headers = key ? { authorization: `Bearer ${key}` } : {};
    if (body) headers["content-type"] = "application/json";
    const answer = await fetch(`${site}${API}${path}?${new URLSearchParams({ lang: core.language, ...query })}`, {
      method,
      headers,
      body: body ? JSON.stringify(body) : undefined,
      // The visitor's own cookie is for votes alone; who has a token needs none.
      credentials: credentials ?? (method === "GET" || key ? "omit" : "include"),
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE), ...(options.signal ? [options.signal] : [])]),
      keepalive: method !== "GET",
    });
    if (answer.status !== 401 || !key) return answer;
    const canRenew = !renew && typeof settings.token === "function";
    if (!canRenew && !core.trouble) refused();
    return send(path, query, options, canRenew);
  };

  /** @param {Failure & { status?: number }} failure */
  const told = (failure) => {
    if (failure.kind === "unreachable") console.warn(`ayuda: no answer from ${site}. If it is up, service.allowed_origins has to name ${location.origin}`);
    if (failure.kind !== "absent") core.emit("error", { kind: failure.kind, status: failure.status });
    return failure;
  };

  /** @type {Core["ask"]} */
  const ask = async (path, query = {}, options = {}) => {
    /** @type {Response} */
    let answer;
    try {
      answer = await send(path, query, options);
      if (answer.ok) return answer.status === 204 ? undefined : await answer.json();
    } catch (error) {
      if (options.signal?.aborted || signal.aborted) throw error;
      throw told(new Failure(navigator.onLine ? "unreachable" : "offline"));
    }
    const { status } = answer;
    const { detail } = await answer.json().catch(() => ({}));
    const kinds = /** @type {Record<number, string>} */ ({ 401: "expired", 404: "absent", 429: "limited" });
    throw told(new Failure(kinds[status] ?? "failed", { status, wait: Number(answer.headers.get("retry-after")) || undefined, detail }));
  };

  return {
    ask,
    // A cookie, for what a browser asks for without a token: pictures and pages that are not public.
    session: () => (session ??= send("/session", {}, { method: "POST", credentials: "include" }).then(() => {})),
    token: () => bearer(false),
    // The token of before is not anybody's any more.
    renew: () => {
      if (session) fetch(`${site}${API}/session`, { method: "DELETE", credentials: "include", keepalive: true }).catch(() => {});
      token = undefined;
      session = undefined;
      core.trouble = "";
      core.isSignedIn = !!settings.token;
    },
  };
};
