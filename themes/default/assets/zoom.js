// A picture in full size, which on a phone is more than the screen shows.

/** @type {Promise<unknown> | undefined} */
let styled;

/** @param {string} sheet */
const style = (sheet) =>
  new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet;
    link.addEventListener("load", done);
    link.addEventListener("error", done);
    document.head.append(link);
  });

/** @param {HTMLElement} button beside the picture @param {DOMStringMap} words */
export const show = async (button, words) => {
  await (styled ??= style(words.sheet ?? ""));
  const whole = /** @type {HTMLElement} */ (button.parentElement);
  const picture = /** @type {HTMLImageElement} */ (whole.querySelector("img"));
  const copy = /** @type {HTMLElement} */ (whole.cloneNode(true));
  copy.querySelector(".zoom")?.remove();
  const large = /** @type {HTMLImageElement} */ (copy.querySelector("img"));
  const [width, height] = [Number(picture.getAttribute("width")), Number(picture.getAttribute("height"))];
  const fitting = Math.min((innerWidth * 0.94) / width, (innerHeight * 0.96 - 60) / height);
  large.width = Math.max(width, fitting * width, innerWidth < 600 ? picture.clientWidth * 1.8 : 0);
  large.sizes = "200vw";
  large.removeAttribute("height");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.ariaLabel = words.close ?? "";
  close.textContent = "×";
  const box = document.createElement("div");
  box.tabIndex = 0;
  box.role = "group";
  box.ariaLabel = picture.alt;
  box.append(copy);
  const dialog = document.createElement("dialog");
  dialog.className = "zoomed";
  dialog.ariaLabel = button.ariaLabel;
  dialog.append(close, box);
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target === close) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;
};
