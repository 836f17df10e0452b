// A piece that does not come. A link leads to its page, which says why, unless another was clicked since or the
// visitor has typed something that would be lost. A form is never left: it keeps what was typed and may be sent again.
// Then a sentence says so, above the form or where the piece should be, and results of other words are taken away.
var note = document.createElement("p");
note.className = "empty";

each(["htmx:responseError", "htmx:sendError", "htmx:timeout"], function (name) {
  on(name, function (event) {
    var detail = event.detail, place = detail.target;
    var cause = detail.requestConfig.triggeringEvent || event;
    if (cause.type === "click") {
      if (cause !== clicked) { return; }
      if (!holdsText()) {
        location.href = detail.pathInfo.finalRequestPath;
        return;
      }
    } else if (cause.type === "submit") {
      place = detail.elt;
    } else {
      place.innerHTML = "";
    }
    note.textContent = spoken.textContent = tag.getAttribute("data-failed");
    place.parentNode.insertBefore(note, place);
  });
});

on("htmx:beforeRequest", function () {
  spoken.textContent = "";
  if (note.parentNode) { note.parentNode.removeChild(note); }
});

// Whether a field holds text that neither the page nor its address brought.
function holdsText() {
  return [].some.call(document.querySelectorAll("input:not([type=checkbox]), textarea"), function (field) {
    var text = field.value;
    return text && text !== field.defaultValue && text !== given(field.name, location.search + location.hash);
  });
}
