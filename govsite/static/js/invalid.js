// Forms that htmx sends: an invalid form comes back with 422 and is swapped like any answer.
on("htmx:beforeSwap", function (event) {
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
