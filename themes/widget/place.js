// Boxes of the top layer, and where they stand beside an element of the page.

// Pixels between the two, and between the box and the edge of the window.
const APART = 12;
const RIM = 8;

/**
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 * @param {object} [properties]
 * @param {...Node} children
 */
export const craft = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

// Above all that the page has opened until now.
/** @param {ShadowRoot} root @param {HTMLElement} box */
export const lift = (root, box) => {
  root.append(box);
  box.showPopover();
};

/** @param {Element} element */
export const isSeen = (element) => element.getClientRects().length > 0;

// Draws before each picture that the screen shows: elements move for more reasons than there are events. Returns how to stop.
/** @param {() => void} draw */
export const follow = (draw) => {
  const look = () => {
    frame = requestAnimationFrame(look);
    draw();
  };
  let frame = requestAnimationFrame(look);
  return () => cancelAnimationFrame(frame);
};

/** @param {HTMLElement} box @param {Record<string, number>} values */
export const measure = ({ style }, values) => {
  for (const [name, value] of Object.entries(values)) {
    // Set again, it would be drawn again.
    if (style.getPropertyValue(name) !== `${value}px`) style.setProperty(name, `${value}px`);
  }
};

// Beside the element, else at the edge of the window that is farther from it.
/** @param {HTMLElement} box @param {DOMRect} near @param {boolean} [atEdge] */
export const place = (box, near, atEdge) => {
  const { offsetWidth: width, offsetHeight: height } = box;
  const wide = document.documentElement.clientWidth;
  const right = wide - RIM - width;
  const low = innerHeight - RIM - height;
  /** @param {number} value @param {number} most */
  const within = (value, most) => Math.max(RIM, Math.min(value, most));
  const x = within(near.left + near.right > wide ? near.right - width : near.left, right);
  const y = within(near.top, low);
  const beside = [[x, near.top - APART - height], [x, near.bottom + APART], [near.right + APART, y], [near.left - APART - width, y]];
  const free = atEdge ? undefined : beside.find(([left, top]) => within(left, right) === left && within(top, low) === top);
  const [left, top] = free ?? [x, near.top + near.bottom > innerHeight ? RIM : Math.max(RIM, low)];
  measure(box, { left, top });
};
