// What the pages do beyond forms and links. Without this, every form is sent and every page loaded by the browser.

/** Sends a form and puts the answer in the place of the page's content. */
async function swap(form, button) {
  const body = new FormData(form, button);
  const isMultipart = form.enctype === 'multipart/form-data';
  const response = await fetch(form.action, {
    method: 'POST',
    headers: { Accept: 'text/html' },
    body: isMultipart ? body : new URLSearchParams(body),
  });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const main = page.querySelector('main');
  if (main === null) throw new Error('This is no page of the site');
  if (response.redirected) history.pushState({ swapped: true }, '', response.url);
  document.title = page.title;
  document.querySelector('main').replaceWith(main);
  start(main);
  const wanted = main.querySelector('[autofocus], [aria-invalid=true]');
  if (wanted !== null) wanted.focus();
  else main.focus({ preventScroll: true });
  if (response.redirected) scrollTo({ top: 0 });
}

addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || !('swap' in form.dataset)) return;
  event.preventDefault();
  form.setAttribute('aria-busy', 'true');
  swap(form, event.submitter).catch(() => {
    // The browser says better than a script what is wrong with the network.
    const named = event.submitter?.name ? event.submitter : undefined;
    if (named)
      form.append(
        Object.assign(document.createElement('input'), { type: 'hidden', name: named.name, value: named.value }),
      );
    form.submit();
  });
});

addEventListener('popstate', () => location.reload());

/** Keeps a chart up to date. The browser connects again by itself, also when the server has restarted. */
function watch(section) {
  const source = new EventSource(section.dataset.live);
  const now = section.querySelector('[data-state=live]');
  source.addEventListener('error', () => (now.hidden = true));
  source.addEventListener('results', ({ data }) => {
    if (section.isConnected) show(section, JSON.parse(data));
    else source.close();
  });
  addEventListener('pagehide', () => source.close(), { once: true });
}

function show(section, { isClosed, total, bars }) {
  for (const { id, votes, percent, leads } of bars) {
    const row = section.querySelector(`[data-choice="${id}"]`);
    // The choices themselves were edited: that is another page.
    if (row === null) return location.reload();
    row.classList.toggle('leads', leads);
    row.querySelector('[data-votes]').textContent = votes;
    row.querySelector('[data-percent]').textContent = `${percent}%`;
    row.querySelector('rect').setAttribute('width', `${percent}%`);
  }
  const sum = section.querySelector('[data-total]');
  if (sum.textContent !== total) sum.textContent = total;
  section.querySelector('[data-state=closed]').hidden = !isClosed;
  // Every connection begins with results, so what is hidden while there is none comes back here.
  section.querySelector('[data-state=live]').hidden = isClosed;
  const vote = section.querySelector('[data-vote]');
  if (vote !== null) vote.hidden = isClosed;
}

function start(main) {
  for (const section of main.querySelectorAll('[data-live]')) watch(section);
}

start(document);
// A page that comes back from the browser's memory shows what was true when it was left.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
