// A swap may change the address: the links of the frame that lead back to this page follow it. They end with the
// address as it is without site and script or, after "to=", escaped as here.quoted_page does.
var back = document.querySelectorAll(".modes a, .switch");
var link = document.querySelector(".switch"); // none where there is one way on, as from a receipt
var known = link ? link.getAttribute("href").split("/sites?to=") : [];
var shown = decoded(known[1]);
on("htmx:pushedIntoHistory", follow);
on("htmx:replacedInHistory", follow);

function follow() {
  var page = location.pathname.slice(known[0].length) + location.search;
  each(back, function (link) {
    var href = link.getAttribute("href");
    var written = link.hasAttribute("hreflang") ? String : quoted;
    var start = href.length - written(shown).length;
    if (href.slice(start) === written(shown)) { link.setAttribute("href", href.slice(0, start) + written(page)); }
  });
  shown = page;
}

function quoted(page) {
  return page.replace(/[%?&=+;,:@!$'()*]/g, function (char) {
    return "%" + char.charCodeAt(0).toString(16).toUpperCase();
  });
}
