// The links of the frame that lead back to this page follow a swap, and what is typed into the box goes with them: the
// same page in another script or display shows its results again, another site shows its own. They end with the
// address as it is without site and script or, after "to=", with that escaped.
var away = document.querySelector(".switch"); // none where there is one way on, as from a receipt
var known = away ? away.getAttribute("href").split("/sites?to=") : [];

if (known[1]) { each(document.querySelectorAll(".modes [hreflang], .modes [rel], .switch"), leadsBack); }

function leadsBack(link) {
  var href = link.getAttribute("href"), plain = link.hasAttribute("hreflang");
  var start = plain ? href.slice(0, -decoded(known[1]).length) : href.split("to=")[0] + "to=";

  function follow() {
    var search = link === away && asked("/search?");
    var page = search || location.pathname.slice(known[0].length) + location.search;
    link.setAttribute("href", start + (plain ? page : encodeURIComponent(page)) + (search ? "" : asked("#")));
  }

  on("input", follow);
  on("htmx:afterSettle", follow);
  // Who has the browser in Traditional sees the link to it sooner; pages are the same for every language.
  if (link.hreflang === "zh-Hant" && /^zh-(hant|tw|hk|mo)/i.test(navigator.language)) { link.style.fontWeight = "bold"; }
}
