// Times in the reader's zone, values of the trend by pointer and keyboard, and a warning before the session ends.
// Every page works without it.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STALE_AFTER = 2 * MINUTE;
const WARN_BEFORE = 2 * MINUTE;

const zoned = (year) =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    ...year,
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'longOffset',
  });
const formats = { 'with-year': zoned({ year: 'numeric' }), recent: zoned({}) };
// The server's clock, not this machine's: what is left of an escalation must not depend on a wrong clock here.
const loadedAt = Number(document.body.dataset.loaded);
const fresh = document.querySelector('.fresh');
const now = () => loadedAt + performance.now();

function brief(ms) {
  const whole = Math.max(0, ms);
  if (whole < MINUTE) return 'less than 1 min';
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`;
  if (whole < 48 * HOUR) return `${Math.floor(whole / HOUR)} h`;
  return `${Math.floor(whole / (24 * HOUR))} d`;
}

function showTimes() {
  for (const time of document.querySelectorAll('time[data-time]')) {
    const at = Date.parse(time.dateTime);
    const { time: style } = time.dataset;
    if (style === 'ago') time.textContent = `${brief(now() - at)} ago`;
    else if (style === 'left') time.textContent = at <= now() ? 'now' : `in ${brief(at - now())}`;
    else if (!time.title) {
      time.title = time.textContent;
      time.textContent = formats[style].format(at);
    }
  }
  if (fresh && now() - loadedAt > STALE_AFTER) fresh.dataset.stale = '';
}

/** The slider walks through the rows of the table of values, the oldest first; the pointer chooses the nearest. */
function stepThrough(plot) {
  const stepper = document.querySelector('[data-stepper]');
  const slider = stepper.querySelector('input');
  const readout = stepper.querySelector('[data-readout]');
  const table = document.querySelector('[data-values]');
  const heads = [...table.tHead.rows[0].cells].map(({ firstChild, lastElementChild }) => ({
    name: firstChild.textContent.trim(),
    unit: lastElementChild?.textContent ?? '',
  }));
  const rows = [...table.tBodies[0].rows].reverse();
  const cursors = plot.querySelectorAll('[data-cursor]');

  function textOf(row) {
    const [when, ...cells] = row.cells;
    const values = cells.flatMap((cell, index) => {
      const text = cell.textContent.replaceAll(/\s+/g, ' ').trim();
      const { name, unit } = heads[index + 1];
      return text === '' ? [] : [`${name} ${text} ${unit}`.trim()];
    });
    return `${when.textContent}: ${values.join(', ')}`;
  }

  function show() {
    const row = rows[Number(slider.value)];
    const text = textOf(row);
    readout.textContent = text;
    slider.setAttribute('aria-valuetext', text);
    for (const cursor of cursors) {
      cursor.setAttribute('x1', `${row.dataset.x}%`);
      cursor.setAttribute('x2', `${row.dataset.x}%`);
      cursor.classList.add('on');
    }
  }

  function nearest(x) {
    const distances = rows.map((row) => Math.abs(Number(row.dataset.x) - x));
    return distances.indexOf(Math.min(...distances));
  }

  slider.max = String(rows.length - 1);
  slider.value = slider.max;
  stepper.hidden = false;
  show();
  slider.addEventListener('input', show);
  plot.addEventListener('pointermove', (event) => {
    const { left, width } = plot.querySelector('svg').getBoundingClientRect();
    slider.value = String(nearest((100 * (event.clientX - left)) / width));
    show();
  });
}

/** The session ends when it is not used; other pages of this browser say when they have used it. */
function watchIdle(dialog) {
  const idle = Number(dialog.dataset.idle);
  const left = dialog.querySelector('[data-idle-left]');
  const others = new BroadcastChannel('desk-session');
  let usedAt = Date.now();
  const used = () => {
    usedAt = Date.now();
    if (dialog.open) dialog.close();
  };
  const leave = () => {
    clearInterval(watch);
    document.removeEventListener('visibilitychange', look);
    location.replace(dialog.dataset.signedOut);
  };
  async function stay() {
    const form = document.querySelector('.account');
    const answer = await fetch(dialog.dataset.stay, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
    }).catch(() => undefined);
    if (answer?.ok) {
      used();
      others.postMessage('used');
    } else if (answer) leave();
  }
  function look() {
    const rest = usedAt + idle - Date.now();
    if (rest <= 0) return leave();
    if (rest > WARN_BEFORE) return;
    left.textContent = rest > MINUTE ? '2 minutes' : '1 minute';
    if (!dialog.open) dialog.showModal();
  }
  others.postMessage('used');
  others.addEventListener('message', used);
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  dialog.querySelector('[data-idle-stay]').addEventListener('click', stay);
  const watch = setInterval(look, 5_000);
  document.addEventListener('visibilitychange', look);
}

showTimes();
setInterval(showTimes, 15_000);
const plot = document.querySelector('[data-plot]');
if (plot) stepThrough(plot);
const idle = document.getElementById('idle');
if (idle) watchIdle(idle);
// What was typed or seen does not come back with the browser's back button once signed out.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
