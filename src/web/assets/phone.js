// The simulated phone: shows what the carrier has on record for a number, and writes and taps as its owner would.
// Everything that came from outside is put in as text, never as HTML.
'use strict';
const REFRESH_MS = 1500;
const FIRST_NUMBER = '+962790000001';
const API = '/simulator/phone/messages';

const $ = (id) => document.getElementById(id);
const words = JSON.parse($('words').textContent);
const list = $('messages');
const talk = $('talk');
const body = $('body');
const tabs = [...document.querySelectorAll('[role=tab]')];
const hint = $('number-hint').textContent;
const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Amman', hour: '2-digit', minute: '2-digit' });

let number = localStorage.getItem('phone.number') ?? FIRST_NUMBER;
let channel = localStorage.getItem('phone.channel') === 'whatsapp' ? 'whatsapp' : 'sms';
let messages = [];
/** How many of the service's messages on each channel are known to the reader: those on the screen, and all that a phone had when it was opened. */
let seen = {};
/** Rows on the screen by message id. */
let rows = new Map();

/** `0791234567`, with Arabic digits or spaces too, as +962791234567; undefined where it is no whole number. */
function readNumber(typed) {
  const digits = typed
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/[^\d+]/g, '')
    .replace(/^00/, '+')
    .replace(/^0(?=7\d{8}$)/, '+962')
    .replace(/^(?=962\d{9}$)/, '+');
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** A quiet line under a message: time, what became of it, SMS parts. */
function metaOf(message) {
  const mine = message.direction === 'in';
  const meta = element('span', 'meta');
  const status = words[`status.${mine ? 'received' : message.status}`];
  const parts = message.channel === 'sms' && message.parts > 1 ? `${words.parts}: ${message.parts}` : undefined;
  const facts = [timeOfDay.format(new Date(message.at)), status, parts, message.template && words.template];
  for (const fact of facts.filter(Boolean)) {
    if (meta.childNodes.length > 0) meta.append(' · ');
    meta.append(element('bdi', fact === words['status.failed'] ? 'failed' : '', fact));
  }
  return meta;
}

function rowOf(message) {
  const mine = message.direction === 'in';
  const row = element('li', mine ? 'bubble mine' : 'bubble');
  row.append(element('span', 'unseen', mine ? words['from-you'] : words['from-service']));
  const said = element('div', '', message.body || words.attachment);
  said.dir = 'auto';
  row.append(said);
  const payment = message.reference?.payment;
  if (payment) {
    const link = element('a', '', words.pay);
    const address = new URL(words.bank, location.href);
    address.searchParams.set('number', payment);
    link.href = address.pathname + address.search;
    row.append(link);
  }
  row.append(metaOf(message));
  return row;
}

function choicesOf(message) {
  const choices = element('li', 'choices');
  for (const { id, title } of message.buttons) {
    const button = element('button', 'quiet', title);
    button.type = 'button';
    button.addEventListener('click', async () => {
      button.disabled = true;
      await send({ button: { id, title } });
      button.disabled = false;
      body.focus();
    });
    choices.append(button);
  }
  return choices;
}

function show() {
  const atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  const here = messages.filter((message) => message.channel === channel);
  for (const message of here) {
    const known = rows.get(message.id);
    if (known) {
      known.lastChild.replaceWith(metaOf(message));
      continue;
    }
    const row = rowOf(message);
    rows.set(message.id, row);
    list.append(row);
    if (message.buttons?.length > 0) list.append(choicesOf(message));
  }
  list.querySelector('.empty')?.remove();
  if (here.length === 0) list.append(element('li', 'empty', words.empty));
  for (const tab of tabs) seen[tab.dataset.channel] ??= received(tab.dataset.channel);
  seen[channel] = received(channel);
  for (const tab of tabs) showUnread(tab);
  if (atEnd) talk.scrollTop = talk.scrollHeight;
}

const received = (of) => messages.filter((message) => message.channel === of && message.direction === 'out').length;

function showUnread(tab) {
  const of = tab.dataset.channel;
  const badge = tab.querySelector('.unread');
  const count = received(of) - seen[of];
  badge.textContent = String(count);
  badge.hidden = count <= 0;
}

function choose(next) {
  channel = next;
  localStorage.setItem('phone.channel', channel);
  for (const tab of tabs) {
    const here = tab.dataset.channel === channel;
    tab.setAttribute('aria-selected', String(here));
    tab.tabIndex = here ? 0 : -1;
  }
  talk.setAttribute('aria-labelledby', `tab-${channel}`);
  clear();
  show();
  talk.scrollTop = talk.scrollHeight;
}

function clear() {
  rows = new Map();
  list.replaceChildren();
}

function open(next) {
  number = next;
  localStorage.setItem('phone.number', number);
  $('number').value = number;
  $('number-hint').textContent = hint;
  $('who').textContent = number;
  messages = [];
  seen = {};
  clear();
  return refresh();
}

function tell(problem) {
  $('phone-state').textContent = problem ?? '';
  $('phone-state').hidden = problem === undefined;
}

let asked = 0;
let shown = 0;
/** An answer for a phone that is no longer open, or older than what is on the screen, is not shown. */
async function refresh() {
  const [of, turn] = [number, (asked += 1)];
  const late = () => of !== number || turn < shown;
  try {
    const answer = await fetch(`${API}?${new URLSearchParams({ number: of, explain: '1' })}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const found = await answer.json();
    if (late()) return;
    shown = turn;
    messages = found;
    if ($('phone-state').textContent === words['no-answer']) tell();
    show();
  } catch {
    if (!late()) tell(words['no-answer']);
  }
}

/** @returns whether the carrier took it */
async function send(what) {
  try {
    const answer = await fetch(API, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ channel, from: number, ...what }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    tell();
    talk.scrollTop = talk.scrollHeight;
    await refresh();
    return true;
  } catch {
    tell(words['not-sent']);
    return false;
  }
}

function grow() {
  body.style.blockSize = 'auto';
  body.style.blockSize = `${body.scrollHeight + 2}px`;
}

async function write() {
  const text = body.value.trim();
  if (text === '') return;
  body.value = '';
  grow();
  if (!(await send({ body: text })) && body.value === '') body.value = text;
  grow();
  body.focus();
}

$('write').addEventListener('submit', (event) => {
  event.preventDefault();
  void write();
});
body.addEventListener('input', grow);
body.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $('write').requestSubmit();
});

async function openChosen() {
  const read = readNumber($('number').value);
  $('number').setAttribute('aria-invalid', String(read === undefined));
  if (read === undefined) {
    $('number-hint').textContent = words['number.wrong'];
    $('number').focus();
    return;
  }
  const opened = open(read);
  // At once: what is typed while the record is fetched is a message already.
  body.focus();
  await opened;
}

$('choose').addEventListener('submit', (event) => {
  event.preventDefault();
  void openChosen();
});

for (const tab of tabs) {
  tab.addEventListener('click', () => choose(tab.dataset.channel));
  tab.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = tabs.find((one) => one !== tab);
    choose(other.dataset.channel);
    other.focus();
  });
}

choose(channel);
void open(number);
setInterval(() => {
  if (!document.hidden) void refresh();
}, REFRESH_MS);
