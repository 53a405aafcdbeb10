// Drawings of the menu and of buttons, 24 by 24, as strokes.
import { icons } from "./build.js";

const drawn = {
  home: "M3.5 11.5 12 4l8.5 7.5M6 9.5V20h12V9.5M10 20v-5h4v5",
  estimates: "M6 3.5h12v17H6zM9 7.5h6M9 12h.01M12 12h.01M15 12h.01M9 16h.01M12 16h.01M15 16h.01",
  schedule: "M4 5.5h16v15H4zM4 10h16M8.5 3v4M15.5 3v4M8 14h5M11 17h5",
  logs: "M6 3.5h13v17H6zM3.5 7H8M3.5 12H8M3.5 17H8M11 8h5M11 12h5",
  time: "M12 21a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 8v4.5l3 2M9.5 2h5",
  changes: "M4 8h14l-4-4M20 16H6l4 4",
  orders: "M2.5 4.5H5l2.5 11h10l2.5-8H6M9 20h.01M16 20h.01",
  invoices: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9.5 8h5M9.5 12h5",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5v-5M9 19.5v-5",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  send: "M4 12 20 4.5 15.5 20l-4-6.5zM11.5 13.5 20 4.5",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  chain: "M9.5 14.5l5-5M11 6.5l1.5-1.5a4.6 4.6 0 0 1 6.5 6.5L17.5 13M13 17.5 11.5 19A4.6 4.6 0 0 1 5 12.5L6.5 11",
  flag: "M6 21V4h12l-2.5 4.5L18 13H6",
  play: "M8 5.5v13l10-6.5z",
  cup: "M5 9h12v6a5 5 0 0 1-5 5h-2a5 5 0 0 1-5-5zM17 10.5h1.5a2.5 2.5 0 0 1 0 5H17M9 3v2.5M13 3v2.5",
  people: "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-5.5 6.5-5.5s6 1.5 6.5 5.5M16 4.800a3.5 3.5 0 0 1 0 6.400M18 14.800c2 .6 3.200 2.300 3.5 5.200",
  copy: "M8.5 8.5h11v12h-11zM15.5 8.5v-5h-11v12h4",
  camera: "M3.5 7.5H8l1.5-3h5l1.5 3h4.5v12h-17zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
  sun: "M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.700 1.700M17.300 17.300 19 19M5 19l1.700-1.700M17.300 6.700 19 5",
  lock: "M5 10.5h14v10H5zM8 10.5V8a4 4 0 0 1 8 0v2.5",
  more: "M6 12h.01M12 12h.01M18 12h.01",
};
for (const [name, path] of Object.entries(drawn)) icons.set(name, path);
