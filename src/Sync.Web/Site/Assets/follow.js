// Hears the org's events for as long as a page is open. A browser asks again by itself where a line is cut, and never again where one
// answer was no line of events, such as a proxy's 503 while the service is replaced: from then on this asks.
(() => {
  'use strict';
  const pause = () => 2000 + Math.random() * 2000; // whoever was cut off at the same instant does not come back at the same instant

  window.sync = {
    // Whether the page itself has to say what is wrong: who looks is signed out, may not, or there is no such page any more. What
    // passes, such as a 503, is none of that.
    isOver: answer => answer.redirected || answer.type === 'opaqueredirect' || [401, 403, 404].includes(answer.status),

    follow: (address, { tell, lost = () => {}, back = () => {} }) => {
      let events = null;

      const open = () => {
        events = new EventSource(address);
        events.onmessage = e => tell(JSON.parse(e.data));
        events.onopen = back;
        events.onerror = () => {
          lost();
          if (events.readyState === EventSource.CLOSED) setTimeout(again, pause());
        };
      };

      // An EventSource does not tell what the answer was.
      const again = async () => {
        const look = new AbortController();
        try {
          const answer = await fetch(address, { credentials: 'same-origin', redirect: 'manual', signal: look.signal });
          look.abort();
          if (window.sync.isOver(answer)) window.location.reload();
          else if (answer.ok) open();
          else setTimeout(again, pause());
        } catch {
          setTimeout(again, pause()); // no network just now
        }
      };

      open();
      return { end: () => events.close() };
    },
  };
})();
