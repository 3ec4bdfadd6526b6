// Keeps the status page as it is now: numbers change in place, and when a run ends its panels are fetched anew.
(() => {
  'use strict';
  const part = document.getElementById('status');
  if (!part) return;
  const line = document.getElementById('line');
  let chart = null, waiting = false, asked = '';

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
      tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: v => `${v} ${table.dataset.currency}` },
      grid: { left: 8, right: 8, top: 16, bottom: 8, containLabel: true },
      xAxis: { type: 'category', data: rows.map(r => r.cells[0].textContent.trim().replace(/ \d{4}$/, '')) },
      yAxis: { type: 'value' },
      series: [{ type: 'bar', name: 'Net', data: rows.map(r => Number(r.dataset.net)), itemStyle: { color: style.getPropertyValue('--brand').trim() } }],
    });
  };

  const typing = () => part.contains(document.activeElement) && /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);

  const reload = async () => {
    if (typing()) { waiting = true; return; } // what somebody is filling in must not vanish under their hands
    const open = [...part.querySelectorAll('details[open] > summary')].map(s => s.textContent.trim());
    try {
      const answer = await fetch(part.dataset.part, { credentials: 'same-origin' });
      if (!answer.ok || answer.redirected) { window.location.reload(); return; }
      part.innerHTML = await answer.text();
    } catch { return; } // no network just now: the events come back when it does, and tell again
    for (const s of part.querySelectorAll('details > summary')) if (open.includes(s.textContent.trim())) s.parentElement.open = true;
    draw();
  };

  const show = state => {
    const run = document.getElementById('run');
    const key = state.run + state.running;
    const known = key === run.dataset.run + run.dataset.running;
    // Once for each: where several processes serve, the panels may come from one that knows nothing of this run.
    if (!known && key !== asked) { asked = key; reload(); }
    const at = name => run.querySelector(`[data-live=${name}]`);
    if (!known || !state.running || !at('bar')) return;
    at('text').textContent = state.text;
    at('left').textContent = state.left || '';
    if (state.percent === undefined) at('bar').removeAttribute('value');
    else at('bar').value = state.percent;
    at('lines').replaceChildren(...state.lines.map(text => Object.assign(document.createElement('li'), { textContent: text })));
  };

  part.addEventListener('focusout', () => setTimeout(() => { if (waiting && !typing()) { waiting = false; reload(); } }, 0));
  window.addEventListener('resize', () => { if (chart) chart.resize(); });
  const events = new EventSource(part.dataset.events);
  events.onmessage = e => { line.textContent = ''; show(JSON.parse(e.data)); };
  events.onopen = () => { line.textContent = ''; };
  events.onerror = () => { line.textContent = 'The connection is lost; trying again. What you see may be old.'; };
  // Short runs of other processes show in the documents only.
  setInterval(() => { if (!document.hidden) reload(); }, 120000);
  draw();
})();
