/* The few lines that htmx does not do itself. ES5 only; every page works without this file. */
(function () {
  "use strict";
  var tag = document.querySelector && document.querySelector("script[data-htmx]");
  if (!tag || !document.addEventListener) { return; }

  // Who has the browser in Traditional sees the link to it sooner; pages are the same for every language.
  var traditional = document.querySelector(".modes [hreflang=zh-Hant]");
  if (traditional && /^zh-(hant|tw|hk|mo)/i.test(navigator.language)) { traditional.style.fontWeight = "bold"; }

  // IE 9 and 10 get no htmx: it stops links and forms there and then fails. It starts by itself once all is loaded.
  if (!("overrideMimeType" in XMLHttpRequest.prototype) || !history.pushState || !("classList" in tag)) { return; }
  window.addEventListener("load", function () {
    var script = document.createElement("script");
    script.onload = function () { if (window.htmx) { start(window.htmx); } };
    script.src = tag.getAttribute("data-htmx");
    document.head.appendChild(script);
  });

  function start(htmx) {
    // Back and forward load the page itself: an address is also that of a piece, and the browser may have kept the piece.
    htmx.config.refreshOnHistoryMiss = true;
    htmx.onLoad(swapLinks);
    swapLinks(document.body);
    document.body.addEventListener("htmx:afterSettle", tell);
    spoken.className = "sr";
    spoken.setAttribute("role", "status");
    document.body.appendChild(spoken);
    document.body.addEventListener("htmx:pushedIntoHistory", follow);
    document.body.addEventListener("htmx:replacedInHistory", follow);
    document.body.addEventListener("htmx:beforeOnLoad", keep);
    document.body.addEventListener("htmx:beforeSwap", takeInvalid);
    document.body.addEventListener("htmx:confirm", wait);
    document.addEventListener("compositionstart", function () { composing = true; });
    document.addEventListener("compositionend", function () { composing = false; });
    htmx.config.timeout = 20000;
    each(["htmx:responseError", "htmx:sendError", "htmx:timeout"], function (name) {
      document.body.addEventListener(name, failed);
    });
    document.addEventListener("click", function (event) { clicked = event; }, true);
    again();
  }

  // Links inside [data-links] swap that piece: their address is written once, in href.
  function swapLinks(root) {
    var pieces = root.querySelectorAll("[data-links] a[href]");
    var own = root.hasAttribute("data-links") ? root.querySelectorAll("a[href]") : [];
    each(pieces, swapped);
    each(own, swapped);
  }

  function each(list, act) {
    for (var i = 0; i < list.length; i += 1) { act(list[i]); }
  }

  function swapped(link) {
    var piece = link;
    while (piece && !piece.hasAttribute("data-links")) { piece = piece.parentElement; }
    var href = link.getAttribute("href");
    var base = piece && piece.getAttribute("data-links");
    if (!piece || href.charAt(0) === "#" || link.hasAttribute("hx-get") || !within(href, base)) { return; }
    link.setAttribute("hx-get", href);
    window.htmx.process(link);
  }

  // Only links to the piece's own page are swapped; the others are ordinary links.
  function within(href, base) {
    var path = href.charAt(0) === "?" ? base : href.split(/[?#]/)[0];
    return path === base || (path.indexOf(base + "/") === 0 && /^\/[a-z]+$/.test(path.slice(base.length)));
  }

  // After a swap that a link asked for, the focus goes to what is new. While typing it stays where it is, and how many
  // were found is said by an element that is there before: one that is swapped is not reliably heard.
  var spoken = document.createElement("p");

  function tell(event) {
    var asked = event.detail.requestConfig && event.detail.requestConfig.elt;
    var piece = asked && document.getElementById(event.detail.target.id);
    if (!piece) { return; }
    var news = piece.querySelector(asked.tagName === "A" ? "[data-focus]" : ".count, .empty p");
    if (asked.tagName !== "A") {
      spoken.textContent = news ? news.textContent : "";
    } else {
      fill();
      if (news) { news.focus(); }
    }
  }

  // Letters in an input method are not yet words: nothing is asked for until it ends, which is a trigger of its own.
  var composing = false;

  function wait(event) {
    var cause = event.detail.triggeringEvent;
    if (composing && cause && cause.type === "input") { event.preventDefault(); }
  }

  // A link may ask for other words than those in the box of the page's own form.
  function fill() {
    var box = document.querySelector('form[action="' + location.pathname + '"] [name=q]');
    if (box) { box.value = words(location.search); }
  }

  // Results above another page have no address of their own: what was typed stands behind the page's, so that who
  // follows a result finds them again on the way back.
  function keep(event) {
    var box = event.target;
    if (box.id !== "q" || box.getAttribute("hx-replace-url") === "true") { return; }
    var typed = box.value && "#q=" + encodeURIComponent(box.value);
    box.setAttribute("hx-replace-url", location.pathname + location.search + typed);
  }

  function again() {
    var box = document.getElementById("q");
    var typed = words(location.hash);
    if (box && typed) {
      box.value = typed;
      window.htmx.trigger(box, "input");
    }
  }

  function words(address) {
    var found = /[?&#]q=([^&]*)/.exec(address);
    return found ? decodeURIComponent(found[1].replace(/\+/g, " ")) : "";
  }

  // A swap may change the address: the links of the frame that lead back to this page follow it. They end with the
  // address as it is without site and script or, after "to=", escaped as here.quoted_page does.
  var ways = document.querySelectorAll("head [hreflang], .modes a, .switch");
  var known = document.querySelector(".switch").getAttribute("href").split("/sites?to=");
  var root = known[0];
  var shown = decodeURIComponent(known[1]);

  function follow() {
    var page = location.pathname.slice(root.length) + location.search;
    each(ways, function (link) {
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

  // One rule for the whole site: an invalid form comes back with 422 and is swapped like any answer.
  function takeInvalid(event) {
    if (event.detail.xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  }

  // What fails as a piece is asked for as a page, which says why: a link, unless another was clicked since, or a form
  // that was sent. While typing it is a sentence in the place of results that are not those of the words.
  var clicked;

  function failed(event) {
    var cause = event.detail.requestConfig.triggeringEvent;
    if (cause && (cause.type === "click" || cause.type === "submit")) {
      if (cause.type === "submit" || cause === clicked) { location.href = event.detail.pathInfo.finalRequestPath; }
      return;
    }
    var note = document.createElement("p");
    note.className = "empty";
    note.textContent = spoken.textContent = tag.getAttribute("data-failed");
    event.detail.target.innerHTML = "";
    event.detail.target.appendChild(note);
  }
}());
