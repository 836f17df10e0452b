// Who has the browser in Traditional sees the link to it sooner; pages are the same for every language.
var traditional = document.querySelector(".modes [hreflang=zh-Hant]");
if (traditional && /^zh-(hant|tw|hk|mo)/i.test(navigator.language)) { traditional.style.fontWeight = "bold"; }

// htmx comes last of all and starts by itself. IE 9 and 10 get none: it stops links and forms there and then fails.
if ("overrideMimeType" in XMLHttpRequest.prototype && history.pushState && "classList" in tag) {
  window.addEventListener("load", function () {
    var script = document.createElement("script");
    script.onload = function () { if (window.htmx) { start(); } };
    script.src = tag.getAttribute("data-htmx");
    document.head.appendChild(script);
  });
}

function start() {
  // Back and forward load the page itself: an address is also that of a piece, which the browser may have kept.
  htmx.config.refreshOnHistoryMiss = true;
  htmx.config.timeout = 20000;
  htmx.onLoad(swapLinks);
  swapLinks(document.body);
  searchAgain();
}
