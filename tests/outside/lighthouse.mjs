// node lighthouse.mjs PROGRAM ADDRESS RUNS PATH…
//
// Asks Lighthouse about each page RUNS times and writes the median of each category, with
// the audits that keep it below 100. A path that ends in ` -seo` is of a page that search
// engines are asked not to keep, so that nothing is expected of it there.
import { spawnSync } from "node:child_process";

const [program, address, runs, ...paths] = process.argv.slice(2);
const categories = ["performance", "accessibility", "best-practices", "seo"];
let failed = false;

/** One run: the scores, and the audits that are less than whole. A run that lost its trace is made again. */
function ask(url, again = 2) {
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
  const run = spawnSync(process.execPath, [program, url, "--quiet", "--output=json", "--ignore-status-code", `--chrome-flags=${flags.join(" ")}`], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { CHROME_PATH: "/usr/bin/chromium", ...process.env },
  });
  if (run.status !== 0 && again > 0 && run.stderr.includes("run Lighthouse again")) return ask(url, again - 1);
  if (run.status !== 0) throw new Error(run.stderr);
  const { categories: found, audits } = JSON.parse(run.stdout);
  return Object.fromEntries(categories.map((name) => {
    const short = found[name].auditRefs.filter((one) => one.weight > 0 && audits[one.id].score !== null && audits[one.id].score < 1);
    const why = short.map((one) => `${one.id} ${audits[one.id].displayValue ?? ""}`.trim());
    return [name, { score: Math.round(found[name].score * 100), why }];
  }));
}

console.log(`| page | ${categories.join(" | ")} | what is missing |`);
console.log(`| --- ${"| --- ".repeat(categories.length + 1)}|`);
for (const one of paths) {
  const [path, option] = one.split(" ");
  const answers = Array.from({ length: Number(runs) }, () => ask(address + path));
  const missing = new Set();
  const medians = categories.map((name) => {
    if (name === "seo" && option === "-seo") return "–";
    const scores = answers.map((answer) => answer[name].score).sort((a, b) => a - b);
    const median = scores[Math.floor(scores.length / 2)];
    if (median < 100) {
      failed = true;
      for (const answer of answers) for (const why of answer[name].why) missing.add(why);
    }
    return median;
  });
  console.log(`| ${path} | ${medians.join(" | ")} | ${[...missing].join("; ")} |`);
}
process.exit(failed ? 1 : 0);
