// What makes pages handier where there are scripts; everything is there without.

// The search is fetched when somebody is about to use it.
const searches = document.querySelectorAll("form[data-script]");
for (const form of searches) {
  form.addEventListener("focusin", () => import(form.dataset.script).then((search) => search.start(form)), { once: true });
}
