// Passkeys: the browser is asked when the form is sent, and its answer goes with it. Without scripts, or in a browser
// that knows none, the form stays out of sight, and the page says what else there is.
var form = document.querySelector("[data-passkey]");
if (!form || !window.PublicKeyCredential || !navigator.credentials) { return; }

var without = document.getElementById("passkey-without");
form.className = "";
if (without) { without.className = "gone"; }
if (!form.getAttribute("data-passkey")) { return; } // only offered here: the next page has what is to be signed

var began = new Date().getTime(), asking = false;
var GOOD_FOR = (form.getAttribute("data-seconds") || 120) * 1000 - 10000; // a little less than on the server
form.addEventListener("submit", function (event) {
  if (form.elements.credential.value) { return; }
  event.preventDefault();
  if (new Date().getTime() - began > GOOD_FOR) {
    location.href = form.getAttribute("data-page"); // for another challenge
  } else if (!asking) {
    ask(function () { send("{}"); }); // the server says that it failed
  }
});
if (form.hasAttribute("data-now")) { ask(function () {}); } // some browsers want the button to be pressed first

function ask(failed) {
  var options = decoded(JSON.parse(form.getAttribute("data-passkey"))), key = { publicKey: options };
  asking = true;
  (options.user ? navigator.credentials.create(key) : navigator.credentials.get(key)).then(function (made) {
    send(JSON.stringify(plain(made)));
  }, function () {
    asking = false;
    failed();
  });
}

function send(answer) {
  form.elements.credential.value = answer;
  form.submit();
}

// What is binary comes as base64url.
function decoded(given) {
  given.challenge = bytes(given.challenge);
  if (given.user) { given.user.id = bytes(given.user.id); }
  var keys = given.excludeCredentials || given.allowCredentials || [];
  for (var i = 0; i < keys.length; i += 1) { keys[i].id = bytes(keys[i].id); }
  return given;
}

function bytes(text) {
  if (typeof text !== "string") { return text; }
  var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/")), found = new Uint8Array(raw.length);
  for (var i = 0; i < raw.length; i += 1) { found[i] = raw.charCodeAt(i); }
  return found;
}

function text(buffer) {
  var found = new Uint8Array(buffer), raw = "";
  for (var i = 0; i < found.length; i += 1) { raw += String.fromCharCode(found[i]); }
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/[=]+$/, "");
}

function plain(made) {
  var names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"], response = {};
  for (var i = 0; i < names.length; i += 1) {
    if (made.response[names[i]]) { response[names[i]] = text(made.response[names[i]]); }
  }
  return { id: made.id, rawId: text(made.rawId), type: made.type, response: response, clientExtensionResults: {} };
}
