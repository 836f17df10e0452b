// Letters in an input method are not yet words: nothing is asked for until it ends, which is a trigger of its own.
var composing;
on("compositionstart", function () { composing = true; });
on("compositionend", function () { composing = false; });

on("htmx:confirm", function (event) {
  var cause = event.detail.triggeringEvent;
  if (composing && cause && cause.type === "input") { event.preventDefault(); }
});

// Results above another page have no address of their own: what was typed stands in the fragment of the page's, so
// that who follows a result finds them again on the way back.
on("htmx:beforeOnLoad", function (event) {
  var box = event.target;
  if (box.id !== "q" || box.getAttribute("data-hx-replace-url") === "true") { return; }
  var words = box.value && "#q=" + encodeURIComponent(box.value);
  box.setAttribute("data-hx-replace-url", location.pathname + location.search + words);
});

function searchAgain() {
  var box = document.getElementById("q");
  var words = given("q", location.hash);
  if (box && words) {
    box.value = words;
    htmx.trigger(box, "input");
  }
}
