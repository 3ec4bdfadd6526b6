// Hears the org's events for as long as a page is open. A browser asks again by itself where a line is cut, and never again where one
// answer was no line of events, such as a proxy's 503 while the service is replaced: from then on this asks.
(() => {
  'use strict';
  const pause = () => 2000 + Math.random() * 2000; // whoever was cut off at the same instant does not come back at the same instant

  window.sync = {
    // Whether the page itself has to say what is wrong: who looks is signed out, may not, or there is no such page any more. What
    // passes, such as a 503, is none of that.
    isOver: answer => answer.redirected || answer.type === 'opaqueredirect' || [401, 403, 404].includes(answer.status),

    // A browser opens six connections to a host and no more (HTTP/1.1), and each line holds one: a page that nobody looks at lets go
    // of its own, or a seventh page would wait for one of them to end. When it is looked at again, `shown` brings it up to date.
    follow: (address, { tell, lost = () => {}, back = () => {}, shown = () => {} }) => {
      let events = null, look = null, later = 0, over = false;

      const close = () => {
        clearTimeout(later);
        if (look) look.abort();
        if (events) events.close();
        events = look = null;
      };

      const open = () => {
        close();
        events = new EventSource(address);
        events.onmessage = e => tell(JSON.parse(e.data));
        events.onopen = back;
        events.onerror = () => {
          lost();
          if (events.readyState === EventSource.CLOSED) later = setTimeout(again, pause());
        };
      };

      // An EventSource does not tell what the answer was.
      const again = async () => {
        const mine = look = new AbortController();
        try {
          const answer = await fetch(address, { credentials: 'same-origin', redirect: 'manual', signal: mine.signal });
          mine.abort();
          if (look !== mine) return; // the page was hidden meanwhile
          if (window.sync.isOver(answer)) window.location.reload();
          else if (answer.ok) open();
          else later = setTimeout(again, pause());
        } catch {
          if (look === mine) later = setTimeout(again, pause()); // no network just now
        }
      };

      document.addEventListener('visibilitychange', () => {
        if (document.hidden) close();
        else if (!events && !over) { open(); shown(); }
      });
      if (!document.hidden) open();
      return { end: () => { over = true; close(); } };
    },
  };
})();
