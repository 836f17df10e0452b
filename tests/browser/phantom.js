// Drives PhantomJS 2.1: the engine of IE9 to Safari 6. Argument: a JSON file with scripts, size, pages {name: url},
// selectors to measure, clicks {name: [link to click, element to read]}, parse (a script file), folder for pictures.
// Prints one JSON object: for each page its status, errors, title, text, width, boxes, picture, and what a click led to.
var system = require("system");
var fs = require("fs");
var job = JSON.parse(fs.read(system.args[1]));
var names = Object.keys(job.pages);
var seen = {};
var SWAP_MS = 400;

function measure(selectors) {
  var boxes = {};
  selectors.forEach(function (selector) {
    boxes[selector] = Array.prototype.map.call(document.querySelectorAll(selector), function (element) {
      var box = element.getBoundingClientRect();
      return [box.left, box.top, box.width, box.height];
    });
  });
  return { boxes: boxes, width: document.documentElement.scrollWidth };
}

function click(selector) {
  var event = document.createEvent("MouseEvents");
  event.initMouseEvent("click", true, true, window, 1, 0, 0, 0, 0, false, false, false, false, 0, null);
  document.querySelector(selector).dispatchEvent(event);
}

function read(selector) {
  var element = document.querySelector(selector);
  return [location.pathname, element ? element.textContent : "", document.querySelectorAll("h1").length];
}

function open(name) {
  var page = require("webpage").create();
  var result = seen[name] = { errors: [], picture: job.folder + "/" + Object.keys(seen).length + ".png" };
  page.viewportSize = { width: job.size[0], height: job.size[1] };
  page.clipRect = { left: 0, top: 0, width: job.size[0], height: job.size[1] };
  page.settings.javascriptEnabled = job.scripts;
  page.onError = page.onConsoleMessage = function (message) { result.errors.push(message); };
  page.onResourceError = function (error) { result.errors.push(error.errorCode + " " + error.url); };
  page.open(job.pages[name], function (status) {
    page.onResourceError = null; // the rest of what is asked for is a click's
    if (result.status) { return; } // the page that a click leads to
    result.status = status;
    result.title = page.title;
    result.text = page.plainText;
    page.render(result.picture);
    if (!job.scripts) { close(page); return; }
    var found = page.evaluate(measure, job.selectors);
    result.boxes = found.boxes;
    result.width = found.width;
    if (job.parse) { page.injectJs(job.parse); }
    if (!job.clicks[name]) { close(page); return; }
    page.evaluate(click, job.clicks[name][0]);
    setTimeout(function () {
      result.clicked = page.evaluate(read, job.clicks[name][1]);
      close(page);
    }, SWAP_MS);
  });
}

function close(page) {
  page.close();
  setTimeout(next, 0);
}

function next() {
  if (names.length) {
    open(names.shift());
  } else {
    console.log(JSON.stringify(seen));
    phantom.exit(0);
  }
}

next();
