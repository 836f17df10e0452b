// Lets PhantomJS 2.1 write and look up as people do. Argument: a JSON file with the size and steps, each
// {open: url} or {fill: {selector: value}, file: [selector, path], press: selector} or {keys: [key]}, and until: a
// selector of the page that is to come and of none before, whose address, words, width and the words of the selectors
// in read are kept. A value {read: [step, place]} is what was read there. picture: a file to draw the page in;
// patience: in seconds; cookies: those of who is signed in. Prints one JSON object: pages, a list with one for each
// step; errors, of scripts and of what was not loaded.
var system = require("system");
var fs = require("fs");
var job = JSON.parse(fs.read(system.args[1]));
var page = require("webpage").create();
var seen = { pages: [], errors: [] };
var LOOK_MS = 50, end = new Date().getTime() + job.patience * 1000;
(job.cookies || []).forEach(function (cookie) { phantom.addCookie(cookie); });
page.viewportSize = { width: job.size[0], height: job.size[1] };
page.onError = page.onConsoleMessage = function (message) { seen.errors.push(message); };
page.onResourceError = function (error) {
  if (error.errorCode === 5 || error.status === 422) { return; } // given up for the next page; a form that comes back
  seen.errors.push(error.errorCode + " " + error.url);
};

function fill(fields) {
  Object.keys(fields).forEach(function (selector) {
    var field = document.querySelector(selector);
    if (field.type === "radio" || field.type === "checkbox") {
      field.checked = fields[selector];
    } else {
      field.value = fields[selector];
    }
  });
}

function press(selector) {
  document.querySelector(selector).click();
}

function known(fields) {
  var values = {};
  Object.keys(fields).forEach(function (selector) {
    var place = fields[selector].read;
    values[selector] = place ? seen.pages[place[0]].read[place[1]] : fields[selector];
  });
  return values;
}

function look(until, selectors) {
  if (document.readyState !== "complete" || !document.querySelector(until)) { return null; }
  return {
    path: location.pathname,
    text: document.body.innerText,
    width: document.documentElement.scrollWidth,
    read: selectors.map(function (selector) {
      var element = document.querySelector(selector);
      return element && element.textContent;
    })
  };
}

function wait(step, done) {
  var found = page.evaluate(look, step.until, step.read || []);
  if (!found && new Date().getTime() > end) {
    seen.errors.push("never came: " + step.until + ", but " + page.url + ": " + page.plainText);
    finish();
    return;
  }
  if (!found) { setTimeout(function () { wait(step, done); }, LOOK_MS); return; }
  if (step.picture) { page.render(step.picture); }
  seen.pages.push(found);
  done();
}

function finish() {
  console.log(JSON.stringify(seen));
  phantom.exit(0);
}

function next() {
  var step = job.steps[seen.pages.length];
  if (!step) { finish(); return; }
  if (step.fill) { page.evaluate(fill, known(step.fill)); }
  if (step.file) { page.uploadFile(step.file[0], step.file[1]); }
  (step.keys || []).forEach(function (key) { page.sendEvent("keypress", page.event.key[key] || key); });
  if (step.open) { page.open(step.open); }
  if (step.press) { page.evaluate(press, step.press); }
  wait(step, next);
}

next();
