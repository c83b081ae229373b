// Keeps the inbox fresh: the server renders every page, this only fetches it again when something changed.
const live = document.getElementById('live');
const liveText = document.getElementById('live-text');
const announcer = document.getElementById('announcer');

function showState(state, text) {
  live.hidden = false;
  live.dataset.state = state;
  liveText.textContent = text;
}

async function refresh() {
  const response = await fetch(location.href, { cache: 'no-store' });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('main');
  const shown = document.getElementById('main');
  if (!fresh || !shown) return;
  const added = [...fresh.querySelectorAll('[data-announce]')].filter(
    (page) => !document.getElementById(page.id),
  );
  keepReadersPlace(shown, fresh);
  const focused = shown.contains(document.activeElement) ? document.activeElement : undefined;
  const path = focused && pathTo(focused, shown);
  shown.replaceWith(fresh);
  if (path) elementAt(path, fresh)?.focus({ preventScroll: true });
  for (const page of added) page.classList.add('new');
  if (added.length > 0) announcer.textContent = added.map((page) => page.dataset.announce).join(' ');
}

/** What the reader had opened or closed stays as it was. */
function keepReadersPlace(shown, fresh) {
  for (const before of shown.querySelectorAll('details[id]')) {
    const after = fresh.querySelector(`#${CSS.escape(before.id)}`);
    if (after) after.open = before.open;
  }
}

/** The nearest ancestor with an id, and the steps down from it: the same place after the contents moved. */
function pathTo(element, root) {
  const anchor = element.closest('[id]') ?? root;
  const steps = [];
  for (let at = element; at !== anchor; at = at.parentElement)
    steps.unshift([...at.parentElement.children].indexOf(at));
  return { id: anchor.id, steps };
}

function elementAt({ id, steps }, root) {
  let at = root.id === id ? root : root.querySelector(`#${CSS.escape(id)}`);
  for (const step of steps) at = at?.children[step];
  return at;
}

if (live && document.querySelector('[data-live]')) {
  let running;
  let again = false;
  const refreshOnce = () => {
    if (running) {
      again = true;
      return;
    }
    running = refresh()
      .catch(() => {})
      .finally(() => {
        running = undefined;
        if (again) {
          again = false;
          refreshOnce();
        }
      });
  };
  const events = new EventSource('/events');
  events.addEventListener('open', () => {
    showState('on', 'Live');
    refreshOnce();
  });
  events.addEventListener('changed', refreshOnce);
  events.addEventListener('error', () => showState('off', 'Reconnecting'));
}
