// Renews the page of an import while it goes on. Without this file it renews itself every few seconds.
(() => {
  'use strict';
  const here = () => document.getElementById('busy');
  if (!here()) return;
  let asking = false;

  const renew = async () => {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(window.location.href, { credentials: 'same-origin' });
      const busy = answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('busy');
      if (!busy) window.location.reload(); // it is over, or we are signed out: the page itself says which
      else here().replaceWith(busy);
    } catch { /* no network just now: the next tick asks again */ }
    asking = false;
  };

  // The org's events tell when something has moved; looking through a file moves nothing there, so the clock asks too.
  new EventSource(here().dataset.events).onmessage = renew;
  setInterval(renew, 1500);
})();
