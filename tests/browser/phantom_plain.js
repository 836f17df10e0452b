// Lets PhantomJS 2.1 use pages without scripts, by mouse and keyboard alone. Argument: a JSON file with steps, each
// {open: url} to begin with or {at: url}, the address of the page that stands; then type: [[selector, words]], press:
// selector, and until: words of the page that is to come. In a step's words, {0} is what the first pattern of "find"
// found in the pages before. Where things are, a second window says that runs scripts and has the same cookies; both
// are as high as the whole page, so nothing is scrolled. Prints one JSON object: pages, the words of each; errors.
var system = require("system");
var fs = require("fs");
var job = JSON.parse(fs.read(system.args[1]));
var page = require("webpage").create(), twin = require("webpage").create();
var seen = { pages: [], errors: [], scripts: 0 }, found = [];
var LOOK_MS = 50, end = new Date().getTime() + job.patience * 1000;

page.settings.javascriptEnabled = false;
page.viewportSize = twin.viewportSize = { width: job.size[0], height: job.size[1] };
page.onResourceRequested = function (asked) {
  if (/\.js$/.test(asked.url)) { seen.scripts += 1; }
};

function middles(selectors) {
  return selectors.map(function (selector) {
    var element = document.querySelector(selector), box = element && element.getBoundingClientRect();
    return box ? [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)] : null;
  });
}

function known(words) {
  return words.replace(/\{(\d)\}/g, function (all, number) { return found[number]; });
}

function act(step, places) {
  (step.type || []).forEach(function (pair, number) {
    page.sendEvent("click", places[number][0], places[number][1]);
    if (pair[1]) { page.sendEvent("keypress", known(pair[1])); }
  });
  if (step.press) {
    var last = places[places.length - 1];
    page.sendEvent("click", last[0], last[1]);
  }
}

function wait(words, done) {
  if (page.plainText.indexOf(words) >= 0) { done(); return; }
  if (new Date().getTime() > end) {
    seen.errors.push("never came: " + words + ", but " + page.url + ": " + page.plainText);
    finish();
    return;
  }
  setTimeout(function () { wait(words, done); }, LOOK_MS);
}

function arrived() {
  seen.pages.push(page.plainText);
  (job.find || []).forEach(function (pattern, number) {
    var match = new RegExp(pattern).exec(page.plainText);
    if (match && !found[number]) { found[number] = match[1]; }
  });
  next();
}

function finish() {
  console.log(JSON.stringify(seen));
  phantom.exit(0);
}

function next() {
  var step = job.steps[seen.pages.length];
  if (!step) { finish(); return; }
  if (step.open) {
    page.open(step.open, function () {
      if (step.done) { return; } // it comes again for the page that a click leads to
      step.done = true;
      wait(step.until, arrived);
    });
    return;
  }
  twin.open(step.at, function () {
    var selectors = (step.type || []).map(function (pair) { return pair[0]; }).concat(step.press || []);
    var places = twin.evaluate(middles, selectors);
    if (places.indexOf(null) >= 0) {
      seen.errors.push("not there: " + selectors[places.indexOf(null)] + " at " + step.at);
      finish();
      return;
    }
    act(step, places);
    wait(step.until, arrived);
  });
}

next();
