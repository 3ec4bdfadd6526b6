// Keeps the status page as it is now: numbers change in place, and when a run ends its panels are fetched anew.
(() => {
  'use strict';
  const part = document.getElementById('status');
  if (!part) return;
  const line = document.getElementById('line'), said = document.getElementById('said');
  let chart = null, waiting = false, asked = '', heard = '', reading = '', tenth = 0, over = false, latest = null, soon = 0;

  const draw = () => {
    const place = document.getElementById('chart'), table = document.getElementById('sales-table');
    if (chart) { chart.dispose(); chart = null; }
    if (!place || !table || !window.echarts) return;
    const rows = [...table.tBodies[0].rows];
    const style = getComputedStyle(document.documentElement);
    chart = window.echarts.init(place, null, { renderer: 'canvas' });
    chart.setOption({
      animation: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      // Text in the canvas: a tooltip of HTML would bring styles that the content security policy forbids.
      tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: v => v === null || v === undefined ? 'not known' : `${v} ${table.dataset.currency}` },
      grid: { left: 8, right: 8, top: 16, bottom: 8, containLabel: true },
      xAxis: { type: 'category', data: rows.map(r => r.cells[0].textContent.trim().replace(/ \d{4}$/, '')) },
      yAxis: { type: 'value' },
      series: [{ type: 'bar', name: 'Net', data: rows.map(r => r.dataset.net ? Number(r.dataset.net) : null), itemStyle: { color: style.getPropertyValue('--brand').trim() } }],
    });
  };

  const typing = () => part.contains(document.activeElement) && /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);

  // The same control among new panels: by its id, else by where it leads to and what it says.
  const nameOf = e => e.id || [e.tagName, e.getAttribute('href') || e.form?.action, e.form?.elements.stream?.value, e.getAttribute('aria-label') || e.textContent.trim()].join(' ');

  const focusAgain = name => {
    const same = [...part.querySelectorAll('a, button, summary, [tabindex]')].find(e => nameOf(e) === name);
    // Where it is gone, the next Tab begins at the page's content and not at its top.
    (same || document.getElementById('main')).focus({ preventScroll: true });
  };

  const running = () => document.getElementById('run').dataset.running === 'true';

  const panels = () => [...part.querySelectorAll('section[aria-labelledby^="c-"]')];

  // What is said of a connection, with its name where there are several: its POS's, and its id where that stands beside it.
  const of = (panel, text) => {
    if (!panel || panels().length < 2) return text;
    const heading = panel.querySelector('h2'), id = heading.nextElementSibling;
    return `${[heading, id.classList.contains('hint') ? id : null].filter(Boolean).map(e => e.textContent.trim()).join(' ')}: ${text}`;
  };

  // What is read out: the beginning, each tenth and the end, and not every number that changes. The percent is of one connection: it
  // begins anew with each.
  const say = state => {
    const now = Math.floor((state.percent || 0) / 10), read = state.connection || '';
    const begins = heard !== state.run || (reading && read && read !== reading);
    if (state.running && (begins || now > tenth)) {
      [heard, tenth] = [state.run, now];
      said.textContent = of(document.getElementById(`c-${read}`)?.closest('section'), [state.text, state.left].filter(Boolean).join(', '));
    } else if (!state.running && (heard || running())) {
      heard = '';
      over = true;
    }
    reading = state.running ? read || reading : '';
  };

  const sayEnd = () => {
    if (!over || running()) return;
    over = false;
    said.textContent = ['The run has ended', ...panels().map(p => of(p, p.querySelector('h2 ~ .state').lastChild.textContent.trim()))].join('. ');
  };

  const reloadSoon = () => { clearTimeout(soon); soon = setTimeout(reload, 5000); };

  const reload = async () => {
    if (typing()) { waiting = true; return; } // what somebody is filling in must not vanish under their hands
    const open = [...part.querySelectorAll('details[open] > summary')].map(s => s.textContent.trim());
    try {
      const answer = await fetch(part.dataset.part, { credentials: 'same-origin' });
      if (window.sync.isOver(answer)) { window.location.reload(); return; }
      if (!answer.ok) { reloadSoon(); return; } // it passes, such as while the service is replaced; what is shown stays
      const anew = await answer.text();
      const focused = part.contains(document.activeElement) ? nameOf(document.activeElement) : null;
      part.innerHTML = anew;
      for (const s of part.querySelectorAll('details > summary')) if (open.includes(s.textContent.trim())) s.parentElement.open = true;
      if (focused !== null) focusAgain(focused);
    } catch { reloadSoon(); return; } // no network just now
    if (latest) show(latest); // the panels may be older than what was told while they were on their way
    sayEnd();
    draw();
  };

  const show = state => {
    latest = state;
    const run = document.getElementById('run');
    const key = state.run + state.running, read = state.connection || '';
    say(state);
    const known = key === run.dataset.run + run.dataset.running;
    // Once for each: where several processes serve, the panels may come from one that knows nothing of this run. When it goes on to the
    // next connection, the one before stands as the run has left it.
    if ((!known || read !== run.dataset.connection) && key + read !== asked) { asked = key + read; reload(); }
    const at = name => run.querySelector(`[data-live=${name}]`);
    if (!known || !state.running || !at('bar')) return;
    at('text').textContent = state.text;
    at('left').textContent = state.left || '';
    at('first').hidden = !state.first;
    if (state.percent === undefined) at('bar').removeAttribute('value');
    else at('bar').value = state.percent;
    for (const badge of part.querySelectorAll('[data-badge]')) if (badge.dataset.badge === read) badge.lastChild.textContent = ' ' + state.text;
    at('lines').replaceChildren(...state.lines.map(text => Object.assign(document.createElement('li'), { textContent: text })));
  };

  part.addEventListener('focusout', () => setTimeout(() => { if (waiting && !typing()) { waiting = false; reload(); } }, 0));
  window.addEventListener('resize', () => { if (chart) chart.resize(); });
  window.sync.follow(part.dataset.events, {
    tell: state => { line.textContent = ''; show(state); },
    back: () => { line.textContent = ''; },
    lost: () => { line.textContent = 'The connection is lost; trying again. What you see may be old.'; },
    shown: () => { latest = null; reload(); }, // what was told last is as old as the page
  });
  // Short runs of other processes show in the documents only.
  setInterval(() => { if (!document.hidden) reload(); }, 120000);
  draw();
})();
