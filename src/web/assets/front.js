// The front page's clock: moves it by a button, then shows the time as the server writes it.
'use strict';
const words = JSON.parse(document.getElementById('words').textContent);
const state = document.getElementById('clock-state');
const buttons = [...document.querySelectorAll('#jumps button')];

async function showTime() {
  const answer = await fetch(location.href);
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  document.getElementById('now').textContent = fresh.getElementById('now').textContent;
}

async function advance(minutes) {
  for (const button of buttons) button.disabled = true;
  state.textContent = words.moving;
  try {
    const answer = await fetch('/simulator/clock', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ advanceMinutes: minutes }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    await showTime();
    state.textContent = words.moved;
  } catch {
    state.textContent = words.failed;
  }
  for (const button of buttons) button.disabled = false;
}

for (const button of buttons) {
  button.addEventListener('click', () => {
    void advance(Number(button.dataset.minutes)).then(() => button.focus());
  });
}
// Time goes on while the page is open.
setInterval(() => {
  if (!document.hidden) showTime().catch(() => undefined);
}, 30_000);
