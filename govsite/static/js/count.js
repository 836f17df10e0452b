// How many characters may still be written; without scripts the hint says how many there may be, and the server counts.
each(document.querySelectorAll("[data-count]"), function (line) {
  var field = document.getElementById(line.getAttribute("data-count"));
  var most = +line.getAttribute("data-most");
  if (!field) { return; }
  function say() {
    // A pair of surrogates is one character, as people count.
    var left = most - field.value.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, "_").length;
    line.textContent = line.getAttribute(left < 0 ? "data-over" : "data-left").replace("#", Math.abs(left));
  }
  field.addEventListener("input", say);
  say();
});
