// Keys of a desk: through its list and from one open ticket to the next. They go where links of the page go, and never
// act while somebody types. Pressed keys of letters come as "keypress" in all engines, and not from input methods.
var foot = document.getElementById("keys"), kept = "govsite-keys", from = null;
if (!foot) { return; }

var button = foot.getElementsByTagName("button")[0], works = remembered() !== "off";

function find(selector) { return document.querySelector(selector); }

function all(selector) { return document.querySelectorAll(selector); }

function remembered() {
  try { return localStorage.getItem(kept); } catch (error) { return ""; } // browsers may forbid it
}

function typing(field) {
  return /^(TEXTAREA|SELECT)$/.test(field.tagName) || field.isContentEditable ||
    (field.tagName === "INPUT" && !/^(checkbox|radio|submit|button)$/.test(field.type));
}

// The row in which the focus is, null for none.
function row() {
  var element = document.activeElement;
  while (element && element.tagName !== "TR") { element = element.parentElement; }
  return element;
}

function focus(element) {
  if (element) { element.focus(); }
}

// Through the rows of the list, behind the last of which is the next page.
function move(by) {
  var stops = all("#desk tbody th a, #desk .pages a[rel=next]"), here = row(), place = -1;
  each(stops, function (link, number) {
    if (link === document.activeElement || (here && here.contains(link))) { place = number; }
  });
  focus(stops[Math.max(0, Math.min(place + by, stops.length - 1))]);
}

// To another page, unless something that was typed would be lost: there the focus goes.
function go(link) {
  var typed = [].filter.call(all("main textarea"), function (field) { return field.value !== field.defaultValue; })[0];
  if (typed) { typed.focus(); } else if (link) { location.href = link.href; }
}

// The list beside begins behind the open one where that would be the last in it.
function beside(by) {
  var links = all(".beside li a"), place = -1;
  each(links, function (link, number) { if (link.getAttribute("aria-current")) { place = number; } });
  go(links[place + by]);
}

function tick() {
  var here = row(), box = here && here.querySelector("input[type=checkbox]");
  if (box) { box.click(); }
}

function help() {
  var back = document.activeElement === foot ? from : foot;
  from = document.activeElement;
  focus(back);
}

var acts = find("#desk") ? {
  j: function () { move(1); },
  k: function () { move(-1); },
  x: tick,
  "/": function () { focus(find("#q")); }
} : {
  n: function () { beside(1); },
  p: function () { beside(-1); },
  u: function () { go(find(".back a")); },
  r: function () { focus(find("#acts > div textarea, #acts > div input[type=text], #acts > div button:not([tabindex])")); }
};
acts["?"] = help;

function show() {
  foot.className = works ? "keys" : "keys off";
  button.innerHTML = button.getAttribute(works ? "data-off" : "data-on");
}

button.onclick = function () {
  works = !works;
  try { localStorage.setItem(kept, works ? "on" : "off"); } catch (error) { from = null; } // good for this page only
  show();
};
document.addEventListener("keypress", function (event) {
  var key = String.fromCharCode(event.charCode || event.which).toLowerCase();
  if (!works || event.ctrlKey || event.altKey || event.metaKey || typing(event.target) || !acts.hasOwnProperty(key)) { return; }
  event.preventDefault();
  acts[key]();
});
show();
