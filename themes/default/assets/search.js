// Search as you type, for one search form.

/** @param {HTMLFormElement} form */
export function start(form) {
  form.dataset.started = "";
}
