// Runs in pages of `ayuda dev` alone: shows changes as they are saved, and the writer's bar.
(() => {
  "use strict";
  const host = document.createElement("ayuda-dev");
  const root = host.attachShadow({ mode: "open" });
  let known = null;
  let version = null;
  let state = { problems: [], held: false };
  let open = null;

  const node = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  };

  const look = (who) => {
    document.cookie = `ayuda_dev_viewer=${who}; path=/; samesite=strict`;
    refresh();
  };

  const bar = node("div", { class: "bar", role: "region", "aria-label": "ayuda dev" });
  const panel = node("div", { class: "panel", role: "alert" });
  root.append(node("link", { rel: "stylesheet", href: "/_dev/dev.css" }), panel, bar);

  const problem = (one) =>
    node("article", { class: one.error ? "error" : "warning" },
      node("p", { class: "place" }, one.line ? `${one.file}:${one.line}:${one.column}` : one.file,
        node("span", {}, one.code)),
      node("p", { class: "message" }, one.message),
      one.text ? node("pre", {}, one.text[0], node("mark", {}, one.text[1] || " "), one.text[2]) : null,
      one.help ? node("p", { class: "help" }, one.help) : null);

  const draw = async () => {
    const query = new URLSearchParams({ path: location.pathname });
    const wanted = sessionStorage.getItem("ayuda-dev-version");
    if (wanted) query.set("version", wanted);
    const told = await (await fetch(`/_dev/bar?${query}`)).json();
    const { viewer, words } = told;
    const who = (change) => {
      const next = { ...viewer, ...change };
      const roles = next.roles.length ? `:${next.roles.join(",")}` : "";
      return next.visibility + roles + (next.plan ? `@${next.plan}` : "");
    };
    const option = (value, text, chosen) => node("option", { value, selected: chosen }, text);
    const show = open ?? state.held;
    bar.replaceChildren(
      node("b", { class: state.held ? "held" : "good" }, "ayuda dev"),
      node("label", {}, words.look_as,
        node("select", { onchange: (event) => look(who({ visibility: event.target.value })) },
          ...told.visibilities.map((one) => option(one, one, one === viewer.visibility)))),
      node("details", { class: "roles" }, node("summary", {}, viewer.roles.join(", ") || "roles"),
        node("div", {}, ...told.roles.map((role) => node("label", {},
          node("input", { type: "checkbox", checked: viewer.roles.includes(role), onchange: (event) =>
            look(who({ roles: event.target.checked ? [...viewer.roles, role] : viewer.roles.filter((one) => one !== role) })) }),
          role)))),
      node("select", { "aria-label": "plan", onchange: (event) => look(who({ plan: event.target.value })) },
        option("", words.no_plan, !viewer.plan), ...told.plans.map((one) => option(one, one, one === viewer.plan))),
      node("input", { placeholder: words.version, "aria-label": words.version, size: 7, value: wanted ?? "",
        onchange: (event) => { sessionStorage.setItem("ayuda-dev-version", event.target.value); draw(); } }),
      node("span", { class: told.seen ? "why" : "why hidden" }, told.file ? node("code", {}, told.file) : null, told.why),
      ...(told.instead ? [node("button", { onclick: () => look(told.instead) }, `${words.instead} ${told.instead}`)] : []),
      state.problems.length
        ? node("button", { class: "problems", "aria-expanded": String(show), onclick: () => { open = !show; draw(); } }, words.problems)
        : node("span", { class: "fine" }, words.no_problems));
    panel.replaceChildren(
      ...(state.held ? [node("p", { class: "held" }, words.held)] : []),
      ...(show ? state.problems.map(problem) : []));
  };

  const sheets = (page) => [...page.querySelectorAll('link[rel="stylesheet"]')].map((one) => one.getAttribute("href")).join();

  // Takes the new page in, without losing the place.
  const refresh = async () => {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (sheets(page) !== sheets(document)) return location.reload();
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    document.body.className = page.body.className;
    for (const child of [...document.body.childNodes]) if (child !== host) child.remove();
    document.body.prepend(...page.body.childNodes);
    await draw();
  };

  const listen = async () => {
    for (;;) {
      try {
        const query = known === null ? "" : `?news=${known}`;
        state = await (await fetch(`/_dev/news${query}`)).json();
        const first = known === null;
        const changed = version !== null && version !== state.version;
        if (known !== state.news) open = null;
        [known, version] = [state.news, state.version];
        if (changed) await refresh();
        else await draw();
        if (first) document.body.append(host);
      } catch {
        bar.replaceChildren(node("b", { class: "held" }, "ayuda dev: …"));
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  };
  listen();
})();
