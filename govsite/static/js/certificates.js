// Certificates on a medium of the firm's: the program of its authority (the driver) answers on this computer, by the
// calls of GM/T 0020. It gets the password of the medium; the certificate and the signature go with the form.
var form = document.querySelector("form[data-drivers]");
if (!form || !window.XMLHttpRequest || !("withCredentials" in new XMLHttpRequest())) { return; } // IE 9 asks no other host

var WAIT = 15000; // milliseconds: a driver may ask the person itself
var drivers = form.getAttribute("data-drivers").split(" "), asked = drivers.length, answered = 0, known = [];
var firms = document.getElementById("firm"), pin = document.getElementById("pin");

say("driver-ask");
for (var i = 0; i < drivers.length; i += 1) { list(drivers[i]); }
form.addEventListener("submit", sign);

// Which firms it has certificates of: name||number&&&name||number
function list(driver) {
  call(driver, "SOF_GetUserList", [], function (found) {
    asked -= 1;
    if (typeof found === "string") { answered += 1; }
    var users = String(found || "").split("&&&");
    for (var i = 0; i < users.length; i += 1) {
      var user = users[i].split("||");
      if (user.length === 2) { add(driver, user[0], user[1]); }
    }
    if (known.length) {
      say("driver-form");
    } else if (!asked) {
      say(answered ? "driver-none" : "driver-away");
    }
  });
}

function add(driver, name, number) {
  var option = document.createElement("option");
  option.textContent = name;
  firms.appendChild(option);
  known.push({ driver: driver, number: number });
}

function sign(event) {
  var one = known[firms.selectedIndex], password = pin.value, fields = form.elements;
  event.preventDefault();
  pin.value = "";
  call(one.driver, "SOF_Login", [one.number, password], function (right) {
    if (right !== true) { wrong(); return; }
    call(one.driver, "SOF_ExportUserCert", [one.number], function (certificate) {
      call(one.driver, "SOF_SignData", [one.number, fields.nonce.value], function (signature) {
        fields.certificate.value = certificate || "";
        fields.signature.value = signature || "";
        form.submit();
      });
    });
  });
}

function wrong() {
  document.getElementById("driver-pin").className = "warned";
  pin.focus();
}

// Text of plain kind is asked for without a question before it (CORS). Nothing comes of a driver that is not there.
function call(driver, name, values, done) {
  var request = new XMLHttpRequest();
  request.open("POST", driver);
  request.timeout = WAIT;
  request.onreadystatechange = function () {
    if (request.readyState !== 4) { return; }
    var found;
    try { found = JSON.parse(request.responseText).result; } catch (error) { found = undefined; }
    done(found);
  };
  request.setRequestHeader("Content-Type", "text/plain");
  request.send(JSON.stringify({ call: name, args: values }));
}

// Of what may be the case, one is shown.
function say(id) {
  var all = ["driver-off", "driver-ask", "driver-away", "driver-none", "driver-form"];
  for (var i = 0; i < all.length; i += 1) {
    document.getElementById(all[i]).className = all[i] !== id ? "gone" : id === "driver-form" ? "" : "warned";
  }
}
