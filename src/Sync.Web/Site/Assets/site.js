// Everything works without this file; it saves reloads and asks before what cannot be undone.
(() => {
  'use strict';
  // On the document, so that it holds for forms that come later too.
  document.addEventListener('submit', e => {
    const form = e.target;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
      e.preventDefault();
      return;
    }
    if (form.method !== 'post' || 'download' in form.dataset) return; // a file comes beside the page, which stays
    // A form is sent once, however often the button is pressed.
    for (const button of form.querySelectorAll('button[type=submit]'))
      setTimeout(() => {
        button.disabled = true;
        if (button.dataset.busy) button.textContent = button.dataset.busy;
      }, 0);
  });
  window.addEventListener('pageshow', () => {
    for (const b of document.querySelectorAll('button[disabled]')) if (!b.dataset.off) b.disabled = false;
  });
})();
