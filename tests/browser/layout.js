// Questions that the tests ask a page about its layout. Each answers with a list of sentences; empty is good.
var CONTROLS = "a[href], button, select, input:not([type=hidden]), label.toggle-label";

var AWAY = ".skip, .toggle, .sr, .menu h2"; // out of sight, but not for those who listen

function shown(element) {
  var box = element.getBoundingClientRect();
  if (element.closest(AWAY) || !element.checkVisibility()) { return false; } // the latter: in what is folded
  return box.width > 1 && box.height > 1 && getComputedStyle(element).visibility === "visible";
}

function controls() {
  return Array.prototype.filter.call(document.querySelectorAll(CONTROLS), shown);
}

function named(element) {
  var words = (element.innerText || element.name || element.className || "").trim().slice(0, 24);
  return element.tagName.toLowerCase() + " “" + words + "”";
}

// What is wider than the window or begins left of it.
function overflow() {
  var width = document.documentElement.clientWidth;
  var wrong = [];
  if (document.documentElement.scrollWidth > width) {
    wrong.push("the page is " + document.documentElement.scrollWidth + " wide in a window of " + width);
  }
  Array.prototype.forEach.call(document.body.querySelectorAll("*"), function (element) {
    var box = element.getBoundingClientRect();
    var hidden = element.closest(AWAY) || element.parentElement.closest(".numbers"); // a table that moves in itself
    if (!hidden && box.width && (box.right > width + 1 || box.left < -1)) {
      wrong.push(named(element) + " reaches from " + Math.round(box.left) + " to " + Math.round(box.right));
    }
  });
  return wrong.slice(0, 5);
}

// Controls that a pointer in their middle does not hit, because something lies on them.
function covered() {
  return controls().filter(function (element) {
    element.scrollIntoView({ block: "center" });
    var box = element.getClientRects()[0];
    var hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !hit || !(element.contains(hit) || hit.contains(element));
  }).map(named);
}

// Controls lower than a finger wants; links inside a sentence are exempt (WCAG 2.5.8, "Inline"), and boxes whose label
// is as high. Words between links (A › B · C) are no sentence.
function small(least) {
  function high(element) { return element.getBoundingClientRect().height >= least - 0.5; }

  return controls().filter(function (element) {
    if (high(element)) { return false; }
    if (/^(radio|checkbox)$/.test(element.type) && Array.prototype.some.call(element.labels, high)) { return false; }
    return !sentence(element);
  }).map(function (element) {
    return named(element) + " is " + Math.round(element.getBoundingClientRect().height) + " high";
  });
}

function sentence(element) {
  if (getComputedStyle(element).display !== "inline") { return false; }
  var block = element.parentElement;
  return /[，。；：？]/.test(block.textContent.replace(element.textContent, ""));
}

// Links that stand apart from the words of their sentence that follow them.
function apart() {
  return Array.prototype.filter.call(document.querySelectorAll("main p a"), function (element) {
    var words = element.nextSibling;
    if (!words || words.nodeType !== 3 || !/^\S/.test(words.data)) { return false; }
    var range = document.createRange();
    range.setStart(words, 0);
    range.setEnd(words, 1);
    var next = range.getClientRects()[0];
    var boxes = element.getClientRects();
    return next.left - boxes[boxes.length - 1].right > 1;
  }).map(named);
}

// Boxes of the elements that a selector finds: [left, top, width, height].
function boxes(selector) {
  return Array.prototype.map.call(document.querySelectorAll(selector), function (element) {
    var box = element.getBoundingClientRect();
    return [box.left, box.top + window.pageYOffset, box.width, box.height];
  });
}

function fontSize(selector) {
  return parseFloat(getComputedStyle(document.querySelector(selector)).fontSize);
}

// A mark for each control that the keyboard has to reach: radio buttons and the like we have none.
function numbered() {
  var all = document.querySelectorAll("a[href], button, select, summary, input:not([type=hidden])");
  var seen = 0;
  Array.prototype.forEach.call(all, function (element) {
    var folded = element.matches("details:not([open]) :not(summary)");
    if (!folded && getComputedStyle(element).display !== "none" && element.getClientRects().length) {
      element.setAttribute("data-stop", String(seen));
      seen += 1;
    }
  });
  return seen;
}

// Where the keyboard is: number of the stop, whether its focus ring can be seen, words.
function stop() {
  var element = document.activeElement;
  var style = getComputedStyle(element.matches(".toggle") ? element.nextElementSibling : element);
  var ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3;
  return [element.getAttribute("data-stop"), ring, named(element)];
}
