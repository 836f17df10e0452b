// Links inside [data-links] swap that piece: their address is written once, in href.
function swapLinks(root) {
  each(root.querySelectorAll("a[href]"), function (link) {
    var href = link.getAttribute("href"), piece = link;
    while (piece && !piece.hasAttribute("data-links")) { piece = piece.parentElement; }
    if (piece && within(href, piece.getAttribute("data-links"))) {
      link.setAttribute("data-hx-get", href);
      htmx.process(link);
    }
  });
}

// Only links to the piece's own page are swapped; the others are ordinary links.
function within(href, base) {
  var path = href.charAt(0) === "?" ? base : href.split(/[?#]/)[0];
  return path.slice(0, base.length) === base && /^(\/[a-z]+)?$/.test(path.slice(base.length));
}
