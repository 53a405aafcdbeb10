// node hreflang.mjs FOLDER ADDRESS
//
// Reads a built site and says where its languages disagree: each page that search engines
// may keep has one canonical address, its own; its alternates name it, name an x-default,
// are in the language they say, name each other back, and stand in the sitemap likewise.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [folder, address] = process.argv.slice(2);
const problems = [];

/** The attributes of a tag. */
const attributes = (tag) => Object.fromEntries([...tag.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
/** `en http://…` for each alternate, in one order. */
const pairs = (links) => links.map((link) => `${link.hreflang} ${link.href}`).sort().join("\n");

const pages = new Map();
for (const file of readdirSync(folder, { recursive: true })) {
  if (!file.endsWith(".html")) continue;
  const html = readFileSync(join(folder, file), "utf8");
  // A page that leads elsewhere is not a page of its own.
  if (/http-equiv="?refresh/i.test(html)) continue;
  const links = [...html.matchAll(/<link\b[^>]*>/g)].map(([tag]) => attributes(tag));
  pages.set(`${address}/${file.replace(/(^|\/)index\.html$/, "$1")}`, {
    language: html.match(/<html\b[^>]*\blang="([^"]*)"/)?.[1],
    kept: !/<meta name="robots" content="[^"]*noindex/.test(html),
    canonical: links.filter((link) => link.rel === "canonical").map((link) => link.href),
    alternates: links.filter((link) => link.rel === "alternate" && link.hreflang),
  });
}

const sitemap = new Map();
for (const [, url] of readFileSync(join(folder, "sitemap.xml"), "utf8").matchAll(/<url>(.*?)<\/url>/gs)) {
  const links = [...url.matchAll(/<xhtml:link\b[^>]*>/g)].map(([tag]) => attributes(tag));
  sitemap.set(url.match(/<loc>([^<]*)<\/loc>/)[1], links);
}

for (const [url, page] of pages) {
  const say = (what) => problems.push(`${url}: ${what}`);
  const { canonical, alternates } = page;
  if (!page.kept) {
    if (sitemap.has(url)) say("not to be kept, but in the sitemap");
    continue;
  }
  if (canonical.length !== 1) say(`${canonical.length} canonical addresses`);
  // The front page of all languages may be that of the first one.
  const own = canonical[0] === url;
  if (!own && !pages.has(canonical[0])) say(`its canonical address is no page: ${canonical[0]}`);
  if (own && !sitemap.has(url)) say("not in the sitemap");
  if (!own && sitemap.has(url)) say("in the sitemap under an address that is not its own");
  if (!alternates.length) continue;
  const named = (language) => alternates.filter((link) => link.hreflang === language);
  if (named("x-default").length !== 1) say("not one x-default");
  if (own && named(page.language)[0]?.href !== url) say("does not name itself");
  for (const { hreflang, href } of alternates) {
    if (hreflang !== "x-default" && named(hreflang).length !== 1) say(`${hreflang} more than once`);
    const other = pages.get(href);
    if (!other) say(`names what is not there: ${href}`);
    else if (!other.kept) say(`names what is not to be kept: ${href}`);
    else if (hreflang !== "x-default" && other.language !== hreflang) say(`${href} is not in ${hreflang}`);
    else if (own && pairs(other.alternates) !== pairs(alternates)) say(`${href} names others`);
  }
  if (own && sitemap.has(url) && pairs(sitemap.get(url)) !== pairs(alternates)) say("the sitemap names other alternates");
}
for (const url of sitemap.keys()) if (!pages.has(url)) problems.push(`${url}: in the sitemap, but no page`);

for (const problem of problems) console.log(problem);
console.log(`${pages.size} pages, ${sitemap.size} in the sitemap, ${problems.length} problems`);
process.exit(problems.length || !pages.size || !sitemap.size ? 1 : 0);
