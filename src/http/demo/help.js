// The help in this app: all that a host app has to write. The line that keeps calls until the script is here stands in a
// file, as everything does where a policy allows nothing inline.
import { state } from "./build.js";

/** @typedef {(...call: any[]) => any} Ayuda */
const global = /** @type {{ ayuda?: Ayuda & { q?: any[] } }} */ (/** @type {unknown} */ (window));
global.ayuda ??= function () {
  const { ayuda } = global;
  if (ayuda) (ayuda.q ??= []).push(arguments);
};

/** @type {Ayuda} */
const ayuda = (...call) => global.ayuda?.(...call);

const { demo } = document.body.dataset;
const lifetime = new URLSearchParams(location.search).get("for");

// Asked again whenever a token is about to end. A real app asks its own server, which knows who is signed in.
const token = async () => {
  const query = new URLSearchParams({ as: state.person, ...(lifetime ? { for: lifetime } : {}) });
  const answer = await fetch(`${demo}/_/token?${query}`);
  if (!answer.ok) throw new Error(`no token: ${answer.status}`);
  return (await answer.json()).token;
};

export const start = () =>
  ayuda("init", { base: demo, language: state.language, ...(state.person ? { token } : {}) });
export const signedIn = () => (state.person ? ayuda("identify", token) : ayuda("logout"));
export const spoken = () => ayuda("locale", state.language);
