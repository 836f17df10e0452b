// Of a double click the second click does nothing: it would take back what the first has done, since what that asked for
// has come in between, and what has unfolded would fold again. A click for a new tab or window is the browser's alone.
var clicked;
document.addEventListener("click", function (event) {
  if (event.detail > 1) { event.preventDefault(); }
  if (event.detail > 1 || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    event.stopPropagation();
  } else {
    clicked = event;
  }
}, true);
