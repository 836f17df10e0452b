// Letters in an input method are not yet words: nothing is asked for until it ends, which is a trigger of its own.
var composing;
on("compositionstart", function () { composing = true; });
on("compositionend", function () { composing = false; });

on("htmx:confirm", function (event) {
  if (composing && event.detail.triggeringEvent.type === "input") { event.preventDefault(); }
});

// Results above another page have no address of their own: what was typed stands in the fragment of the page's, so
// that who follows a result finds them again on the way back.
on("htmx:beforeOnLoad", function (event) {
  if (event.target !== box || box.getAttribute("data-hx-replace-url") === "true") { return; }
  box.setAttribute("data-hx-replace-url", location.pathname + location.search + asked("#"));
});

var found = given("q", location.hash);
if (box && found) { box.value = found; }

function searchAgain() {
  if (found) { htmx.trigger(box, "compositionend"); } // htmx found them there: no input has changed the box
}

// What is typed in the box and does not stand in the address of a search, to be written into one.
function asked(start) {
  var words = box && box.value;
  var known = /\/search$/.test(location.pathname) && given("q", location.search);
  return words && words !== known ? start + "q=" + encodeURIComponent(words) : "";
}
