// What others read most, from the service. The home is whole without.

const section = /** @type {HTMLElement | null} */ (document.querySelector("[data-popular]"));
const list = section?.querySelector("ul");
if (section && list) {
  const answer = await fetch(section.dataset.popular ?? "").catch(() => null);
  /** @type {{articles: {title: string, url: string, summary: string, view_count: number}[]}} */
  const { articles } = answer?.ok ? await answer.json() : { articles: [] };
  for (const article of articles.filter((one) => one.view_count > 0)) {
    const [item, link, text] = ["li", "a", "p"].map((name) => document.createElement(name));
    link.setAttribute("href", article.url);
    link.textContent = article.title;
    text.textContent = article.summary;
    item.append(link, text);
    list.append(item);
  }
  section.hidden = !list.children.length;
}

export {};
