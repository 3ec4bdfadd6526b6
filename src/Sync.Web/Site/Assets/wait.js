// Loads the page again when the run that it waits for has ended.
(() => {
  'use strict';
  const wait = document.getElementById('wait');
  if (!wait) return;
  const events = new EventSource(wait.dataset.events);
  events.onmessage = e => {
    if (JSON.parse(e.data).running) return;
    events.close();
    window.location.reload();
  };
})();
