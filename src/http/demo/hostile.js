// What old libraries do to a page. It runs before everything else.
for (const prototype of [Array.prototype, Object.prototype, String.prototype]) {
  for (const name of ["hostileFirst", "hostileEach"]) {
    /** @type {any} */ (prototype)[name] = function () {
      return "hostile";
    };
  }
}
