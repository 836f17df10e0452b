// After a swap that a link asked for, the focus goes to what is new. While somebody types it stays where it is, and
// how many were found is said by an element that was there before: one that is swapped in is not reliably heard.
var spoken = document.createElement("p");
spoken.className = "sr";
spoken.setAttribute("role", "status");
document.body.appendChild(spoken);

on("htmx:afterSettle", function (event) {
  var asked = event.detail.requestConfig && event.detail.requestConfig.elt;
  var piece = asked && document.getElementById(event.detail.target.id);
  if (!piece) { return; }
  var news = piece.querySelector(asked.tagName === "A" ? "[data-focus]" : ".count, .empty p");
  if (asked.tagName !== "A") {
    spoken.textContent = news ? news.textContent : "";
  } else {
    // A link may ask for other words than those in the box of the page's own form.
    var box = document.querySelector('form[action="' + location.pathname + '"] [name=q]');
    if (box) { box.value = given("q", location.search); }
    if (news) { news.focus(); }
  }
});
