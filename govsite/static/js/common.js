// What the other files share. They become one function, in this order: see SCRIPT in web/assets.py. ES5 only; every
// page works without all of it.
if (!document.addEventListener) { return; }

var tag = document.querySelector("script[data-htmx]"), box = document.getElementById("q");

function each(list, act) {
  for (var i = 0; i < list.length; i += 1) { act(list[i], i); }
}

function on(name, act) {
  document.body.addEventListener(name, act);
}

// The value of a parameter in the query or the fragment of an address.
function given(name, address) {
  var found = new RegExp("[?&#]" + name + "=([^&#]*)").exec(address);
  return found ? decoded(found[1].replace(/\+/g, " ")) : "";
}

// As much as can be read: chat programs cut long addresses, also in the middle of a character.
function decoded(text) {
  while (text) {
    try { return decodeURIComponent(text); } catch (error) { text = text.slice(0, -1); }
  }
  return "";
}
