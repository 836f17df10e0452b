// Links inside [data-links] swap that piece: their address is written once, in href.
function swapLinks(root) {
  each(root.querySelectorAll("[data-links] a[href]"), swapped);
  if (root.hasAttribute("data-links")) { each(root.querySelectorAll("a[href]"), swapped); }
}

function swapped(link) {
  var piece = link;
  while (!piece.hasAttribute("data-links")) { piece = piece.parentElement; }
  var href = link.getAttribute("href");
  var own = href.charAt(0) === "#" || link.hasAttribute("data-hx-get");
  if (own || !within(href, piece.getAttribute("data-links"))) { return; }
  link.setAttribute("data-hx-get", href);
  htmx.process(link);
}

// Only links to the piece's own page are swapped; the others are ordinary links.
function within(href, base) {
  var path = href.charAt(0) === "?" ? base : href.split(/[?#]/)[0];
  return path === base || (path.indexOf(base + "/") === 0 && /^\/[a-z]+$/.test(path.slice(base.length)));
}
