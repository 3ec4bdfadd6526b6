// Without this file the text is selected and copied by hand; the button shows only where it works.
(() => {
  'use strict';
  for (const button of document.querySelectorAll('button[data-copy]')) {
    const field = document.getElementById(button.dataset.copy);
    field.addEventListener('focus', () => field.select());
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = 'Copied';
      } catch {
        field.select(); // the browser does not let us: by hand then
        button.textContent = 'Press Ctrl+C';
      }
    });
  }
})();
