// Questions to the service: the token, its renewal, and what can go wrong.

/** @import { AskOptions, Core } from "./types" */

const API = "/api/v1/support";
// Milliseconds until an answer is given up.
const PATIENCE = 20000;
// Seconds before its end from which on a token is renewed.
const EARLY = 30;
// Tells the next page that a cookie is there.
const SESSION = "ayuda-help-session";

class Failure extends Error {
  /** @param {string} kind @param {{ status?: number, wait?: number, detail?: string }} [more] */
  constructor(kind, more) {
    super(kind);
    this.kind = kind;
    Object.assign(this, more);
  }
}

/** @param {string} [token] @returns {{ sub?: string, exp?: number, locale?: string, visibility?: string, roles?: string[], plan?: string }} */
export const claims = (token) => {
  try {
    return JSON.parse(atob((token ?? "").split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
  } catch {
    return {};
  }
};

/** @param {string} path */
const mark = (path) => {
  try {
    return path ? localStorage.setItem(SESSION, path) : localStorage.removeItem(SESSION);
  } catch {
    // Storage that is refused keeps nothing.
  }
};
const marked = () => {
  try {
    return localStorage.getItem(SESSION);
  } catch {
    return null;
  }
};

/** @param {Core} core @param {() => void} changed somebody else may be there */
export const asking = (core, changed) => {
  const { settings, site, signal } = core;
  /** @type {string | undefined} */
  let token;
  // Of which the token of now is.
  let source = settings.token;
  // Counts what the callback gave, so that each is refused once.
  let serial = 0;
  /** @type {Promise<void> | undefined} */
  let coming;
  /** @type {Promise<void> | undefined} */
  let session;
  // When, in seconds, the callback is asked next.
  let due = 0;
  // Counts people: what was asked for one is not told to the next.
  let person = 0;

  // Nothing of the token of before is used any more.
  const renew = () => {
    person += 1;
    token = coming = undefined;
    due = 0;
    source = settings.token;
    core.trouble = "";
    core.isSignedIn = !!source;
  };

  // The cookie goes too, also one of an earlier page.
  const end = async () => {
    const pending = session;
    session = undefined;
    if (!pending && !marked()) return;
    await pending?.catch(() => {});
    mark("");
    await fetch(`${site}${API}/session`, { method: "DELETE", credentials: "include", keepalive: true }).catch(() => {});
  };

  const refused = () => {
    token = undefined;
    core.isSignedIn = false;
    core.trouble = "expired";
    end();
    core.emit("error", { kind: "expired", status: 401 });
    core.emit("identity", { expired: true });
  };

  // Asks the callback, once for all who wait. Where it fails, nobody is signed in.
  /** @param {boolean} renews */
  const fresh = async (renews) => {
    const own = person;
    const late = new Promise((_, fail) => setTimeout(fail, PATIENCE));
    /** @type {any} */
    const came = await Promise.race([Promise.resolve().then(/** @type {() => unknown} */ (source)), late]).catch(() => null);
    if (own !== person) return;
    coming = undefined;
    serial += 1;
    token = came || undefined;
    const isToken = !token || /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
    const now = Date.now() / 1000;
    const { exp = 0 } = claims(token);
    // An empty one says that nobody is signed in, which is asked again after a minute. One that seems to be at its end
    // as it comes is used until the service refuses it: this device's clock may be the one that is wrong.
    due = token ? (exp - EARLY > now ? exp - EARLY : now + EARLY) : now + 60;
    if (!isToken) console.error("ayuda: what `token` gave is no token");
    if (came === null || !isToken || (renews && !token)) refused();
  };

  // A callback is asked before its token ends, and when the service refused the one of now; not for ever.
  /** @param {number} [rejected] the token that the service refused @returns {Promise<string | undefined>} */
  const bearer = async (rejected) => {
    if (source !== settings.token) {
      renew();
      changed();
    }
    if (core.trouble) return undefined;
    const renews = rejected === serial;
    if (typeof source !== "function") {
      token = source || undefined;
    } else if (renews || Date.now() / 1000 > due) {
      const own = person;
      coming ??= fresh(renews);
      await coming;
      if (own !== person) return bearer();
      if (renews && !token && !core.trouble) refused();
    }
    core.isSignedIn = !!token;
    return token;
  };

  /** @param {string} path @param {Record<string, string>} query @param {AskOptions & { credentials?: RequestCredentials }} options @returns {Promise<Response>} */
  const send = async (path, query, options, /** @type {number | undefined} */ rejected = undefined) => {
    const { method = "GET", body, credentials } = options;
    const key = await bearer(rejected);
    const own = person;
    const used = serial;
    /** @type {Record<string, string>} */
    const headers = key ? { authorization: `Bearer ${key}` } : {};
    if (body) headers["content-type"] = "application/json";
    const answer = await fetch(`${site}${API}${path}?${new URLSearchParams({ lang: core.language, ...query })}`, {
      method,
      headers,
      body: body ? JSON.stringify(body) : undefined,
      // The visitor's own cookie is for votes alone; who has a token needs none.
      credentials: credentials ?? (path.endsWith("/feedback") && !key ? "include" : "omit"),
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE), ...(options.signal ? [options.signal] : [])]),
      keepalive: method !== "GET",
    });
    // Somebody else is there by now, who asks again; what one person sent, no other one sends.
    if (own !== person && method === "GET") return send(path, query, options);
    if (answer.status !== 401 || !key || own !== person) return answer;
    const canRenew = rejected === undefined && typeof source === "function";
    if (!canRenew && !core.trouble) refused();
    return send(path, query, options, canRenew ? used : undefined);
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
    renew,
    end,
    token: () => bearer(),
    // A cookie, for what a browser asks for without a token: pictures and pages that are not public.
    session: () => {
      session ??= send("/session", {}, { method: "POST", credentials: "include" }).then(({ ok }) => {
        if (ok) mark("1");
        else session = undefined;
      }, () => {
        session = undefined;
      });
      return session;
    },
  };
};
