// Drives PhantomJS 2.1: the engine of IE9 to Safari 6. Argument: a JSON file with scripts, size, pages {name: url}, folder.
// Prints one JSON object: for each page its status, script errors, title, width, the boxes asked for, pixels of its picture.
var system = require("system");
var fs = require("fs");
var job = JSON.parse(fs.read(system.args[1]));
var names = Object.keys(job.pages);
var seen = {};

function measure(selectors) {
  var boxes = {};
  selectors.forEach(function (selector) {
    boxes[selector] = Array.prototype.map.call(document.querySelectorAll(selector), function (element) {
      var box = element.getBoundingClientRect();
      return [box.left, box.top, box.width, box.height];
    });
  });
  return { boxes: boxes, width: document.documentElement.scrollWidth, htmx: typeof window.htmx };
}

function next() {
  if (!names.length) {
    console.log(JSON.stringify(seen));
    phantom.exit(0);
    return;
  }
  var name = names.shift();
  var page = require("webpage").create();
  var result = seen[name] = { errors: [] };
  page.viewportSize = { width: job.size[0], height: job.size[1] };
  page.settings.javascriptEnabled = job.scripts;
  page.onError = function (message) { result.errors.push(message); };
  page.onResourceError = function (error) { result.errors.push(error.errorCode + " " + error.url); };
  page.onConsoleMessage = function (message) { result.errors.push(message); };
  page.open(job.pages[name], function (status) {
    result.status = status;
    result.title = page.title;
    result.text = page.plainText;
    if (job.scripts) {
      var found = page.evaluate(measure, job.selectors);
      Object.keys(found).forEach(function (key) { result[key] = found[key]; });
    }
    page.clipRect = { left: 0, top: 0, width: job.size[0], height: job.size[1] };
    page.render(job.folder + "/" + seenCount() + ".png");
    result.picture = job.folder + "/" + seenCount() + ".png";
    page.close();
    setTimeout(next, 0);
  });
}

function seenCount() { return Object.keys(seen).length; }

next();
