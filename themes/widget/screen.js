// Which screen of the host app is looked at: the address, without being told, or what the app says of it.

/** @import { Link, Screen } from "./types" */

// Milliseconds until an address counts: routers often set it twice.
const SETTLES = 20;

/** @param {Link} link @param {() => void} changed */
export const following = (link, changed) => {
  const { settings, signal } = link;
  // What `page` said, which holds until the address changes.
  /** @type {{ path?: string, module?: string, version?: string }} */
  let told = {};
  let here = location.href;
  /** @type {number | undefined} */
  let pause;

  const moved = () => {
    clearTimeout(pause);
    pause = setTimeout(() => signal.aborted || changed(), SETTLES);
  };
  const follow = () => {
    if (location.href === here) return;
    here = location.href;
    told = {};
    moved();
  };

  // Without the navigation API, the functions that routers call.
  const patch = () => {
    for (const name of /** @type {const} */ (["pushState", "replaceState"])) {
      const native = history[name];
      /** @param {[any, string, any]} call */
      const own = (...call) => {
        native.apply(history, call);
        follow();
      };
      history[name] = own;
      // Somebody may have patched it after us: ours then does nothing but hand on.
      signal.addEventListener("abort", () => {
        if (history[name] === own) history[name] = native;
      });
    }
    for (const name of ["popstate", "hashchange"]) addEventListener(name, follow, { signal });
  };
  const { navigation } = /** @type {any} */ (window);
  if (navigation) navigation.addEventListener("currententrychange", follow, { signal });
  else patch();

  // What does not look like the name of a screen may be somebody's secret: of a path, long parts with digits; of
  // parameters, whatever is not words.
  /** @param {string} text */
  const harmless = (text) => {
    const [path, search = ""] = text.split("?");
    const steps = path.replace(/[^/]{20,}|[^/]*=[^/]*/g, (step) => (/[\d=]/.test(step) ? "x" : step));
    const plain = [...new URLSearchParams(search)].filter((pair) => pair.every((word) => /^[a-z]{1,20}([-_][a-z]{1,20})*$/.test(word)));
    return steps + (plain.length ? `?${new URLSearchParams(plain)}` : "");
  };

  const address = () => {
    const { base = "" } = settings;
    const { pathname, search, hash } = location;
    const inside = base && (pathname === base || pathname.startsWith(`${base}/`));
    const path = inside ? pathname.slice(base.length) || "/" : pathname;
    return harmless(path + search) + (/^#!?\//.test(hash) ? harmless(hash) : "");
  };

  return {
    /** @returns {Screen} */
    screen: () => ({
      url: told.path ? harmless(told.path) : address(),
      module: told.module ?? settings.module,
      version: told.version ?? settings.version,
      role: settings.role,
      plan: settings.plan,
    }),
    /** @param {{ path?: string, module?: string, version?: string }} page */
    page: (page) => {
      told = { ...page };
      moved();
    },
  };
};
