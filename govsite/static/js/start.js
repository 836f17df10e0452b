// htmx comes last of all and starts by itself. IE 9 and 10 get none: it stops links and forms there and then fails.
if ("overrideMimeType" in XMLHttpRequest.prototype && history.pushState && "classList" in tag) {
  NodeList.prototype.forEach = [].forEach; // htmx asks for it, engines before 2017 have it for arrays alone
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
  htmx.config.defaultSettleDelay = 0; // nothing moves: what follows a swap need not wait
  htmx.onLoad(swapLinks);
  swapLinks(document.body);
  searchAgain();
}
