// After a swap that a link asked for, the focus goes to what is new. While somebody types it stays where it is, and
// how many were found is said by an element that was there before: one that is swapped in is not reliably heard.
var spoken = document.createElement("p");
spoken.className = "sr";
spoken.setAttribute("role", "status");
document.body.appendChild(spoken);

on("htmx:afterSettle", function (event) {
  var cause = event.detail.requestConfig && event.detail.requestConfig.elt;
  var piece = cause && document.getElementById(event.detail.target.id);
  if (!piece) { return; }
  if (cause.tagName !== "A") {
    var said = piece.querySelector(".count, .empty p");
    spoken.textContent = said ? said.textContent : "";
    return;
  }
  // A link may ask for other words than those in the box of the page's own form.
  var field = document.querySelector('form[action="' + location.pathname + '"] [name=q]');
  var news = piece.querySelector("[data-focus]");
  if (field) { field.value = given("q", location.search); }
  if (news) { news.focus(); }
});
