// Renews the page of an import while it goes on.
(() => {
  'use strict';
  const here = () => document.getElementById('busy');
  if (!here()) return;
  let asking = false;

  // Number by number: what is said once is not said again, and the focus stays where it is.
  const update = fresh => {
    const [now, next] = [here(), fresh].map(busy => busy.querySelector('#stages'));
    [...next.children].forEach((row, at) => {
      const shown = now.children[at];
      if (!shown) { now.append(row.cloneNode(true)); return; }
      shown.querySelector('label').textContent = row.querySelector('label').textContent;
      const [bar, far] = [shown, row].map(r => r.querySelector('progress'));
      for (const name of ['max', 'value'])
        if (far.hasAttribute(name)) bar.setAttribute(name, far.getAttribute(name));
        else bar.removeAttribute(name);
    });
    while (now.children.length > next.children.length) now.lastElementChild.remove();
  };

  const renew = async () => {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(window.location.href, { credentials: 'same-origin' });
      if (!answer.ok && !window.sync.isOver(answer)) return; // it passes, such as while the service is replaced; the next tick asks again
      const busy = !window.sync.isOver(answer) && new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('busy');
      if (!busy) window.location.reload(); // it is over, or we are signed out: the page itself says which
      else update(busy);
    } catch { /* no network just now: the next tick asks again */ } finally { asking = false; }
  };

  // The org's events tell when something has moved; looking through a file moves nothing there, so the clock asks too.
  window.sync.follow(here().dataset.events, { tell: renew });
  setInterval(renew, 1500);
})();
