// Loads the page again when the dry run that it waits for has ended.
(() => {
  'use strict';
  const wait = document.getElementById('wait');
  if (!wait) return;
  let going = true;
  const events = window.sync.follow(wait.dataset.events, {
    tell: state => {
      if (state.dry || !going) return;
      going = false;
      events.end();
      // Where the events come from another process than the page, the two do not agree; then this is how often they are asked.
      setTimeout(() => window.location.reload(), Math.max(0, 2000 - performance.now()));
    },
  });
})();
