// A conversation on a task's page: shows what was said meanwhile, as long as somebody sits before it. What is being typed stays.
'use strict';
const REFRESH_MS = 4000;
/** Nobody there: the session may run out, as it would on any other page. */
const AWAY_MS = 10 * 60_000;

const talk = document.getElementById('talk');
let touchedAt = Date.now();
for (const touch of ['pointerdown', 'keydown', 'focus'])
  addEventListener(touch, () => {
    touchedAt = Date.now();
  });

async function refresh() {
  if (document.hidden || Date.now() - touchedAt > AWAY_MS) return;
  const response = await fetch(location.pathname);
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const now = page.getElementById('talk');
  if (!now || now.textContent === talk.textContent) return;
  talk.replaceChildren(...now.childNodes);
  // What is shown has been read.
  const read = page.querySelector('input[name="read"]')?.value ?? '';
  for (const field of document.querySelectorAll('input[name="read"]')) field.value = read;
  talk.lastElementChild?.scrollIntoView({ block: 'nearest' });
}

function keepNew() {
  refresh().catch(() => {});
}

if (talk) setInterval(keepNew, REFRESH_MS);
