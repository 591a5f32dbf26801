// The chat page's client of Direct Line: a WebSocket stream, or polling where none can be opened. What was written is kept in the
// tab's own storage until the service has it; a repeat is known by its id and is not taken twice.
'use strict';
(() => {
  const BASE = '/v3/directline';
  const KEPT = 'knowledge-stations-chat';
  const REFRESH_MS = 15 * 60_000;
  const POLL_MS = 2_000;
  const POLL_HIDDEN_MS = 15_000;
  const SOCKET_AGAIN_MS = 60_000;
  const SILENCE_MS = 50_000;
  const PAUSES_MS = [1_000, 2_000, 4_000, 8_000];
  const STREAM_PAUSES_MS = [500, 2_000, 5_000, 10_000];
  const OFFLINE_AFTER_MS = 3_000;
  const NEAR_PX = 80;

  const byId = (id) => document.getElementById(id);
  const { language, texts } = JSON.parse(byId('chat-settings').textContent);
  const [log, form, field, offline, jump, starts] = ['log', 'form', 'text', 'offline', 'jump', 'starts'].map(byId);
  const clock = new Intl.DateTimeFormat(language === 'ar' ? 'ar-JO-u-nu-latn' : 'en-GB', {
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'Asia/Amman',
  });
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const jittered = (ms) => ms * (0.75 + Math.random() / 2);

  // --- What is kept in the tab ---

  const kept = { session: null, pending: [], typed: '', ...readKept() };
  function readKept() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
    } catch {
      return {};
    }
  }
  function keep() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
    } catch {
      // Storage is switched off: the page works on, only a reload forgets.
    }
  }

  // --- What is shown ---

  /** Bubbles of the visitor's own messages by the id that this page gave them. */
  const mine = new Map();
  const seen = new Set();
  let choices = null;

  function atEnd() {
    return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
  }
  function toEnd() {
    log.scrollTop = log.scrollHeight;
    jump.hidden = true;
  }
  function append(item, own) {
    const follow = own || atEnd();
    log.append(item);
    if (follow) toEnd();
    else jump.hidden = false;
  }

  const LINK = /https?:\/\/[^\s\u2066-\u2069<>"']+/g;
  function writeText(parent, words) {
    let from = 0;
    for (const found of words.matchAll(LINK)) {
      const url = found[0].replace(/[.,،؛:!?)]+$/, '');
      const link = Object.assign(document.createElement('a'), {
        href: url,
        textContent: url,
        target: '_blank',
        rel: 'noopener noreferrer',
      });
      link.dir = 'ltr';
      parent.append(words.slice(from, found.index), link);
      from = found.index + url.length;
    }
    parent.append(words.slice(from));
  }

  function bubble(words, who, at) {
    const item = document.createElement('li');
    item.className = who === 'mine' ? 'bubble mine' : 'bubble';
    const speaker = Object.assign(document.createElement('span'), {
      className: 'unseen',
      textContent: `${texts[who]}: `,
    });
    const body = document.createElement('div');
    body.dir = 'auto';
    writeText(body, words);
    const meta = Object.assign(document.createElement('span'), {
      className: 'meta',
      textContent: at ? clock.format(new Date(at)) : '',
    });
    item.append(speaker, body, meta);
    return item;
  }

  function divide(words) {
    append(Object.assign(document.createElement('li'), { className: 'divider', textContent: words }), false);
  }

  function showState(entry, state, at) {
    const item = mine.get(entry.id);
    const meta = item.querySelector('.meta');
    item.classList.toggle('failed', state === 'failed' || state === 'tooLong');
    meta.textContent = state === 'sent' && at ? `${clock.format(new Date(at))} · ${texts.sent}` : texts[state];
    item.querySelector('button')?.remove();
    if (state !== 'failed') return;
    const again = Object.assign(document.createElement('button'), {
      type: 'button',
      className: 'quiet',
      textContent: texts.retry,
    });
    again.addEventListener('click', () => {
      entry.failed = false;
      showState(entry, 'pending');
      void flush();
    });
    item.append(again);
  }

  function showChoices(item, actions) {
    choices = document.createElement('div');
    choices.className = 'choices';
    choices.setAttribute('role', 'group');
    choices.setAttribute('aria-label', texts.choices);
    for (const { title, value } of actions) {
      const button = Object.assign(document.createElement('button'), {
        type: 'button',
        className: 'quiet',
        textContent: title,
      });
      button.addEventListener('click', () => {
        say(String(value), title);
        field.focus();
      });
      choices.append(button);
    }
    item.append(choices);
  }
  function clearChoices() {
    choices?.remove();
    choices = null;
    starts.hidden = true;
  }

  function showActivity(activity) {
    if (activity.type !== 'message' || seen.has(activity.id)) return;
    seen.add(activity.id);
    clearChoices();
    const data = activity.channelData ?? {};
    if (activity.from?.role === 'bot') {
      const item = bubble(activity.text ?? '', 'theirs', activity.timestamp);
      if (activity.suggestedActions?.actions.length) showChoices(item, activity.suggestedActions.actions);
      append(item, false);
      return;
    }
    const id = data.clientActivityID;
    if (!mine.has(id)) {
      const item = bubble(data.displayText ?? activity.text ?? '', 'mine', activity.timestamp);
      mine.set(id ?? activity.id, item);
      append(item, false);
    }
    showState({ id: id ?? activity.id }, 'sent', activity.timestamp);
    forget(id);
  }

  let offlineTimer = null;
  function showOnline(online) {
    clearTimeout(offlineTimer);
    offlineTimer = null;
    if (online) offline.hidden = true;
    else
      offlineTimer = setTimeout(() => {
        offline.textContent = texts.offline;
        offline.hidden = false;
      }, OFFLINE_AFTER_MS);
  }

  // --- The conversation ---

  async function call(method, path, body, token = kept.session.token) {
    const headers = { Accept: 'application/json', Authorization: `Bearer ${token}` };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const response = await fetch(BASE + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw Object.assign(new Error(`${path} ${response.status}`), { status: response.status });
    return response.json();
  }
  const here = () => `/conversations/${encodeURIComponent(kept.session.id)}`;

  function take({ conversationId, token }) {
    kept.session = { ...kept.session, id: conversationId, token };
    keep();
  }

  /** The conversation is begun with the first message: who only looks leaves nothing behind. */
  let beginning = null;
  function begin() {
    beginning ??= (async () => {
      const response = await fetch('/widget/token', { method: 'POST' });
      if (!response.ok) throw Object.assign(new Error(`token ${response.status}`), { status: response.status });
      const { token } = await response.json();
      const started = await call('POST', '/conversations', { locale: language }, token);
      kept.session = { watermark: '' };
      take(started);
      void listen(started.streamUrl);
    })().finally(() => {
      beginning = null;
    });
    return beginning;
  }

  /** The token is no longer good: what is on the page stays, and what comes next belongs to a new conversation. */
  function loseSession() {
    if (kept.session === null) return;
    kept.session = null;
    keep();
    stopListening();
    divide(texts.anew);
  }
  const isLost = ({ status }) => status === 401 || status === 403 || status === 404 || status === 409;

  function receive({ activities = [], watermark }) {
    for (const activity of activities) showActivity(activity);
    if (watermark === undefined || watermark === null || kept.session === null) return;
    kept.session.watermark = watermark;
    keep();
  }

  // --- Sending: one after the other, in the order of writing ---

  function forget(id) {
    kept.pending = kept.pending.filter((entry) => entry.id !== id);
    keep();
  }

  function say(words, shown) {
    const entry = { id: `c-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`, words, shown };
    kept.pending.push(entry);
    keep();
    clearChoices();
    showPending(entry);
    void flush();
  }
  function showPending(entry) {
    const item = bubble(entry.shown ?? entry.words, 'mine');
    mine.set(entry.id, item);
    append(item, true);
    showState(entry, 'pending');
  }

  let flushing = false;
  async function flush() {
    if (flushing) return;
    flushing = true;
    try {
      for (let entry = nextToSend(); entry; entry = nextToSend()) await deliver(entry);
    } finally {
      flushing = false;
    }
  }
  const nextToSend = () => kept.pending.find((entry) => !entry.failed);

  async function deliver(entry) {
    for (let tried = 0; ; tried += 1) {
      try {
        if (kept.session === null) await begin();
        const channelData = { clientActivityID: entry.id, ...(entry.shown && { displayText: entry.shown }) };
        const activity = { type: 'message', from: { id: 'visitor' }, text: entry.words, locale: language, channelData };
        await call('POST', `${here()}/activities`, activity);
        showState(entry, 'sent', Date.now());
        forget(entry.id);
        return;
      } catch (error) {
        if (isLost(error)) loseSession();
        const hopeless = error.status === 400 || error.status === 413;
        if (hopeless || tried >= PAUSES_MS.length) {
          entry.failed = true;
          keep();
          showState(entry, error.status === 413 ? 'tooLong' : 'failed');
          return;
        }
        await pause(jittered(PAUSES_MS[tried]));
      }
    }
  }

  // --- Listening: each attempt has a number, so that what an older one still does is passed over ---

  let attempt = 0;
  let socket = null;
  let wake = () => undefined;
  function stopListening() {
    attempt += 1;
    socket?.close();
    socket = null;
  }

  /** Waits, or less where the network comes back. */
  const rest = (ms) => Promise.race([pause(ms), new Promise((resolve) => (wake = resolve))]);

  async function listen(firstUrl) {
    stopListening();
    const own = attempt;
    let url = firstUrl;
    let failures = 0;
    while (own === attempt) {
      const held = url !== undefined && (await follow(url, own));
      if (own !== attempt) return;
      showOnline(false);
      // A network that lets no stream through still answers questions.
      const answered = !held && (await poll(own));
      failures = held || answered ? 0 : failures + 1;
      await rest(jittered(STREAM_PAUSES_MS[Math.min(failures, STREAM_PAUSES_MS.length - 1)]));
      if (own !== attempt) return;
      url = await reconnect(own);
    }
  }

  async function reconnect(own) {
    try {
      const again = await call('GET', `${here()}?watermark=${encodeURIComponent(kept.session.watermark)}`);
      if (own !== attempt) return undefined;
      take(again);
      return again.streamUrl;
    } catch (error) {
      if (own === attempt && isLost(error)) loseSession();
      return undefined;
    }
  }

  /** Follows a stream to its end. @returns whether it was open at all */
  function follow(streamUrl, own) {
    return new Promise((resolve) => {
      // The stream is on the page's own host, under whatever name the page was reached.
      const { pathname, search } = new URL(streamUrl);
      let opened = false;
      socket = new WebSocket(
        `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}${pathname}${search}`,
      );
      const followed = socket;
      let silence = null;
      const end = () => {
        clearTimeout(silence);
        resolve(opened);
      };
      /** The service says something every 20 seconds, be it nothing: a line without that is dead, though no one closed it. */
      const hear = () => {
        clearTimeout(silence);
        silence = setTimeout(() => {
          followed.close();
          end();
        }, SILENCE_MS);
      };
      hear();
      socket.onopen = () => {
        opened = true;
        showOnline(true);
      };
      socket.onmessage = ({ data }) => {
        hear();
        if (data !== '' && own === attempt) receive(JSON.parse(data));
      };
      socket.onclose = end;
    });
  }

  /** Asks again and again for a minute, in place of a stream. @returns whether there was an answer */
  async function poll(own) {
    let answered = false;
    for (const until = Date.now() + SOCKET_AGAIN_MS; own === attempt && Date.now() < until;) {
      try {
        receive(await call('GET', `${here()}/activities?watermark=${encodeURIComponent(kept.session.watermark)}`));
        answered = true;
        showOnline(true);
      } catch (error) {
        if (own === attempt && isLost(error)) loseSession();
        return answered;
      }
      await rest(document.hidden ? POLL_HIDDEN_MS : POLL_MS);
    }
    return answered;
  }

  async function refresh() {
    if (kept.session === null) return;
    try {
      take(await call('POST', '/tokens/refresh'));
    } catch (error) {
      if (isLost(error)) loseSession();
    }
  }

  // --- The page ---

  function fit() {
    field.style.blockSize = 'auto';
    field.style.blockSize = `${field.scrollHeight + 2}px`;
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const words = field.value.trim();
    if (words === '') return;
    field.value = '';
    kept.typed = '';
    fit();
    say(words);
    field.focus();
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  field.addEventListener('input', () => {
    kept.typed = field.value;
    keep();
    fit();
  });
  starts.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLButtonElement) say(target.value);
  });
  jump.addEventListener('click', toEnd);
  log.addEventListener('scroll', () => {
    if (atEnd()) jump.hidden = true;
  });
  addEventListener('online', () => wake());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) wake();
  });
  setInterval(() => void refresh(), REFRESH_MS);

  /** Goes on where the tab was left: the whole transcript, then what had not been sent. */
  async function resume() {
    if (kept.session === null) return;
    kept.session.watermark = '';
    log.setAttribute('aria-live', 'off');
    const url = await reconnect(attempt);
    for (let more = url !== undefined; more;) {
      try {
        const page = await call('GET', `${here()}/activities?watermark=${encodeURIComponent(kept.session.watermark)}`);
        receive(page);
        more = page.activities.length > 0;
      } catch {
        more = false;
      }
    }
    toEnd();
    log.setAttribute('aria-live', 'polite');
    if (kept.session !== null) void listen(url);
  }

  async function open() {
    form.hidden = false;
    field.value = kept.typed;
    fit();
    await resume();
    starts.hidden = seen.size > 0 || kept.pending.length > 0;
    for (const entry of kept.pending.filter(({ id }) => !mine.has(id))) {
      showPending(entry);
      if (entry.failed) showState(entry, 'failed');
    }
    void flush();
  }
  void open();
})();
