// Who changes script, display or site on the way takes along what was typed: it lies in the memory of the tab, from
// where the next page with forms takes it out. Passwords and files are not kept; it is said that they are missing.
var KEPT = "govsite-typed";
var own = document.querySelector("script[data-words]");
var way = document.querySelector(".switch");
var root = way && way.getAttribute("href").split("/sites?to=")[0];

if (own && way) {
  each(document.querySelectorAll(".modes [hreflang], .modes [rel], .switch"), function (link) {
    link.addEventListener("click", function () { remember(JSON.stringify(typed())); });
  });
  bringBack(remember(""));
}

// Keep a text instead of the one that was kept, which is returned; browsers may forbid it.
function remember(text) {
  try {
    var before = sessionStorage.getItem(KEPT);
    sessionStorage.setItem(KEPT, text);
    return before;
  } catch (error) {
    return "";
  }
}

function fields() {
  return document.querySelectorAll("main form input[id], main form select, main form textarea");
}

function isTick(field) { return field.type === "checkbox" || field.type === "radio"; }

function isChanged(field) {
  if (isTick(field)) { return field.checked !== field.defaultChecked; }
  if (field.options) { return field.selectedIndex >= 0 && !field.options[field.selectedIndex].defaultSelected; }
  return field.value !== field.defaultValue;
}

// A form that came back has what was typed as its defaults. What filters a list stands in the address, once it does.
function typed() {
  var found = { page: location.pathname.slice(root.length), from: location.href.split("#")[0], values: {}, missing: false };
  found.missing = !!document.querySelector("[name=held]"); // files that the server has for this form alone
  each(fields(), function (field) {
    if (field.tabIndex < 0 || field.type === "hidden" || /^captcha/.test(field.id)) { return; }
    if (/^(password|file)$/.test(field.type)) {
      found.missing = found.missing || field.value !== "";
    } else if (field.form.method === "post" || isChanged(field)) {
      found.values[field.id] = isTick(field) ? field.checked : field.value;
    }
  });
  return found;
}

function bringBack(text) {
  var found = text && JSON.parse(text);
  if (!found || found.page !== location.pathname.slice(root.length) || !isNext(found.from)) { return; }
  var first, missing = found.missing;
  for (var id in found.values) {
    if (found.values.hasOwnProperty(id)) { fill(id, found.values[id]); }
  }
  if (first || missing) { say(); }

  function fill(id, value) {
    var field = document.getElementById(id);
    var key = field && isTick(field) ? "checked" : "value";
    var before = field && field[key];
    if (before === value) { return; }
    if (field) { field[key] = value; }
    if (field && field[key] === value) {
      first = first || field;
      unfold(field);
    } else {
      if (field) { field[key] = before; } // a choice that is not offered here
      missing = missing || value;
    }
  }

  function say() {
    var note = document.createElement("p");
    var form = first ? first.form : document.querySelector("main form");
    note.className = "empty";
    note.setAttribute("role", "status");
    note.textContent = own.getAttribute("data-words") + (missing ? own.getAttribute("data-failed") : "");
    form.parentNode.insertBefore(note, form);
  }
}

// Whether this page was reached from that one or through the list of sites: nobody else's text is brought back.
function isNext(from) {
  var before = document.referrer.split("#")[0];
  return before === from || /\/sites$/.test(before.split("?")[0]);
}

function unfold(field) {
  for (var part = field; part; part = part.parentElement) {
    if (part.tagName === "DETAILS") { part.open = true; }
  }
}
