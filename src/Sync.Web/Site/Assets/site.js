// Everything works without this file; it saves reloads and asks before what cannot be undone.
(() => {
  'use strict';
  for (const form of document.querySelectorAll('form[data-confirm]'))
    form.addEventListener('submit', e => { if (!window.confirm(form.dataset.confirm)) e.preventDefault(); });
  // A form is sent once, however often the button is pressed.
  for (const form of document.querySelectorAll('form[method=post]'))
    form.addEventListener('submit', e => {
      if (e.defaultPrevented) return;
      for (const button of form.querySelectorAll('button[type=submit]')) setTimeout(() => { button.disabled = true; }, 0);
    });
  window.addEventListener('pageshow', () => { for (const b of document.querySelectorAll('button[disabled]')) if (!b.dataset.off) b.disabled = false; });
})();
